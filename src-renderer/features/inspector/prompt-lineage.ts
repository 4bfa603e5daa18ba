/** Which prompt version came from which. Pure. */
import type { PromptVersion, SceneView } from '#contract/model/film.ts';

export type PromptTarget = 'start' | 'end' | 'motion';

export const authorWords: Record<PromptVersion['author'], string> = { writer: 'writer', cinematographer: 'cinematographer', you: 'you' };

const NO_PROMPTS: readonly PromptVersion[] = [];

/** The prompt versions of a target, oldest first. */
export function promptsOf(view: SceneView, target: PromptTarget): readonly PromptVersion[] {
  const found = target === 'motion' ? view.motionPrompts : target === 'start' ? view.startFrame.prompts : view.endFrame.prompts;
  return found.length === 0 ? NO_PROMPTS : found.toSorted((a, b) => a.number - b.number);
}

/** The version a version was made from; null for the first. */
export function parentOf(prompts: readonly PromptVersion[], prompt: PromptVersion): PromptVersion | null {
  return prompts.find((other) => other.id === prompt.parentId) ?? null;
}

export interface LineageRow {
  prompt: PromptVersion;
  /** 0 for the main line, one more for each branch off it. */
  depth: number;
}

/** Versions as a tree, parents before children; a second child of the same parent is a branch. */
export function lineage(prompts: readonly PromptVersion[]): LineageRow[] {
  const rows: LineageRow[] = [];
  const known = new Set(prompts.map((prompt) => prompt.id));
  const visit = (prompt: PromptVersion, depth: number) => {
    rows.push({ prompt, depth });
    const children = prompts.filter((other) => other.parentId === prompt.id);
    for (const [index, child] of children.entries()) visit(child, index === 0 ? depth : depth + index);
  };
  for (const root of prompts.filter((prompt) => prompt.parentId === null || !known.has(prompt.parentId))) visit(root, 0);
  return rows;
}

/** "text, watermark" → its parts, without empties and doubles. */
export function negativeWords(negative: string): string[] {
  return [
    ...new Set(
      negative
        .split(',')
        .map((word) => word.trim())
        .filter((word) => word !== ''),
    ),
  ];
}
