import { expect, test } from 'vitest';
import { captionsOf, divideFrames, fitsScene, framesOf, sceneCount, snapSeconds, spokenSeconds } from '#domain/timing.ts';
import { countWords } from '#domain/words.ts';

test('words are counted in any script', () => {
  expect(countWords('Artisan coffee — starts your morning, right.')).toBe(6);
  expect(countWords('手工咖啡，开启')).toBe(3);
  expect(countWords('')).toBe(0);
});

test('a film of any length can be cut into scenes of 3–7 s, and 15 s has at least four', () => {
  for (let seconds = 3; seconds <= 600; seconds += 0.25) {
    const count = sceneCount(seconds, 4);
    expect(count * 3).toBeLessThanOrEqual(seconds + 1e-9);
    expect(count * 7).toBeGreaterThanOrEqual(seconds - 1e-9);
  }
  expect(sceneCount(15, 3)).toBe(4);
  expect(sceneCount(15, 5)).toBe(5);
  expect(sceneCount(600, 4)).toBeGreaterThan(100);
});

test('frames are divided exactly, inside their bounds, by weight', () => {
  const bounds = [1, 2, 3, 4].map(() => ({ min: 72, max: 168 }));
  const parts = divideFrames(360, [1, 1, 1, 3], bounds);
  expect(parts?.reduce((a, b) => a + b, 0)).toBe(360);
  expect(parts).toEqual([72, 72, 72, 144]);
  expect(divideFrames(361, [1, 1, 1, 1], bounds)?.reduce((a, b) => a + b, 0)).toBe(361);
  expect(divideFrames(200, [1, 1, 1, 1], bounds)).toBeNull();
  expect(divideFrames(900, [1, 1, 1, 1], bounds)).toBeNull();
});

test('a line takes as long as it has words, and is refused where it does not fit', () => {
  expect(spokenSeconds('One two three four five six.')).toBeCloseTo(2.5, 6);
  expect(fitsScene('One two three four five six.', 3)).toBe(true);
  expect(fitsScene('One two three four five six seven.', 3)).toBe(false);
  expect(spokenSeconds('手工咖啡')).toBeCloseTo(4 / 4.5, 6);
});

test('seconds snap to frames', () => {
  expect(framesOf(3.75)).toBe(90);
  expect(snapSeconds(1.03)).toBeCloseTo(25 / 24, 9);
});

test('captions run on the film’s clock, split where a reader would, and never reach into the next scene', () => {
  const long =
    'Mornings used to run away from us, one after the other, before anyone had said a word. Then somebody put a kettle on, and everything in the house slowed down to the pace of the steam.';
  const captions = captionsOf([
    { sceneId: 'a', seconds: 4, voiceOver: { text: 'The street is asleep.', startSeconds: 0.5, endSeconds: 2.5 } },
    { sceneId: 'b', seconds: 3, voiceOver: null },
    { sceneId: 'c', seconds: 7, voiceOver: { text: long, startSeconds: 0, endSeconds: 9 } },
  ]);
  expect(captions[0]).toEqual({ sceneId: 'a', text: 'The street is asleep.', startSeconds: 0.5, endSeconds: 2.5 });
  const rest = captions.slice(1);
  expect(rest.map((c) => c.text).join(' ')).toBe(long);
  expect(rest.every((c) => c.text.length <= 84 && c.sceneId === 'c')).toBe(true);
  expect(rest[0]?.startSeconds).toBe(7);
  expect(rest.at(-1)?.endSeconds).toBe(14);
  for (let i = 1; i < captions.length; i++) expect(captions[i]?.startSeconds).toBeGreaterThanOrEqual(captions[i - 1]?.endSeconds ?? 0);
});
