/** Checks of the longest request that a service takes: the engine refuses longer ones, and does not start without room for it. */
import type { AiEstate, EstatePointer, InferenceService } from "../../config/index.js";
import { type CapacityFinding, gibibytes } from "./finding.js";

type At = (...path: (string | number)[]) => EstatePointer;

/** The context is one that the model has, and the requests that are expected fit it. */
export function checkContext(ai: AiEstate, service: InferenceService, at: At): CapacityFinding[] {
  const most = ai.models[service.model]?.context;
  if (most === undefined) return [];
  const { context = most } = service.serving;
  if (context > most) {
    const message = `is more than ${service.model} can take`;
    const hint = "lower it, or leave it out";
    return [{ pointer: at("serving", "context"), value: context, message, allowed: `at most ${most}`, hint }];
  }
  return Object.entries(service.demand.profiles)
    .filter(([, { prompt, answer }]) => prompt + answer > context)
    .map(([profile, { prompt, answer }]) => ({
      pointer: at("demand", "profiles", profile),
      value: `${prompt} + ${answer}`,
      message: "tokens are more than the engine takes of one request",
      allowed: `at most ${context}`,
      hint:
        context < most
          ? "raise `serving.context`, or shorten the requests"
          : "shorten the requests, or choose another model",
    }));
}

/**
 * One request of the whole context fits the `room` that weights leave, in bytes. Source: vLLM, «Conserving Memory»: an
 * engine whose cache is too small for `--max-model-len` ends with an error.
 */
export function checkStart(
  ai: AiEstate,
  { serving, model }: Pick<InferenceService, "model" | "serving">,
  room: number,
  at: At,
): CapacityFinding[] {
  const { context: most = 0, kvBytesPerToken = 0 } = ai.models[model] ?? {};
  const { context = most } = serving;
  if (context * kvBytesPerToken <= room) return [];
  return [
    {
      pointer: serving.context === undefined ? at("serving") : at("serving", "context"),
      value: serving.context ?? `the context of ${model}`,
      message: `would not let the engine start: one request of ${context} tokens takes ${gibibytes(context * kvBytesPerToken)} of cache, and the weights leave ${gibibytes(room)}`,
      allowed: `a \`serving.context\` of at most ${Math.floor(room / kvBytesPerToken)}`,
      hint: "set it, take more GPUs or another pool",
    },
  ];
}
