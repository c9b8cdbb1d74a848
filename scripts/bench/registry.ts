/** The benches by name; loaded when they run, so that none pays for the others. */
import type { Bench } from "./bench.js";

export const BENCHES: Record<string, () => Promise<Bench>> = {
  capacity: async () => (await import("./benches/capacity.js")).capacity,
  "lab-start": async () => (await import("./benches/lab-start.js")).labStart,
  lab: async () => (await import("./benches/lab.js")).lab,
  replay: async () => (await import("./benches/replay.js")).replayBench,
  review: async () => (await import("./benches/review.js")).review,
  synth: async () => (await import("./benches/synth.js")).synth,
  waves: async () => (await import("./benches/waves.js")).waves,
  "waves-large": async () => (await import("./benches/waves-large.js")).wavesLarge,
};
