import path from 'node:path';
import { expect, test } from 'vitest';
import { DEFAULT_BRIEF, type Brief } from '#contract/model/brief.ts';
import { enhanceIteratively, type PromptContext } from '#domain/prompts.ts';
import { countWords } from '#domain/words.ts';
import { contradictions, repeated, requiredDescriptions } from '#providers/offline-agents/craft-lexicon.ts';
import { enhancePrompt } from '#providers/offline-agents/cinematographer.ts';
import { critiquePrompt } from '#providers/offline-agents/prompt-engineer.ts';
import { loadTemplates } from '#providers/offline-writer/template-library.ts';
import { createOfflineWriter, writeEverything } from '#providers/offline-writer/writer.ts';
import { prompts } from './writer-briefs.ts';

const { templates } = await loadTemplates(path.join(import.meta.dirname, '../../../resources/templates'), null);
const agent = createOfflineWriter();
const signal = new AbortController().signal;

function contexts(prompt: string, extra: Partial<Brief> = {}): { context: PromptContext; text: string }[] {
  const brief: Brief = { ...DEFAULT_BRIEF, prompt, ...extra };
  const { story, division, visuals } = writeEverything(brief, templates, []);
  return division.scenes.flatMap((scene, i) =>
    (['start', 'end'] as const).map((role) => ({
      context: { role, scene, sceneNumber: i + 1, story, markers: visuals.markers, brief },
      text: (role === 'start' ? visuals.scenes[i]?.startPrompt : visuals.scenes[i]?.endPrompt) ?? '',
    })),
  );
}
const coffee = contexts('Artisan coffee that starts your morning right')[4];
if (coffee === undefined) throw new Error('no coffee scene');
const context = coffee.context;

test(
  'the loop lifts the writer’s prompts over the bar in one to three rounds, and breaks nothing on the way',
  { timeout: 60_000 },
  async () => {
    const before: number[] = [];
    for (const prompt of prompts) {
      for (const { context: ctx, text } of contexts(prompt)) {
        const result = await enhanceIteratively(text, agent, { context: ctx, signal });
        before.push(result.original.critique.overall);
        expect(result.ended, prompt).toBe('bar');
        expect(result.rounds.length).toBeGreaterThanOrEqual(1);
        expect(result.rounds.length).toBeLessThanOrEqual(3);
        expect(result.best.critique.overall).toBeGreaterThanOrEqual(85);
        expect(countWords(result.best.text)).toBeLessThanOrEqual(220);
        expect(contradictions(result.best.text, ctx), result.best.text).toEqual([]);
        expect(repeated(result.best.text)).toEqual([]);
        for (const description of requiredDescriptions(ctx)) expect(result.best.text).toContain(description);
      }
    }
    const mean = before.reduce((a, b) => a + b, 0) / before.length;
    expect(mean).toBeGreaterThan(60);
    expect(mean).toBeLessThan(76);
  },
);

test('a few bare words become a full prompt within four rounds', async () => {
  const seen: number[] = [];
  const result = await enhanceIteratively('Woman reaching for coffee mug', agent, {
    context,
    signal,
    onRound: (round) => seen.push(round.critique.overall),
  });
  expect(result.original.critique.overall).toBeLessThan(45);
  expect(result.best.critique.overall).toBeGreaterThanOrEqual(85);
  expect(result.rounds.length).toBeGreaterThanOrEqual(2);
  expect(seen).toEqual(result.rounds.map((round) => round.critique.overall));
  expect(result.best.text).toContain('Woman reaching for coffee mug');
});

test('saying one missing thing raises its dimension and lowers none', () => {
  const bare = 'A woman at a counter.';
  const base = critiquePrompt(bare, context);
  const additions: [string, keyof typeof base][] = [
    ['Soft window light from the left.', 'cinematography'],
    ['Close-up.', 'cinematography'],
    ['Eye-level camera.', 'cinematography'],
    ['Shot on an 85mm lens.', 'cinematography'],
    ['Rule of thirds, negative space on the right.', 'cinematography'],
    ['Shallow depth of field.', 'cinematography'],
    ['Warm 3600K light.', 'cinematography'],
    ['Captured on ARRI Alexa Mini.', 'professionalism'],
    ['Kodak Portra 400 colour response.', 'professionalism'],
    ['Cream, honey, copper and walnut brown.', 'specificity'],
    ['Brushed cotton and worn wood.', 'specificity'],
    [context.scene.setting, 'completeness'],
    [context.story.subject.productDescription ?? '', 'brandAlignment'],
  ];
  for (const [addition, dimension] of additions) {
    const after = critiquePrompt(`${bare} ${addition}`, context);
    expect(after[dimension], addition).toBeGreaterThan(base[dimension] as number);
    for (const other of ['completeness', 'specificity', 'professionalism', 'cinematography', 'brandAlignment'] as const) {
      expect(after[other], `${addition} → ${other}`).toBeGreaterThanOrEqual(base[other]);
    }
  }
});

test('contradicting or repeating oneself, incantations and a broken brand rule cost points, and the notes say so', () => {
  const good = coffee.text;
  const base = critiquePrompt(good, context);
  const two = critiquePrompt(`${good} Extreme wide shot.`, context);
  expect(two.professionalism).toBeLessThan(base.professionalism);
  expect(two.notes.join(' ')).toContain('two shot sizes');
  expect(critiquePrompt(`${good} 8k masterpiece.`, context).professionalism).toBeLessThan(base.professionalism);
  expect(critiquePrompt(`${good} Two cups stand there. Two cups stand there.`, context).professionalism).toBeLessThan(base.professionalism);
  const branded = { ...context, brief: { ...context.brief, brandDonts: ['Never show plastic straws'] } };
  expect(critiquePrompt(`${good} Plastic straws in a glass.`, branded).brandAlignment).toBeLessThan(
    critiquePrompt(good, branded).brandAlignment,
  );
});

test('the cinematographer respects what a person wrote', () => {
  const text = enhancePrompt(
    'Low angle close-up on a 35mm lens, hard light from behind, 5600K, a stunning 8k woman at the counter',
    context,
    null,
    1,
  );
  expect(text).toContain('35mm');
  expect(text).not.toMatch(/85mm|eye-level|3600K|from the (?:left|right)|8k|stunning/iu);
  expect(contradictions(text, context)).toEqual([]);
});

test('weak dimensions are served first', () => {
  const critique = {
    overall: 60,
    completeness: 100,
    specificity: 100,
    professionalism: 10,
    cinematography: 100,
    brandAlignment: 100,
    notes: [],
  };
  const text = enhancePrompt(coffee.text, context, critique, 2);
  expect(text).toMatch(/Captured on/u);
  expect(text).not.toMatch(/Rule of thirds/u);
});

test('an upright film is composed upright', () => {
  const upright = contexts('Artisan coffee that starts your morning right', { aspect: '9:16' })[4];
  if (upright === undefined) throw new Error('no scene');
  expect(enhancePrompt(upright.text, upright.context, null, 1)).toContain('upright frame');
});
