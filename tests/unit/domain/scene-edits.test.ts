import { expect, test } from 'vitest';
import { sceneSpecSchema, type SceneSpec } from '#contract/model/story.ts';
import { mergeScenes, retimeScene, splitScene } from '#domain/scene-edits.ts';

const scene = (changes: Partial<SceneSpec> = {}): SceneSpec => ({
  beat: 'Quiet moment',
  seconds: 4,
  setting: 'Sunlit kitchen, morning',
  action: 'She reaches for the mug.',
  presence: { characterVisible: true, characterTiming: 'full scene', productVisible: false, productTiming: 'none' },
  camera: { angle: 'Eye level', movement: 'push-in', movementNote: 'Slow push-in', framing: 'Medium shot', lens: '35 mm' },
  lighting: { setup: 'Window from the left', mood: 'Peaceful', colorTemperature: 'Warm 3200 K' },
  emotionalTone: 'Calm',
  voiceOver: { text: 'Mornings used to be chaos.', startSeconds: 0.5, endSeconds: 3 },
  ...changes,
});
const isWhole = (spec: SceneSpec): void => {
  expect(sceneSpecSchema.safeParse(spec).success).toBe(true);
  expect(Math.abs(spec.seconds * 24 - Math.round(spec.seconds * 24))).toBeLessThan(1e-9);
  if (spec.voiceOver !== null) {
    expect(spec.voiceOver.startSeconds).toBeGreaterThanOrEqual(0);
    expect(spec.voiceOver.endSeconds).toBeLessThanOrEqual(spec.seconds);
    expect(spec.voiceOver.endSeconds).toBeGreaterThan(spec.voiceOver.startSeconds);
  }
};

test.each([0.2, 1, 2.01, 4, 9.99, 40])('retiming to %d s keeps the line inside, on frame boundaries', (seconds) => {
  const spec = retimeScene(scene(), seconds);
  isWhole(spec);
  expect(spec.seconds).toBeGreaterThanOrEqual(1);
  expect(spec.seconds).toBeLessThanOrEqual(15);
});

test('splitting keeps the total length and gives the line to the half where it begins', () => {
  const halves = splitScene(scene(), 1.5);
  expect(halves).not.toBeNull();
  const [first, second] = halves!;
  expect(first.seconds + second.seconds).toBe(4);
  expect(first.voiceOver?.text).toBe('Mornings used to be chaos.');
  expect(second.voiceOver).toBeNull();
  halves!.forEach(isWhole);

  const late = splitScene(scene({ voiceOver: { text: 'Later.', startSeconds: 2.5, endSeconds: 3.5 } }), 2)!;
  expect(late[0].voiceOver).toBeNull();
  expect(late[1].voiceOver).toMatchObject({ startSeconds: 0.5, endSeconds: 1.5 });
});

test.each([0.5, 3.5, -1, 4, 9])('a split at %d s of 4 would leave too little', (at) => {
  expect(splitScene(scene(), at)).toBeNull();
});

test('merging adds lengths and lines; too long together is refused', () => {
  const merged = mergeScenes(
    scene(),
    scene({
      seconds: 3,
      voiceOver: { text: 'Until now.', startSeconds: 1, endSeconds: 2 },
      presence: { ...scene().presence, productVisible: true, productTiming: 'enters' },
    }),
  )!;
  isWhole(merged);
  expect(merged.seconds).toBe(7);
  expect(merged.voiceOver).toEqual({ text: 'Mornings used to be chaos. Until now.', startSeconds: 0.5, endSeconds: 6 });
  expect(merged.presence).toMatchObject({ productVisible: true, productTiming: 'enters' });
  expect(mergeScenes(scene({ seconds: 9 }), scene({ seconds: 9 }))).toBeNull();
});
