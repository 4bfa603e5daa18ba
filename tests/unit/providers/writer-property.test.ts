import path from 'node:path';
import { expect, test } from 'vitest';
import { DEFAULT_BRIEF, type Brief } from '#contract/model/brief.ts';
import {
  sceneDivisionSchema,
  storySchema,
  storyTemplateSchema,
  templateChoiceSchema,
  visualSpecSchema,
  type SceneDivision,
  type Story,
  type StoryTemplate,
  type VisualSpec,
} from '#contract/model/story.ts';
import { checkDivision, checkStory, checkTemplateChoice, checkVisuals } from '#domain/story-rules.ts';
import { framesOf } from '#domain/timing.ts';
import { countWords } from '#domain/words.ts';
import { loadTemplates } from '#providers/offline-writer/template-library.ts';
import { createOfflineWriter } from '#providers/offline-writer/writer.ts';
import { prompts } from './writer-briefs.ts';

const { templates } = await loadTemplates(path.join(import.meta.dirname, '../../../resources/templates'), null);
const writer = createOfflineWriter();
const signal = new AbortController().signal;

interface Film {
  brief: Brief;
  template: StoryTemplate;
  story: Story;
  division: SceneDivision;
  visuals: VisualSpec;
}

async function film(prompt: string, template: StoryTemplate, durationSeconds: number, extra: Partial<Brief> = {}): Promise<Film> {
  const brief: Brief = { ...DEFAULT_BRIEF, prompt, durationSeconds, template: template.id, ...extra };
  const choice = await writer.chooseTemplate(brief, templates, [], signal);
  expect(choice.selectedTemplate).toBe(template.id);
  const story = await writer.writeStory(brief, template, choice, [], signal);
  const division = await writer.divideScenes(brief, template, story, signal);
  const visuals = await writer.specifyVisuals(brief, story, division, signal);
  return { brief, template, story, division, visuals };
}

/** Everything the writer says of its own; the person's words (names, tagline, logline) may look like anything. */
function ownWords({ story, division }: Film): string[] {
  const name = story.subject.productName;
  const without = (text: string): string => (name === null ? text : text.split(name).join('Thing'));
  return [
    ...division.scenes.flatMap((s) => [s.setting, s.action, s.camera.movementNote, s.lighting.setup]),
    ...Object.values(story.narrative),
  ].map(without);
}

