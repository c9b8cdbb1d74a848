/** Files with traces: as docs/sharing.md shows them, packed, large, and none. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { expect, it } from "vitest";
import { traceContext } from "../../../scripts/support/replay-lab.js";
import { readTraceFile } from "../../../scripts/support/trace-file.js";
import { temporaryFolder } from "../../support/estate.js";
import { GPU_CLUSTER, openSample } from "../../support/gpu-lab.js";

const estate = openSample();
const EXAMPLE = /```csv\n([^`]+)```/.exec(readFileSync("docs/sharing.md", "utf8"))?.[1] ?? "";

function read(content: string | Buffer) {
  const file = join(temporaryFolder(), "trace");
  writeFileSync(file, content);
  return readTraceFile(traceContext(estate, GPU_CLUSTER, file));
}

it("the example of the documentation can be asked for, packed or not", () => {
  const asks = read(EXAMPLE);
  expect(asks.map(({ who, gpus, slice, pods }) => [who, gpus, slice, pods])).toEqual([
    ["reconnaissance-copies", 4, undefined, 3],
    ["evaluation-modeles", 1, "2g.20gb", 1],
    ["assistant-enseignants", 1, undefined, 1],
  ]);
  expect(read(gzipSync(EXAMPLE))).toEqual(asks);
});

it("the nodes of the sample run so many pods at once as fit on each", () => {
  const row = (pods: number) => `at,who,gpus,pods,duration\n0,reconnaissance-copies,5,${pods},60\n`;
  expect(read(row(6))).toHaveLength(1);
  expect(() => read(row(7))).toThrow(
    "is more than all nodes together run at once; allowed: at most 6 of 5 GPUs",
  );
});

it("a hundred thousand wrong rows are counted, and the first of them named", () => {
  const rows = Array.from({ length: 100_000 }, () => "0,nobody,0");
  const wrong = () => read(["at,who,duration", ...rows].join("\n"));
  expect(wrong).toThrow(/trace:2:3: who: "nobody".*\n.*trace:2:10: duration: "0"/);
  expect(wrong).toThrow(/\n… and 199950 more\n200000 problems: nothing was replayed\.$/);
});

it("what cannot be read or unpacked, or is too large, is refused by its name", () => {
  const nowhere = join(temporaryFolder(), "nowhere.csv");
  expect(() => readTraceFile(traceContext(estate, GPU_CLUSTER, nowhere))).toThrow(
    /^--trace: ".*nowhere\.csv" cannot be read: ENOENT/,
  );
  expect(() => read(gzipSync(EXAMPLE).subarray(0, 20))).toThrow("cannot be read: unexpected end of file");
  const large = Buffer.alloc(50 * 1024 * 1024 + 1, "0\n");
  expect(() => read(large)).toThrow(
    "has 52428801 bytes; allowed: at most 52428800; take a part of its lines",
  );
  expect(() => read(gzipSync(large))).toThrow("cannot be read: Cannot create a Buffer larger than 52428800");
});
