/**
 * Which pictures a storyboard frame is drawn from, so that a face and a product
 * stay the same from the first frame of a film to its last.
 */
import type { FrameRole } from '#contract/model/primitives.ts';

/** A picture the person brought along. */
export interface BroughtReference<T> {
  role: 'product' | 'character' | 'style';
  picture: T;
}

/** The chosen frames of one clip; null while missing (not made yet, or its clip failed). */
export interface ClipFrames<T> {
  start: T | null;
  end: T | null;
}

export interface ChainLink<T> {
  role: 'product' | 'character' | 'style' | 'previous-frame' | 'start-frame';
  picture: T;
}

/**
 * References of one frame, strongest first.
 *
 * - start frame of the first clip: what the person brought, as it is;
 * - start frame of a later clip: the same, and the previous clip's end frame;
 * - end frame: the same, and this clip's own start frame.
 *
 * When the previous clip failed, the latest frame that exists before it takes its place: a gap in the board must
 * not break the chain. `clips` holds the clips in film order, `index` counts from 0.
 */
export function frameReferences<T>(
  clips: readonly ClipFrames<T>[],
  index: number,
  role: FrameRole,
  brought: readonly BroughtReference<T>[],
): ChainLink<T>[] {
  const links: ChainLink<T>[] = brought.map(({ role: kind, picture }) => ({ role: kind, picture }));
  if (role === 'end') {
    const own = clips[index]?.start ?? null;
    if (own !== null) return [...links, { role: 'start-frame', picture: own }];
  }
  const previous = latestBefore(clips, index);
  return previous === null ? links : [...links, { role: 'previous-frame', picture: previous }];
}

function latestBefore<T>(clips: readonly ClipFrames<T>[], index: number): T | null {
  for (let i = index - 1; i >= 0; i--) {
    const frame = clips[i]?.end ?? clips[i]?.start ?? null;
    if (frame !== null) return frame;
  }
  return null;
}

/** File name of an exported storyboard frame, e.g. `clip_001_start.png`. `number` counts from 1. */
export const frameFileName = (number: number, role: FrameRole): string => `clip_${String(number).padStart(3, '0')}_${role}.png`;
