import { expect, test } from 'vitest';
import {
  critiqueWeights,
  enhanceIteratively,
  mergeNegatives,
  negativesFromDonts,
  overallOf,
  withAvoidClause,
  withMarkers,
  type PromptAgents,
  type PromptContext,
  type PromptCritique,
} from '#domain/prompts.ts';

const scored = (overall: number): PromptCritique => ({
  overall,
  completeness: 0,
  specificity: 0,
  professionalism: 0,
  cinematography: 0,
  brandAlignment: 0,
  notes: [],
});
/** Reads the score off the text's last number; writes the next number of a list. */
function scripted(scores: readonly number[]): PromptAgents {
  let next = 0;
  return {
    enhance: () => Promise.resolve(`prompt ${scores[next++] ?? 'none'}`),
    critique: (prompt) => Promise.resolve(scored(Number(/\d+$/u.exec(prompt)?.[0] ?? 0))),
  };
}
const context = {} as PromptContext;
function abortAndFail(controller: AbortController): Promise<never> {
  controller.abort();
  return Promise.reject(new Error('gone'));
}
const signal = new AbortController().signal;

test('the best round wins, even when a later one is worse', async () => {
  const result = await enhanceIteratively('prompt 50', scripted([60, 80, 70, 65]), { context, signal });
  expect(result.best).toMatchObject({ round: 2, text: 'prompt 80' });
  expect(result.rounds).toHaveLength(4);
  expect(result.ended).toBe('rounds');
});

test('it stops at the bar, and does not start above it', async () => {
  expect(await enhanceIteratively('prompt 50', scripted([70, 85, 99]), { context, signal })).toMatchObject({
    ended: 'bar',
    best: { round: 2 },
  });
  expect(await enhanceIteratively('prompt 90', scripted([99]), { context, signal })).toMatchObject({
    ended: 'bar',
    rounds: [],
    best: { round: 0 },
  });
});

test('enhancement never hands back something worse than it was given', async () => {
  expect((await enhanceIteratively('prompt 70', scripted([10, 20, 30, 40]), { context, signal })).best).toMatchObject({
    round: 0,
    text: 'prompt 70',
  });
});

test('agents that go round in circles are stopped; failures keep the best so far', async () => {
  expect((await enhanceIteratively('prompt 50', scripted([60, 60, 60, 60]), { context, signal })).ended).toBe('unchanged');
  const base = scripted([60]);
  let calls = 0;
  const failing: PromptAgents = {
    ...base,
    enhance: (...args) => (++calls > 1 ? Promise.reject(new Error('model gone')) : base.enhance(...args)),
  };
  const result = await enhanceIteratively('prompt 50', failing, { context, signal });
  expect(result).toMatchObject({ ended: 'failed', best: { text: 'prompt 60' } });
});

test('aborting throws rather than pretending to be done', async () => {
  const controller = new AbortController();
  const agents: PromptAgents = { ...scripted([60, 70]), enhance: () => abortAndFail(controller) };
  await expect(enhanceIteratively('prompt 50', agents, { context, signal: controller.signal })).rejects.toThrow(/abort/iu);
});

test('negatives are merged once each, in order, within the contract’s length', () => {
  expect(mergeNegatives(['text, Watermark', ['watermark', 'red'], 'red;blur'])).toBe('text, Watermark, red, blur');
  expect(mergeNegatives([Array.from({ length: 400 }, (_, i) => `term ${i}`)]).length).toBeLessThanOrEqual(1000);
  expect(negativesFromDonts(['Never show children.', "Don't use any red", 'No competitor logos', 'Avoid featuring alcohol'])).toEqual([
    'children',
    'red',
    'competitor logos',
    'alcohol',
  ]);
});

test('without a negative field the wish becomes a last sentence', () => {
  expect(withAvoidClause('A mug.', 'text, watermark')).toBe('A mug. Avoid: text, watermark.');
  expect(withAvoidClause('A mug.', ' ')).toBe('A mug.');
});

test('markers that are there are not said twice; dropped ones come back', () => {
  const markers = {
    subjectDescription: 'White mug, gold rim.',
    style: 'Film grain',
    colorPalette: 'Cream and honey',
    lighting: 'Window light',
    mood: 'Calm',
  };
  const full = withMarkers('A mug on a table.', markers);
  expect(full).toBe('White mug, gold rim. A mug on a table. Film grain. Cream and honey. Window light. Calm.');
  expect(withMarkers(full, markers)).toBe(full);
});

test('the overall is the weighted mean', () => {
  expect(Object.values(critiqueWeights).reduce((a, b) => a + b, 0)).toBeCloseTo(1, 9);
  expect(overallOf({ completeness: 88, specificity: 92, professionalism: 80, cinematography: 85, brandAlignment: 90 })).toBe(86.8);
});
