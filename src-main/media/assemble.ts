/**
 * Puts shots one after the other, frame by frame: exactly as many frames as
 * asked for, held where a clip is too short, mixed where shots dissolve.
 *
 * Done here rather than in a filter graph: the same on every build of ffmpeg
 * (old ones have no xfade), exact to the frame, and with two processes at work
 * whether a film has four shots or five hundred.
 */
import { dissolve } from './frame-blend.ts';
import type { FrameReader } from './raw-frames.ts';

export interface ShotPlan {
  /** Frames the shot has in the film. */
  frames: number;
  /** Frames it goes on, under the dissolve, after the next shot has begun. */
  tail: number;
}

/**
 * Frames of every shot and of the dissolves between them. The film lasts as
 * long as its shots together: a dissolve begins at the cut, while the outgoing
 * shot runs on below, so captions and voices stay where they are.
 * @param dissolveFrames 0 for plain cuts; shortened to half of the shorter neighbour.
 */
export function planShots(shotFrames: readonly number[], dissolveFrames: number): ShotPlan[] {
  return shotFrames.map((frames, index) => {
    const next = shotFrames[index + 1];
    return { frames, tail: next === undefined ? 0 : Math.min(dissolveFrames, frames >> 1, next >> 1) };
  });
}

/**
 * Yields the film's frames in order. Each is the caller's to change.
 * @param openShot starts reading a shot; it is called one shot ahead, so that no time is lost between shots.
 * @param onEmpty must throw: called with the number of a shot that gave no frame at all.
 */
export async function* assembleFrames(
  plan: readonly ShotPlan[],
  openShot: (index: number) => FrameReader,
  onEmpty: (index: number) => never,
): AsyncGenerator<Uint8Array, void, void> {
  const open = new Map<number, FrameReader>();
  const reader = (index: number): FrameReader => {
    const known = open.get(index);
    if (known !== undefined) return known;
    const fresh = openShot(index);
    open.set(index, fresh);
    return fresh;
  };
  try {
    let outgoing: Uint8Array[] = [];
    for (const [index, shot] of plan.entries()) {
      const current = reader(index);
      if (index + 1 < plan.length) reader(index + 1);
      const frames = exactly(current, shot.frames + shot.tail, () => onEmpty(index));
      for (let number = 0; number < shot.frames; number += 1) {
        const frame = (await frames.next()).value as Uint8Array;
        const below = outgoing[number];
        if (below !== undefined) dissolve(frame, below, (number + 1) / (outgoing.length + 1));
        yield frame;
      }
      outgoing = [];
      for await (const frame of frames) outgoing.push(frame);
      await current.close();
      open.delete(index);
    }
  } finally {
    await Promise.all([...open.values()].map((one) => one.close()));
  }
}

/** Exactly `count` frames: the last one is repeated (as copies) when there are too few. */
async function* exactly(reader: FrameReader, count: number, onEmpty: () => never): AsyncGenerator<Uint8Array, void, void> {
  let current = (await reader.next()) ?? onEmpty();
  let following = count > 1 ? await reader.next() : null;
  for (let number = 0; number < count; number += 1) {
    if (following !== null) {
      yield current;
      current = following;
      following = number + 2 < count ? await reader.next() : null;
    } else yield number === count - 1 ? current : current.slice();
  }
}
