import path from 'node:path';
import { expect, test } from 'vitest';
import { DEFAULT_BRIEF } from '#contract/model/brief.ts';
import {
  checkDivision,
  checkStory,
  checkTemplateChoice,
  checkVisuals,
  inBatches,
  repairDivision,
  withThreeTries,
  type StoryIssue,
} from '#domain/story-rules.ts';
import { framesOf } from '#domain/timing.ts';
import { loadTemplates } from '#providers/offline-writer/template-library.ts';
import { writeEverything } from '#providers/offline-writer/writer.ts';

const { templates } = await loadTemplates(path.join(import.meta.dirname, '../../../resources/templates'), null);
const brief = { ...DEFAULT_BRIEF, prompt: 'Artisan coffee that starts your morning right' };
const { template, choice, story, division, visuals } = writeEverything(brief, templates, []);
const signal = new AbortController().signal;
const messages = (issues: StoryIssue[]): string => issues.map((issue) => issue.message).join(' ');

test('a good story has no issues', () => {
  expect([
    ...checkTemplateChoice(choice, templates),
    ...checkStory(story, template),
    ...checkDivision(division, brief, template, story),
    ...checkVisuals(visuals, story, division),
  ]).toEqual([]);
});

test('what is wrong is said in words', () => {
  expect(messages(checkTemplateChoice({ ...choice, selectedTemplate: 'pas' }, templates))).toContain('no template “pas”');
  expect(messages(checkStory({ ...story, voiceOver: [{ beat: 'Sadness', text: 'No.' }] }, template))).toMatch(
    /“Sadness” is not a beat.*“Joy” has no line/u,
  );
  expect(messages(checkStory({ ...story, subject: { ...story.subject, characterDescription: 'A woman.' } }, template))).toContain(
    'two artists',
  );
  const first = division.scenes[0];
  if (first === undefined) throw new Error('no scene');
  const slow = { ...division, scenes: [{ ...first, seconds: 9 }, ...division.scenes.slice(1)] };
  expect(messages(checkDivision(slow, brief, template, story))).toMatch(/add up to 20\.25 s; the film lasts 15 s.*Scene 1 lasts 9 s/u);
  const backwards = { ...division, scenes: division.scenes.toReversed() };
  expect(messages(checkDivision(backwards, brief, template, story))).toContain("beats go in the template's order");
  const talky = {
    ...division,
    scenes: [{ ...first, voiceOver: { text: 'word '.repeat(30).trim(), startSeconds: 0, endSeconds: 3 } }, ...division.scenes.slice(1)],
  };
  expect(messages(checkDivision(talky, brief, template, story))).toContain('takes about 12.5 s to say');
  const changed = {
    ...visuals,
    scenes: visuals.scenes.map((v) => ({
      ...v,
      imagePrompt: v.imagePrompt.replaceAll('brown', 'auburn').replaceAll('black', 'auburn').replaceAll('years', 'springs'),
    })),
  };
  expect(messages(checkVisuals(changed, story, division))).toContain('word for word');
  const short = { ...visuals, scenes: visuals.scenes.map((v) => ({ ...v, endPrompt: 'A woman.' })) };
  expect(messages(checkVisuals(short, story, division))).toContain('This prompt has 2 words; it should have 80–150.');
});

test('a division is repaired to any duration, to the frame, with scenes of 3–7 s and lines inside them', () => {
  for (const seconds of [3, 7, 8.2, 15, 21.3, 30, 61, 200]) {
    const repaired = repairDivision(division, seconds);
    expect(repaired.scenes.reduce((sum, s) => sum + framesOf(s.seconds), 0)).toBe(framesOf(seconds));
    for (const scene of repaired.scenes) {
      expect(scene.seconds).toBeGreaterThanOrEqual(3 - 1e-9);
      expect(scene.seconds).toBeLessThanOrEqual(7 + 1e-9);
      if (scene.voiceOver !== null) expect(scene.voiceOver.endSeconds).toBeLessThanOrEqual(scene.seconds + 1e-9);
    }
    const order = repaired.scenes.map((s) => template.beats.findIndex((b) => b.name === s.beat));
    expect(order).toEqual(order.toSorted((a, b) => a - b));
  }
});

test('a division that is right is left alone', () => {
  expect(repairDivision(division, 15).scenes.map((s) => s.seconds)).toEqual(division.scenes.map((s) => s.seconds));
});

test('three tries, each told what was wrong, then the fallback', async () => {
  const heard: string[] = [];
  const outcome = await withThreeTries<number>({
    write: (attempt, issues) => {
      heard.push(messages([...issues]));
      return attempt === 1 ? Promise.reject(new Error('connection lost')) : Promise.resolve(attempt === 2 ? 'not a number' : 7);
    },
    read: (answer) => (typeof answer === 'number' ? { value: answer } : { issues: [{ path: '', message: 'Not a number.' }] }),
    validate: (value) => (value > 10 ? [] : [{ path: '', message: 'Too small.' }]),
    fallback: () => Promise.resolve(42),
    signal,
  });
  expect(outcome).toMatchObject({ value: 42, fallback: true });
  expect(heard).toEqual(['', 'connection lost', 'Not a number.']);
  expect(outcome.attempts.map((issues) => messages(issues))).toEqual(['connection lost', 'Not a number.', 'Too small.']);
});

test('a repaired answer is good enough, and the fallback is not asked', async () => {
  const outcome = await withThreeTries<number>({
    write: () => Promise.resolve(9),
    read: (answer) => ({ value: Number(answer) }),
    repair: (value) => value + 2,
    validate: (value) => (value > 10 ? [] : [{ path: '', message: 'Too small.' }]),
    fallback: () => Promise.reject(new Error('must not be asked')),
    signal,
  });
  expect(outcome).toEqual({ value: 11, fallback: false, attempts: [] });
});

test('aborting between tries throws', async () => {
  const controller = new AbortController();
  const tries = withThreeTries<number>({
    write: () => {
      controller.abort();
      return Promise.reject(new Error('gone'));
    },
    read: () => ({ issues: [] }),
    validate: () => [],
    fallback: () => Promise.resolve(1),
    signal: controller.signal,
  });
  await expect(tries).rejects.toThrow(/abort/iu);
});

test('long stories go in batches of at most eight', () => {
  expect(inBatches(Array.from({ length: 19 }, (_, i) => i)).map((b) => [b.from, b.items.length])).toEqual([
    [0, 8],
    [8, 8],
    [16, 3],
  ]);
});
