import { expect, test } from 'vitest';
import type { Overall } from '#contract/model/quality.ts';
import { enhancementHint, variationHints } from '#domain/hints.ts';
import { fingerprintDistance, lookAlikes, nearIdentical } from '#domain/likeness.ts';

const overall = (value: number | null): Overall => ({ value, basis: value === null ? 'none' : 'technical', measured: [], missing: [] });
const print = (structure: string, chroma: string): string => structure.repeat(64) + chroma.repeat(36);

test('fingerprints differ by bits of structure and levels of chroma', () => {
  expect(fingerprintDistance(print('0', '8'), print('f', '8'))).toEqual({ structure: 1, chroma: 0 });
  expect(fingerprintDistance(print('0', '0'), print('1', '1'))).toEqual({ structure: 0.25, chroma: 17 });
  expect(fingerprintDistance(print('0', '8'), '')).toBeNull();
  const tenBits = `ffc${'0'.repeat(61)}${'8'.repeat(36)}`;
  const elevenBits = `ffe${'0'.repeat(61)}${'8'.repeat(36)}`;
  expect(nearIdentical(print('0', '8'), tenBits)).toBe(true);
  expect(nearIdentical(print('0', '8'), elevenBits)).toBe(false);
});

test('look-alikes are grouped by number, and what was not measured is in no group', () => {
  const a = print('0', '8');
  const b = print('f', '8');
  expect(
    lookAlikes([{ number: 3, phash: a }, { number: 1, phash: a }, { number: 2, phash: b }, { number: 4, phash: null }, { number: 5 }]),
  ).toEqual([[1, 3]]);
});

test('hints appear only for what was measured', () => {
  const a = print('0', '8');
  const b = print('f', '8');
  const good = [
    { number: 1, overall: overall(70), phash: a },
    { number: 2, overall: overall(20), phash: b },
  ];
  expect(variationHints(good, 30)).toEqual([]);
  expect(variationHints([{ number: 1, overall: overall(null) }], 30)).toEqual([]);
  const low = [
    { number: 1, overall: overall(22.4), phash: a },
    { number: 2, overall: overall(20), phash: a },
    { number: 3, overall: overall(18), phash: a },
  ];
  expect(variationHints(low, 30).map((hint) => hint.kind)).toEqual(['all-low', 'look-alike']);
  expect(variationHints(low, 30)[0]?.message).toBe(
    'The best of three variations has 22 of 100, below the bar of 30. Say more plainly what the picture must show, or try another model.',
  );
  expect(variationHints(low, null)[0]?.message).toBe(
    'All three variations look the same. Change the prompt or loosen the reference to get a real choice.',
  );
});

test('agents that loop are told from agents that get on', () => {
  expect(enhancementHint([{ overall: 60 }, { overall: 61 }])).toBeNull();
  expect(enhancementHint([{ overall: 60 }, { overall: 61 }, { overall: 66 }])).toBeNull();
  expect(enhancementHint([{ overall: 60 }, { overall: 58 }, { overall: 61 }])?.kind).toBe('no-progress');
});
