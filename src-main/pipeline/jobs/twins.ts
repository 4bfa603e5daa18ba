/**
 * Identical requests take turns while one is being sent or looked for.
 *
 * A provider without idempotency keys can only be asked "is there a job with this input?". Were two identical
 * requests in the air at once, the first lost answer could be matched with the other's job.
 */
const standing = new Map<string, Promise<unknown>>();

export async function inTwinOrder<T>(key: string, work: () => Promise<T>): Promise<T> {
  const before = standing.get(key) ?? Promise.resolve();
  const mine = before.then(work, work);
  const settledTail = mine.catch(() => undefined);
  standing.set(key, settledTail);
  try {
    return await mine;
  } finally {
    if (standing.get(key) === settledTail) standing.delete(key);
  }
}
