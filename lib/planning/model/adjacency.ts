/** Lists by number, one after the other in one array. */

export interface Adjacency {
  readonly first: Int32Array;
  readonly list: Int32Array;
}

/** Where each key's items stand, items being numbered in order. */
export function adjacency(n: number, keys: readonly number[]): Adjacency {
  const counts = new Array<number>(n).fill(0);
  for (const key of keys) counts[key]! += 1;
  const first = offsets(counts);
  const list = new Int32Array(keys.length);
  const filled = first.slice();
  for (const [item, key] of keys.entries()) list[filled[key]!++] = item;
  return { first, list };
}

/** Where each of some lists begins, and the last one ends. */
export function offsets(lengths: readonly number[]): Int32Array {
  const result = new Int32Array(lengths.length + 1);
  for (const [index, length] of lengths.entries()) result[index + 1] = result[index]! + length;
  return result;
}
