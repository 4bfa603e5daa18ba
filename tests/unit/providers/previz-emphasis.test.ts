/** An edited prompt changes the picture where its words say so, and nowhere else. */
import { expect, test } from 'vitest';
import { addedClauses } from '#domain/prompts.ts';
import { readPicture } from '#providers/previz/reading.ts';
import { sampleContext } from '../../fixtures/previz-scenes.ts';

const written = sampleContext({});
const plainReading = readPicture(written, 0);

test('only what was added counts', () => {
  expect(
    addedClauses('A woman, in a kitchen. Soft light from the left.', 'A woman, in a kitchen. Hard light from the right, at night.'),
  ).toBe('Hard light from the right. at night.');
  expect(addedClauses('A woman in a kitchen.', 'A woman.')).toBe('A woman.');
  expect(addedClauses('One. Two. Three.', 'One. Three.')).toBe('');
});

test.each<[string, (spec: ReturnType<typeof readPicture>) => unknown, unknown]>([
  ['On a beach', (spec) => spec.setting, 'beach'],
  ['Extreme close-up', (spec) => spec.framing, 'extreme-close-up'],
  ['Low angle', (spec) => spec.angle, 'low'],
  ['Hard light from the right', (spec) => spec.light.direction, 'right'],
  ['Very warm light, 2200 K', (spec) => spec.light.kelvin, 2200],
])('“%s” is followed', (emphasis, read, expected) => {
  expect(read(plainReading)).not.toEqual(expected);
  expect(read(readPicture({ ...written, emphasis }, 0))).toEqual(expected);
});

test('words without meaning for the picture change nothing', () => {
  expect(readPicture({ ...written, emphasis: 'make it pop, award-winning' }, 0)).toEqual(plainReading);
});
