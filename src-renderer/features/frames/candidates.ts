/** Order, grouping and movement among the candidates of a frame. */
import type { PromptVersion, Variation } from '#contract/model/film.ts';

/** As they were made, or the best first. */
export type CandidateOrder = 'made' | 'rank';

export interface CandidateGroup {
  key: string;
  /** Null for the person's own pictures, and in rank order. */
  prompt: PromptVersion | null;
  candidates: Variation[];
}

/**
 * Candidates as the grid shows them. In the order they were made they are
 * grouped by the prompt they came from, newest prompt first, because that is
 * what a person just asked for; by rank they are one list, unscored ones last.
 */
export function groupCandidates(
  candidates: readonly Variation[],
  prompts: readonly PromptVersion[],
  order: CandidateOrder,
): CandidateGroup[] {
  if (candidates.length === 0) return [];
  if (order === 'rank') {
    const place = (candidate: Variation): number => candidate.rank ?? Number.MAX_SAFE_INTEGER;
    return [{ key: 'rank', prompt: null, candidates: [...candidates].sort((a, b) => place(a) - place(b) || a.number - b.number) }];
  }
  const groups = new Map<string, CandidateGroup>();
  for (const candidate of [...candidates].sort((a, b) => a.number - b.number)) {
    const key = candidate.source === 'own' ? 'own' : (candidate.promptId ?? 'unknown');
    const group = groups.get(key) ?? { key, prompt: prompts.find((prompt) => prompt.id === candidate.promptId) ?? null, candidates: [] };
    group.candidates.push(candidate);
    groups.set(key, group);
  }
  const newest = (group: CandidateGroup): number => Math.max(...group.candidates.map((candidate) => candidate.number));
  return [...groups.values()].sort((a, b) => newest(b) - newest(a));
}

export type GridKey = 'ArrowLeft' | 'ArrowRight' | 'ArrowUp' | 'ArrowDown' | 'Home' | 'End';

export const isGridKey = (key: string): key is GridKey => ['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown', 'Home', 'End'].includes(key);

/** Where a key leads from a place in rows of tiles; groups may end in short rows. Returns the same place at an edge. */
export function moveInRows(rowLengths: readonly number[], index: number, key: GridKey): number {
  const total = rowLengths.reduce((sum, length) => sum + length, 0);
  if (total === 0) return 0;
  switch (key) {
    case 'ArrowLeft':
      return Math.max(0, index - 1);
    case 'ArrowRight':
      return Math.min(total - 1, index + 1);
    case 'Home':
      return 0;
    case 'End':
      return total - 1;
    case 'ArrowUp':
    case 'ArrowDown': {
      let start = 0;
      let row = 0;
      while (row < rowLengths.length - 1 && index >= start + (rowLengths[row] ?? 0)) {
        start += rowLengths[row] ?? 0;
        row += 1;
      }
      const column = index - start;
      const nextRow = key === 'ArrowUp' ? row - 1 : row + 1;
      const nextLength = rowLengths[nextRow];
      if (nextLength === undefined) return index;
      const nextStart = key === 'ArrowUp' ? start - nextLength : start + (rowLengths[row] ?? 0);
      return nextStart + Math.min(column, nextLength - 1);
    }
  }
}

/** Lengths of the rows that groups fill in a grid of so many columns. */
export function rowLengths(groupSizes: readonly number[], columns: number): number[] {
  const width = Math.max(1, columns);
  return groupSizes.flatMap((size) => Array.from({ length: Math.ceil(size / width) }, (_, row) => Math.min(width, size - row * width)));
}

/** The pair a comparison starts with: what is picked (or best) against the next best that can be seen. */
export function firstPair<T extends { id: string; rank: number | null; asset: unknown }>(
  items: readonly T[],
  pickedId: string | null,
  focusedId: string | null,
): [T, T] | null {
  const visible = items.filter((item) => item.asset !== null);
  const place = (item: T): number => item.rank ?? Number.MAX_SAFE_INTEGER;
  const ranked = [...visible].sort((a, b) => place(a) - place(b));
  const left = visible.find((item) => item.id === pickedId) ?? ranked[0];
  const right = visible.find((item) => item.id === focusedId && item.id !== left?.id) ?? ranked.find((item) => item.id !== left?.id);
  return left === undefined || right === undefined ? null : [left, right];
}
