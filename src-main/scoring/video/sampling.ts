/** Which frames of a clip are looked at. */

/**
 * VBench's "middle-n" rule: `n` indices into `count` frames, the middle of each of n equal parts; with
 * fewer frames than n the last index repeats. Empty without frames.
 */
export function middleIndices(count: number, n: number): number[] {
  if (count <= 0) return [];
  const parts = Math.min(n, count);
  const indices: number[] = [];
  for (let k = 0; k < parts; k += 1) {
    const from = Math.trunc((k * count) / parts);
    const to = Math.trunc(((k + 1) * count) / parts);
    indices.push(Math.floor((from + to - 1) / 2));
  }
  while (indices.length < n) indices.push(indices[indices.length - 1] as number);
  return indices;
}

/** At most `n` different indices into `count` things, evenly spread; all of them when there are no more than n. */
export function spread(count: number, n: number): number[] {
  return count <= n ? Array.from({ length: count }, (_, i) => i) : middleIndices(count, n);
}
