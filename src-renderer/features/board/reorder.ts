/** Order of scenes after a drop. Pure. */

/** The ids with `id` lifted out and put in front of the one that was at `before` (in the order before lifting; the length means the end). */
export function reorderedBy(ids: readonly string[], id: string, before: number): string[] {
  const from = ids.indexOf(id);
  if (from === -1) return [...ids];
  const rest = ids.filter((other) => other !== id);
  const to = Math.max(0, Math.min(rest.length, before > from ? before - 1 : before));
  return [...rest.slice(0, to), id, ...rest.slice(to)];
}
