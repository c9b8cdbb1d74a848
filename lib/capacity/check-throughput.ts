/** Checks that measurements are consistent with what they name, and with themselves. */
import { list, pointerTo, type Throughput } from "../../config/index.js";
import type { CapacityFinding } from "./finding.js";
import type { PoolEstate } from "./pools.js";

export function checkThroughput({ ai }: PoolEstate): CapacityFinding[] {
  return Object.entries(ai.throughput).flatMap(([name, row]) => {
    const at = (...path: (string | number)[]) => pointerTo("ai/throughput", name, ...path);
    // What names nothing is told already.
    const [model, gpu] = [ai.models[row.model], ai.gpus[row.gpu]];
    const precisions = Object.keys(model?.precisions ?? {});
    const profiles = Object.keys(gpu?.mig?.profiles ?? {});
    return [
      ...(!model || precisions.includes(row.precision)
        ? []
        : [
            {
              pointer: at("precision"),
              value: row.precision,
              message: `is no precision that ${row.model} is kept in`,
              allowed: list(precisions),
              hint: `correct it, or add it to ai/models/${row.model}.yaml`,
            },
          ]),
      ...(!gpu || row.slice === undefined || profiles.includes(row.slice)
        ? []
        : [
            {
              pointer: at("slice"),
              value: row.slice,
              message: `is no profile of ${row.gpu}`,
              allowed: list(profiles),
              hint: "correct the profile",
            },
          ]),
      ...checkPoints(row, at),
    ];
  });
}

function checkPoints(
  { latency = [] }: Throughput,
  at: (...path: (string | number)[]) => CapacityFinding["pointer"],
) {
  return latency.flatMap(({ concurrency, tokensPerSecond, timeToFirstToken }, index): CapacityFinding[] => {
    const before = latency[index - 1];
    const pointer = (...path: string[]) => at("latency", index, ...path);
    if (timeToFirstToken.p95 < timeToFirstToken.average) {
      return [
        {
          pointer: pointer("timeToFirstToken", "p95"),
          value: timeToFirstToken.p95,
          message: `is below the average, ${timeToFirstToken.average}`,
          allowed: `at least ${timeToFirstToken.average}`,
          hint: "have they been exchanged?",
        },
      ];
    }
    if (before && concurrency <= before.concurrency) {
      const message = `comes after ${before.concurrency}`;
      return [{ pointer: pointer("concurrency"), value: concurrency, message, hint: "sort by concurrency" }];
    }
    if (before && tokensPerSecond > before.tokensPerSecond) {
      return [
        {
          pointer: pointer("tokensPerSecond"),
          value: tokensPerSecond,
          message: `is more than at the lower concurrency of ${before.concurrency}: a request is no faster among more`,
          allowed: `at most ${before.tokensPerSecond}`,
          hint: "is it the sum of all requests? write what one of them gets",
        },
      ];
    }
    return [];
  });
}
