/** Bounded concurrency. */

/** Runs `work` for every item, at most `limit` at once. Ends at the first error, after what was under way. */
export async function eachOf<Item>(
  items: Iterable<Item>,
  limit: number,
  work: (item: Item) => Promise<void>,
): Promise<void> {
  const waiting = items[Symbol.iterator]();
  let failed = false;
  const worker = async () => {
    for (let next = waiting.next(); !next.done && !failed; next = waiting.next()) {
      try {
        await work(next.value);
      } catch (error) {
        failed = true;
        throw error;
      }
    }
  };
  const results = await Promise.allSettled(Array.from({ length: limit }, worker));
  const broken = results.find((result) => result.status === "rejected");
  if (broken) throw broken.reason;
}
