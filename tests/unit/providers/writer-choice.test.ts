import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { DEFAULT_BRIEF } from '#contract/model/brief.ts';
import type { TemplateChoice } from '#contract/model/story.ts';
import { loadTemplates, parseTemplate } from '#providers/offline-writer/template-library.ts';
import { createOfflineWriter } from '#providers/offline-writer/writer.ts';

const builtIn = path.join(import.meta.dirname, '../../../resources/templates');
const { templates, problems } = await loadTemplates(builtIn, null);
const writer = createOfflineWriter();
const choose = (prompt: string, template = 'auto'): Promise<TemplateChoice> =>
  writer.chooseTemplate({ ...DEFAULT_BRIEF, prompt, template }, templates, [], new AbortController().signal);

test.each([
  ['Artisan coffee that starts your morning right', 'emotional-arc', 'morning'],
  ['Fitness app for busy moms to stay healthy', 'problem-agitate-solve', 'busy'],
  ['Luxury perfume capturing midnight elegance', 'teaser-reveal', 'luxury'],
  ['Skincare transformation', 'before-after-bridge', 'transformation'],
  ['Marathon training app', 'heros-journey', 'marathon'],
  ['10M users tracking goals', 'social-proof', '10m users'],
  ['Gourmet chocolate tasting', 'sensory-experience', 'tasting'],
  ['New smartphone launch', 'aida', 'launch'],
])('“%s” becomes %s, and says that “%s” decided it', async (prompt, expected, quote) => {
  const choice = await choose(prompt);
  expect(choice.selectedTemplate).toBe(expected);
  expect(choice.reasoning).toContain(`“${quote}”`);
  expect(choice.confidence).toBeGreaterThan(0.6);
});

test('confidence is honest: low when nothing matches, lower in a close race than in a clear case', async () => {
  const nothing = await choose('Zorblax 3000');
  expect(nothing.selectedTemplate).toBe('aida');
  expect(nothing.confidence).toBeLessThan(0.3);
  const clear = await choose('Luxury perfume capturing midnight elegance');
  const mixed = await choose('New luxury perfume launch for busy moms');
  expect(mixed.confidence).toBeLessThan(clear.confidence);
});

test('a named template is taken, with certainty and a sentence that says so', async () => {
  const choice = await choose('Artisan coffee that starts your morning right', 'heros-journey');
  expect(choice).toMatchObject({ selectedTemplate: 'heros-journey', confidence: 1 });
  expect(choice.reasoning).toContain("You chose Hero's Journey");
  expect(choice.alternativeTemplate).toBe('emotional-arc');
});

test('an unknown template name falls back to the writer’s own choice', async () => {
  expect((await choose('Skincare transformation', 'no-such-template')).selectedTemplate).toBe('before-after-bridge');
});

test('a person’s own templates are read, good ones used, bad ones reported in words', async () => {
  expect(problems).toEqual([]);
  const folder = await mkdtemp(path.join(os.tmpdir(), 'heroframe-templates-'));
  try {
    const good = {
      id: 'three-act',
      name: 'Three Acts',
      tone: ['Dramatic'],
      bestFor: ['Theatre plays'],
      example: 'A night at the theatre',
      beats: [
        { name: 'Setup', purpose: 'Meet them.', share: 0.3, emotion: 'Curious' },
        { name: 'Struggle', purpose: 'Everything goes wrong.', share: 0.4, emotion: 'Tense' },
        { name: 'Resolution', purpose: 'It comes right.', share: 0.3, emotion: 'Relieved' },
      ],
    };
    await writeFile(path.join(folder, 'good.json'), JSON.stringify(good));
    await writeFile(path.join(folder, 'again.json'), JSON.stringify(good));
    await writeFile(path.join(folder, 'broken.json'), '{ "id": ');
    await writeFile(
      path.join(folder, 'shares.json'),
      JSON.stringify({ ...good, id: 'shares', beats: good.beats.map((b) => ({ ...b, share: 0.5 })) }),
    );
    await writeFile(path.join(folder, 'nobeats.json'), JSON.stringify({ ...good, id: 'nobeats', beats: [] }));
    await writeFile(path.join(folder, 'notes.txt'), 'not a template');
    const library = await loadTemplates(builtIn, folder);
    expect(library.templates).toHaveLength(9);
    expect(library.problems.map((p) => p.file).toSorted()).toEqual(['broken.json', 'good.json', 'nobeats.json', 'shares.json']);
    expect(library.problems.find((p) => p.file === 'shares.json')?.message).toBe(
      "The beats' shares add up to 1.50; they must add up to 1.",
    );
    expect(library.problems.find((p) => p.file === 'good.json')?.message).toContain('three-act');
    const signal = new AbortController().signal;
    const brief = { ...DEFAULT_BRIEF, prompt: 'Season opening of a small theatre' };
    const choice = await writer.chooseTemplate(brief, library.templates, [], signal);
    expect(choice.selectedTemplate).toBe('three-act');
    const own = library.templates.find((t) => t.id === 'three-act');
    if (own === undefined) throw new Error('template missing');
    const story = await writer.writeStory(brief, own, choice, [], signal);
    const division = await writer.divideScenes(brief, own, story, signal);
    expect([...new Set(division.scenes.map((s) => s.beat))]).toEqual(['Setup', 'Struggle', 'Resolution']);
  } finally {
    await rm(folder, { recursive: true });
  }
});

test('a folder that does not exist is simply empty', async () => {
  expect(await loadTemplates(builtIn, path.join(os.tmpdir(), 'heroframe-no-such-folder'))).toMatchObject({ problems: [] });
});

test('a template with a byte order mark is read', async () => {
  const text = await readFile(path.join(builtIn, 'aida.json'), 'utf8');
  expect(parseTemplate(`\uFEFF${text}`)).toMatchObject({ id: 'aida' });
});
