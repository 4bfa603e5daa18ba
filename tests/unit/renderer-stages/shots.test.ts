import { expect, test } from 'vitest';
import { shotIndexAt, slotsFor } from '../../../src-renderer/features/cut/shots.ts';
import type { Shot } from '../../../src-renderer/features/cut/shots.ts';

const shot = (number: number, startSeconds: number, endSeconds: number): Shot => ({
  sceneId: `s${number}`,
  number,
  beat: 'Beat',
  startSeconds,
  endSeconds,
  video: null,
  takeNumber: null,
  still: null,
});
const shots = [shot(1, 0, 4), shot(2, 4, 7), shot(3, 7, 9)];

test('a moment on a cut belongs to the shot that begins there', () => {
  expect([0, 3.99, 4, 8.9, 9].map((at) => shotIndexAt(shots, at))).toEqual([0, 0, 1, 2, 2]);
  expect(shotIndexAt([], 1)).toBe(-1);
});

test('going from shot to shot never reloads the player that is on screen', () => {
  for (let current = 0; current < shots.length - 1; current += 1) {
    const before = slotsFor(shots, current, false);
    const after = slotsFor(shots, current + 1, false);
    // What was waiting is now on, in the same player.
    const waiting = before.findIndex((each) => each?.number === current + 2);
    expect(after[waiting]?.number).toBe(current + 2);
    expect((current + 1) % 2).toBe(waiting);
  }
});

test('backwards, the shot before is the one that waits', () => {
  expect(slotsFor(shots, 2, true).map((each) => each?.number ?? null)).toEqual([3, 2]);
  expect(slotsFor(shots, 0, true).map((each) => each?.number ?? null)).toEqual([1, null]);
});
