/** Long searches: progress while they run, and Ctrl-C for the best so far. */
import type { Progress as SearchProgress, SolveOptions } from "../../lib/planning/index.js";
import { Progress } from "./progress.js";

/** Runs a search; the first Ctrl-C ends it with its best, the second one at once. */
export async function searchWithProgress<T>(
  title: string,
  search: (watch: Pick<SolveOptions, "signal" | "onProgress">) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  const listeners = process.listeners("SIGINT");
  const stop = () => {
    process.removeAllListeners("SIGINT");
    for (const listener of listeners) process.on("SIGINT", listener as NodeJS.SignalsListener);
    controller.abort();
  };
  process.removeAllListeners("SIGINT");
  process.on("SIGINT", stop);
  const progress = new Progress(title);
  try {
    const result = await search({
      signal: controller.signal,
      onProgress: (found) => progress.say(`${title}: ${describe(found)}`),
    });
    progress.finish(`${title}: done`);
    return result;
  } catch (error) {
    progress.fail();
    throw error;
  } finally {
    if (!controller.signal.aborted) stop();
  }
}

function describe({ seconds, steps, objective }: SearchProgress): string {
  const values = objective?.map(({ name, value }) => `${name} ${value}`).join(", ") ?? "no plan yet";
  return `${values} (${steps} schedules, ${seconds.toFixed(0)} s)`;
}