function holds(made: Film): void {
  const { brief, template, story, division, visuals } = made;
  const label = `${template.id} ${brief.durationSeconds} s: ${brief.prompt.slice(0, 60)}`;
  expect(storySchema.safeParse(story).error?.issues ?? [], label).toEqual([]);
  expect(sceneDivisionSchema.safeParse(division).error?.issues ?? [], label).toEqual([]);
  expect(visualSpecSchema.safeParse(visuals).error?.issues ?? [], label).toEqual([]);
  expect(checkStory(story, template), label).toEqual([]);
  expect(checkDivision(division, brief, template, story), label).toEqual([]);
  expect(checkVisuals(visuals, story, division), label).toEqual([]);
  expect(
    division.scenes.reduce((sum, s) => sum + framesOf(s.seconds), 0),
    label,
  ).toBe(framesOf(brief.durationSeconds));
  for (const scene of division.scenes) expect(Math.abs(scene.seconds * 24 - framesOf(scene.seconds))).toBeLessThan(1e-6);
  const json = JSON.stringify([story, division, visuals]);
  expect(json, label).not.toMatch(/undefined|\bNaN\b|\[object/u);
  for (const text of ownWords(made)) {
    expect(text, label).not.toMatch(/\{\w+\}|  |\s[,.;]|\.\./u);
    expect(text, label).not.toMatch(/\ba (?=[aeio])(?!one\b|once\b|eu)/iu);
    expect(text, label).not.toMatch(/\ban (?=[bcdfgjklmnpqrstvwxyz])/iu);
    expect(text, label).not.toMatch(/\b(\w{2,}) \1\b/iu);
    expect(text.charAt(0), label).toBe(text.charAt(0).toUpperCase());
  }
  for (let i = 1; i < division.scenes.length; i++) {
    const [a, b] = [division.scenes[i - 1], division.scenes[i]];
    expect(`${b?.camera.framing} ${b?.action}`, label).not.toBe(`${a?.camera.framing} ${a?.action}`);
    expect(b?.camera.framing, label).not.toBe(a?.camera.framing);
    expect(b?.camera.movement, label).not.toBe(a?.camera.movement);
  }
}

test('the eight templates are valid, their shares add up to 1 and Emotional Arc keeps its four beats', () => {
  expect(templates.map((t) => t.id)).toHaveLength(8);
  for (const template of templates) {
    expect(storyTemplateSchema.safeParse(template).success).toBe(true);
    expect(template.beats.reduce((sum, b) => sum + b.share, 0)).toBeCloseTo(1, 6);
  }
  expect(templates.find((t) => t.id === 'emotional-arc')?.beats.map((b) => b.name)).toEqual([
    'Quiet Moment',
    'Surprise',
    'Joy',
    'Connection',
  ]);
});

test('every brief in every template at 15 s keeps every rule', { timeout: 120_000 }, async () => {
  for (const prompt of prompts) {
    for (const template of templates) {
      const made = await film(prompt, template, 15);
      holds(made);
      expect(made.division.scenes.length).toBeGreaterThanOrEqual(4);
      for (const beat of template.beats) expect(made.division.scenes.some((s) => s.beat === beat.name)).toBe(true);
    }
  }
});

test('every template keeps every rule from 3 to 600 s', { timeout: 120_000 }, async () => {
  const durations = [3, 3.5, 5, 6, 7, 7.04, 9, 10, 12.5, 14.99, 20, 30, 47.3, 60, 61.7, 90, 180, 333.3, 600];
  for (const [i, seconds] of durations.entries()) {
    for (const [j, template] of templates.entries()) {
      for (let k = 0; k < 3; k++) holds(await film(prompts[(i * 11 + j * 7 + k * 23) % prompts.length] ?? 'coffee', template, seconds));
    }
  }
});

test('auto chooses a template that exists, for every brief', async () => {
  for (const prompt of prompts) {
    const choice = await writer.chooseTemplate({ ...DEFAULT_BRIEF, prompt }, templates, [], signal);
    expect(templateChoiceSchema.safeParse(choice).success).toBe(true);
    expect(checkTemplateChoice(choice, templates)).toEqual([]);
    expect(choice.alternativeTemplate).not.toBe(choice.selectedTemplate);
  }
});

test('the same brief makes the same film, another brief another person', async () => {
  const template = templates.find((t) => t.id === 'emotional-arc');
  if (template === undefined) throw new Error('no template');
  const once = await film('Artisan coffee that starts your morning right', template, 15);
  const again = await film('Artisan coffee that starts your morning right', template, 15);
  expect(again).toEqual(once);
  const faces = new Set<string>();
  for (const prompt of prompts) faces.add((await film(prompt, template, 15)).story.subject.characterDescription ?? '');
  expect(faces.size).toBeGreaterThan(prompts.length * 0.8);
  const skins = new Set([...faces].map((face) => /Type (\w+)/u.exec(face)?.[1]).filter((t) => t !== undefined));
  expect(skins.size).toBeGreaterThanOrEqual(4);
});

test('no line is spoken twice in a film, and a five-minute film is not silent', async () => {
  const lineCounts: number[] = [];
  for (const template of templates) {
    for (const seconds of [15, 300]) {
      const { story, division } = await film('Artisan coffee that starts your morning right', template, seconds);
      const lines = story.voiceOver.map((line) => line.text);
      expect(new Set(lines).size).toBe(lines.length);
      if (seconds === 300) lineCounts.push(division.scenes.filter((s) => s.voiceOver !== null).length);
    }
  }
  for (const count of lineCounts) expect(count).toBeGreaterThanOrEqual(8);
});

test('the words of the person survive: name, promise, object, audience, colours', async () => {
  const by = (id: string): StoryTemplate => templates.find((t) => t.id === id) ?? (templates[0] as StoryTemplate);
  const coffee = await film('Artisan coffee that starts your morning right', by('emotional-arc'), 15);
  expect(coffee.story.subject.productName).toBe('Artisan coffee');
  expect(coffee.story.voiceOver.at(-1)?.text).toBe('Artisan coffee. Start your morning right.');
  const app = await film('Fitness app for busy moms to stay healthy', by('problem-agitate-solve'), 15);
  expect(app.story.subject.characterDescription).toMatch(/^Woman, 3\d years old/u);
  expect(app.story.voiceOver.at(-1)?.text).toContain('Stay healthy.');
  const spanish = await film('Café artesanal que empieza bien tu mañana', by('emotional-arc'), 15);
  expect(spanish.story.subject.productName).toBe('Café artesanal');
  expect(spanish.story.subject.productDescription).toContain('mug');
  const chinese = await film('手工咖啡，开启美好的一天', by('aida'), 15);
  expect(chinese.story.subject.productName).toBe('手工咖啡');
  const shoes = await film('Red running shoes for people who hate running', by('problem-agitate-solve'), 15);
  expect(shoes.story.subject.productDescription).toMatch(/^Red running shoe/u);
  const girl = await film('A girl finds a letter in the rain', by('emotional-arc'), 15);
  expect(girl.story.subject.type).toBe('character');
  expect(girl.story.subject.productDescription).toBeNull();
  expect(girl.story.subject.characterDescription).toMatch(/^Girl, 9 years old/u);
  expect(girl.division.scenes.some((s) => s.action.includes('finds a letter in the rain'))).toBe(true);
  expect(girl.division.scenes.every((s) => /rain/u.test(s.setting))).toBe(true);
  const perfume = await film('Luxury perfume capturing midnight elegance', by('teaser-reveal'), 15);
  expect(perfume.story.subject).toMatchObject({ type: 'product', characterDescription: null });
  expect(perfume.division.scenes.every((s) => !s.presence.characterVisible)).toBe(true);
});

test('light stays one light: one side, cool for trouble, warm after it', async () => {
  const template = templates.find((t) => t.id === 'problem-agitate-solve');
  if (template === undefined) throw new Error('no template');
  const { division } = await film('Fitness app for busy moms to stay healthy', template, 30);
  const kelvin = (beat: string): number[] =>
    division.scenes.filter((s) => s.beat === beat).map((s) => Number(/(\d{4})K/u.exec(s.lighting.colorTemperature)?.[1]));
  expect(Math.min(...kelvin('Problem'), ...kelvin('Agitate'))).toBeGreaterThan(Math.max(...kelvin('Relief')) + 1500);
  expect(new Set(kelvin('Relief')).size).toBe(1);
  const sides = new Set(
    division.scenes.map((s) => /light[^,]* from the (left|right)/u.exec(s.lighting.setup)?.[1]).filter((side) => side !== undefined),
  );
  expect(sides.size).toBe(1);
});

test('edited stories are taken as they stand', async () => {
  const template = templates.find((t) => t.id === 'emotional-arc');
  if (template === undefined) throw new Error('no template');
  const made = await film('Artisan coffee that starts your morning right', template, 15);
  const long = 'She had always believed that the morning belonged to somebody else entirely.';
  const story: Story = {
    ...made.story,
    subject: {
      ...made.story.subject,
      characterName: 'Old Ben',
      characterDescription: `Man, 71 years old, broad build, ${'deeply lined face, white beard, navy blue cap, '.repeat(12)}grey wool coat.`,
    },
    voiceOver: made.story.voiceOver.map((line, i) => (i === 0 ? { ...line, text: long } : line)),
  };
  const division = await writer.divideScenes(made.brief, template, story, signal);
  const visuals = await writer.specifyVisuals(made.brief, story, division, signal);
  expect(division.scenes[0]?.action).toContain('Old Ben');
  expect(division.scenes[0]?.voiceOver?.text).toBe(long);
  expect(checkDivision(division, made.brief, template, story)).toEqual([]);
  expect(division.scenes[0]?.seconds).toBeGreaterThan(5);
  expect(checkVisuals(visuals, story, division)).toEqual([]);
  expect(visuals.scenes[0]?.imagePrompt).toContain(story.subject.characterDescription ?? 'missing');
});

test("brand don'ts go into every negative prompt, do's into the style", async () => {
  const template = templates[0] as StoryTemplate;
  const { visuals } = await film('Artisan coffee that starts your morning right', template, 15, {
    brandDonts: ['Never show plastic cups.', "Don't use red"],
    brandDos: ['Show the copper rim'],
  });
  for (const scene of visuals.scenes) {
    expect(scene.negativePrompt).toMatch(/^fast movements, disfigurements, low quality, artifacts, distortions, text, watermark/u);
    expect(scene.negativePrompt).toContain('plastic cups');
    expect(scene.negativePrompt).toMatch(/, red$/u);
    expect(countWords(scene.motionPrompt)).toBeGreaterThan(25);
  }
  expect(visuals.markers.style).toContain('Show the copper rim');
});

test('a reference picture decides what is described', async () => {
  const template = templates.find((t) => t.id === 'emotional-arc') as StoryTemplate;
  const brief = { ...DEFAULT_BRIEF, prompt: 'Artisan coffee' };
  const choice = await writer.chooseTemplate(brief, templates, [], signal);
  const asset = { sha256: '0'.repeat(64), mime: 'image/png', bytes: 1, width: 1, height: 1, seconds: null };
  const references = (['product', 'character'] as const).map((role) => ({ id: role, role, name: `${role}.png`, asset, createdAt: 0 }));
  const story = await writer.writeStory(brief, template, choice, references, signal);
  expect(story.subject.productDescription).toContain('product reference picture');
  expect(story.subject.characterDescription).toContain('character reference picture');
  const division = await writer.divideScenes(brief, template, story, signal);
  holds({ brief, template, story, division, visuals: await writer.specifyVisuals(brief, story, division, signal) });
});

test('an aborted writer stops', async () => {
  const controller = new AbortController();
  controller.abort();
  await expect(writer.chooseTemplate({ ...DEFAULT_BRIEF, prompt: 'coffee' }, templates, [], controller.signal)).rejects.toThrow();
});
