import { expect, test } from 'vitest';
import { assembleFrames, planShots } from '#media/assemble.ts';
import { dissolve, drawOverlay, frameBytes, overlayFromRgba } from '#media/frame-blend.ts';
import type { FrameReader } from '#media/raw-frames.ts';

test('a dissolve mixes by share', () => {
  const mix = (share: number) => {
    const frame = new Uint8Array([200, 16, 100]);
    dissolve(frame, new Uint8Array([100, 235, 100]), share);
    return [...frame];
  };
  expect(mix(1)).toEqual([200, 16, 100]);
  expect(mix(0)).toEqual([100, 235, 100]);
  expect(mix(0.5)).toEqual([150, 126, 100]);
});

test('an overlay covers only where it shows, in luma and chroma', () => {
  const [width, height] = [16, 8];
  const rgba = new Uint8Array(width * height * 4);
  for (let y = 2; y < 5; y += 1) for (let x = 5; x < 9; x += 1) rgba.set([255, 0, 0, 255], (y * width + x) * 4);
  const overlay = overlayFromRgba(rgba, width, height)!;
  expect([overlay.x, overlay.y, overlay.width, overlay.height]).toEqual([4, 2, 6, 4]);
  const frame = new Uint8Array(frameBytes(width, height)).fill(128);
  drawOverlay(frame, width, height, overlay, 1);
  const luma = (x: number, y: number) => frame[y * width + x];
  // Pure red in BT.709 video range is Y 63, Cb 102, Cr 240.
  expect([luma(5, 2), luma(8, 4), luma(4, 2), luma(5, 5), luma(9, 3)]).toEqual([63, 63, 128, 128, 128]);
  const chroma = (plane: number, x: number, y: number) => frame[width * height + plane * 32 + y * 8 + x];
  expect([chroma(0, 3, 1), chroma(1, 3, 1)]).toEqual([102, 240]);
  expect([chroma(0, 1, 1), chroma(1, 5, 1)]).toEqual([128, 128]);
  // Half of this chroma sample is covered, so it moves half of the way.
  expect(chroma(1, 2, 1)).toBe(184);
  const faint = new Uint8Array(frameBytes(width, height)).fill(128);
  drawOverlay(faint, width, height, overlay, 0.5);
  expect(faint[2 * width + 6]).toBe(96);
  expect(overlayFromRgba(new Uint8Array(width * height * 4), width, height)).toBeNull();
});

/** A clip of one-byte frames. */
class FakeClip implements FrameReader {
  readonly values: number[];
  closed = false;
  constructor(values: number[]) {
    this.values = values;
  }
  next(): Promise<Uint8Array | null> {
    const value = this.values.shift();
    return Promise.resolve(value === undefined ? null : new Uint8Array([value]));
  }
  close(): Promise<void> {
    this.closed = true;
    return Promise.resolve();
  }
}

async function film(clips: number[][], frames: number[], dissolveFrames = 0): Promise<{ shown: number[]; readers: FakeClip[] }> {
  const readers = clips.map((values) => new FakeClip([...values]));
  const shown: number[] = [];
  const source = assembleFrames(
    planShots(frames, dissolveFrames),
    (index) => readers[index]!,
    (index) => {
      throw new Error(`empty ${index}`);
    },
  );
  for await (const frame of source) {
    shown.push(frame[0]!);
    // Whoever receives a frame may draw on it; that must not reach later frames.
    frame[0] = 255;
  }
  return { shown, readers };
}

test('long clips are cut, short ones held, and every shot has its exact frames', async () => {
  const { shown, readers } = await film([[1, 2, 3, 4, 5], [10, 11], [20]], [3, 4, 2]);
  expect(shown).toEqual([1, 2, 3, 10, 11, 11, 11, 20, 20]);
  expect(readers.every((reader) => reader.closed)).toBe(true);
});

test('a dissolve begins at the cut and leaves the length alone', async () => {
  const { shown } = await film(
    [
      [0, 0, 0, 0, 0, 0],
      [90, 90, 90, 90],
    ],
    [4, 4],
    2,
  );
  expect(shown).toEqual([0, 0, 0, 0, 30, 60, 90, 90]);
  const held = await film(
    [
      [0, 0, 0, 0],
      [90, 90, 90, 90],
    ],
    [4, 4],
    2,
  );
  expect(held.shown).toEqual(shown);
});

test('a dissolve is never longer than half of a neighbour', () => {
  expect(planShots([90, 6, 90], 12)).toEqual([
    { frames: 90, tail: 3 },
    { frames: 6, tail: 3 },
    { frames: 90, tail: 0 },
  ]);
});

test('a clip without frames stops the film and every reader is closed', async () => {
  const readers = [new FakeClip([1]), new FakeClip([]), new FakeClip([3])];
  const source = assembleFrames(
    planShots([1, 1, 1], 0),
    (index) => readers[index]!,
    (index) => {
      throw new Error(`empty ${index}`);
    },
  );
  await expect(Array.fromAsync(source)).rejects.toThrow('empty 1');
  expect(readers.map((reader) => reader.closed)).toEqual([true, true, true]);
});
