/**
 * What a stage of a story must keep to, whoever wrote it, said in words a person
 * (or a model on its second try) can act on; and the repair of scene durations.
 */
import { isPause } from '#contract/errors.ts';
import type { Brief } from '#contract/model/brief.ts';
import type { SceneDivision, SceneSpec, Story, StoryTemplate, TemplateChoice, VisualSpec } from '#contract/model/story.ts';
import { divideFrames, fitsScene, FPS, framesOf, SCENE_MAX_SECONDS, SCENE_MIN_SECONDS, secondsOf, spokenSeconds } from './timing.ts';
import { countWords, plainText } from './words.ts';

/** One thing that is not as it should be. `path` names the field, e.g. `scenes.2.seconds`. */
export interface StoryIssue {
  path: string;
  message: string;
}

const PROMPT_MIN_WORDS = 80;
const PROMPT_MAX_WORDS = 150;
/** Words a picture needs beside its descriptions: action, setting, camera and light. */
const WORDS_BESIDE = 64;

/**
 * Word limits of a picture prompt. 80–150, unless the descriptions that must be copied word for word are themselves
 * so long that 150 words leave no room for the picture.
 */
export function promptWordLimits(descriptions: readonly string[]): { min: number; max: number } {
  const copied = descriptions.reduce((sum, text) => sum + countWords(text), 0);
  return { min: PROMPT_MIN_WORDS, max: Math.max(PROMPT_MAX_WORDS, copied + WORDS_BESIDE) };
}

export function checkTemplateChoice(choice: TemplateChoice, templates: readonly StoryTemplate[]): StoryIssue[] {
  const known = (id: string): boolean => templates.some((template) => template.id === id);
  const list = templates.map((template) => template.id).join(', ');
  return [
    ...(known(choice.selectedTemplate)
      ? []
      : [{ path: 'selectedTemplate', message: `There is no template “${choice.selectedTemplate}”. There are: ${list}.` }]),
    ...(known(choice.alternativeTemplate)
      ? []
      : [{ path: 'alternativeTemplate', message: `There is no template “${choice.alternativeTemplate}”. There are: ${list}.` }]),
  ];
}

/** A description with fewer words than this leaves too much to each artist. */
const CHARACTER_MIN_WORDS = 20;
const PRODUCT_MIN_WORDS = 8;

export function checkStory(story: Story, template: StoryTemplate): StoryIssue[] {
  const issues: StoryIssue[] = [];
  const { subject } = story;
  const beats = template.beats.map((beat) => beat.name);
  for (const [i, line] of story.voiceOver.entries()) {
    if (!beats.includes(line.beat))
      issues.push({
        path: `voiceOver.${i}.beat`,
        message: `“${line.beat}” is not a beat of ${template.name}. Its beats are: ${beats.join(', ')}.`,
      });
  }
  for (const beat of beats) {
    if (!story.voiceOver.some((line) => line.beat === beat)) issues.push({ path: 'voiceOver', message: `The beat “${beat}” has no line.` });
  }
  const wantsPerson = subject.type !== 'product';
  const wantsProduct = subject.type !== 'character';
  if (wantsPerson && subject.characterDescription === null)
    issues.push({ path: 'subject.characterDescription', message: 'The story is about a person whom nothing describes.' });
  if (wantsProduct && subject.productDescription === null)
    issues.push({ path: 'subject.productDescription', message: 'The story is about a product that nothing describes.' });
  if (subject.characterDescription !== null && countWords(subject.characterDescription) < CHARACTER_MIN_WORDS) {
    issues.push({
      path: 'subject.characterDescription',
      message: `The person is described in fewer than ${CHARACTER_MIN_WORDS} words; two artists would draw two people.`,
    });
  }
  if (subject.productDescription !== null && countWords(subject.productDescription) < PRODUCT_MIN_WORDS) {
    issues.push({
      path: 'subject.productDescription',
      message: `The product is described in fewer than ${PRODUCT_MIN_WORDS} words; two artists would draw two things.`,
    });
  }
  return issues;
}

export function checkDivision(
  division: SceneDivision,
  brief: Pick<Brief, 'durationSeconds'>,
  template: StoryTemplate,
  story: Story,
): StoryIssue[] {
  const issues: StoryIssue[] = [];
  const sum = division.scenes.reduce((total, scene) => total + framesOf(scene.seconds), 0);
  if (sum !== framesOf(brief.durationSeconds)) {
    issues.push({
      path: 'scenes',
      message: `The scenes add up to ${secondsText(secondsOf(sum))}; the film lasts ${secondsText(brief.durationSeconds)}.`,
    });
  }
  const beats = template.beats.map((beat) => beat.name);
  let furthest = 0;
  for (const [i, scene] of division.scenes.entries()) {
    const at = beats.indexOf(scene.beat);
    if (at < 0) issues.push({ path: `scenes.${i}.beat`, message: `“${scene.beat}” is not a beat of ${template.name}.` });
    else if (at < furthest)
      issues.push({
        path: `scenes.${i}.beat`,
        message: `“${scene.beat}” comes after “${beats[furthest] ?? ''}”; beats go in the template's order.`,
      });
    else furthest = at;
    if (scene.seconds < SCENE_MIN_SECONDS - 1e-6 || scene.seconds > SCENE_MAX_SECONDS + 1e-6) {
      issues.push({
        path: `scenes.${i}.seconds`,
        message: `Scene ${i + 1} lasts ${secondsText(scene.seconds)}; scenes last ${SCENE_MIN_SECONDS}–${SCENE_MAX_SECONDS} s.`,
      });
    }
    if (scene.presence.characterVisible && story.subject.characterDescription === null) {
      issues.push({
        path: `scenes.${i}.presence.characterVisible`,
        message: `Scene ${i + 1} shows a person, and the story describes none.`,
      });
    }
    if (scene.presence.productVisible && story.subject.productDescription === null) {
      issues.push({
        path: `scenes.${i}.presence.productVisible`,
        message: `Scene ${i + 1} shows a product, and the story describes none.`,
      });
    }
    const line = scene.voiceOver;
    if (line !== null) {
      if (line.startSeconds >= line.endSeconds || line.endSeconds > scene.seconds + 1e-6) {
        issues.push({ path: `scenes.${i}.voiceOver`, message: `The line of scene ${i + 1} does not lie inside the scene.` });
      }
      if (!fitsScene(line.text, scene.seconds)) {
        issues.push({
          path: `scenes.${i}.voiceOver.text`,
          message: `The line of scene ${i + 1} takes about ${secondsText(spokenSeconds(line.text))} to say; the scene lasts ${secondsText(scene.seconds)}. Shorten it or give it a longer scene.`,
        });
      }
    }
  }
  return issues;
}

const secondsText = (seconds: number): string => `${Math.round(seconds * 100) / 100} s`;

export function checkVisuals(visuals: VisualSpec, story: Story, division: SceneDivision): StoryIssue[] {
  const issues: StoryIssue[] = [];
  if (visuals.scenes.length !== division.scenes.length) {
    issues.push({
      path: 'scenes',
      message: `There are prompts for ${visuals.scenes.length} scenes; the story has ${division.scenes.length}.`,
    });
  }
  for (const [i, prompts] of visuals.scenes.entries()) {
    const scene = division.scenes[i];
    if (scene === undefined) continue;
    const shown = descriptionsIn(scene, story);
    const limits = promptWordLimits(shown);
    for (const field of ['imagePrompt', 'startPrompt', 'endPrompt'] as const) {
      const words = countWords(prompts[field]);
      if (words < limits.min || words > limits.max) {
        issues.push({
          path: `scenes.${i}.${field}`,
          message: `This prompt has ${words} words; it should have ${limits.min}–${limits.max}.`,
        });
      }
    }
    for (const description of shown) {
      if (!plainText(prompts.imagePrompt).includes(plainText(description))) {
        issues.push({
          path: `scenes.${i}.imagePrompt`,
          message: `Scene ${i + 1} does not repeat this description word for word: “${description.slice(0, 60)}…”.`,
        });
      }
    }
    if (i > 0 && shown.length > 0 && !/exact(?:ly the)? same/iu.test(prompts.imagePrompt)) {
      issues.push({
        path: `scenes.${i}.imagePrompt`,
        message: `From scene 2 on, a prompt says that it shows the exact same person and product.`,
      });
    }
  }
  return issues;
}

/** Descriptions that the prompts of a scene must carry. */
export const descriptionsIn = (scene: SceneSpec, story: Story): string[] =>
  [
    scene.presence.characterVisible ? story.subject.characterDescription : null,
    scene.presence.productVisible ? story.subject.productDescription : null,
  ].filter((text) => text !== null);

/**
 * Makes a division add up to `targetSeconds` with scenes of 3–7 s, changing as little as it can: durations are scaled
 * and moved to frame boundaries; if there are too many scenes, neighbours of one beat are joined; if there are too few, the
 * longest are cut in two. Lines keep their place in the scene. The order of scenes never changes.
 */
export function repairDivision(division: SceneDivision, targetSeconds: number): SceneDivision {
  const total = framesOf(targetSeconds);
  const min = SCENE_MIN_SECONDS * FPS;
  const max = SCENE_MAX_SECONDS * FPS;
  let scenes = division.scenes;
  while (scenes.length > 1 && scenes.length * min > total) scenes = joinShortest(scenes);
  while (scenes.length * max < total && scenes.length < 500) scenes = splitLongest(scenes);
  const bounds = scenes.map((scene) => {
    const line = scene.voiceOver === null ? 0 : Math.ceil((spokenSeconds(scene.voiceOver.text) + 0.5) * FPS);
    return { min: Math.min(max, Math.max(min, line)), max };
  });
  const weights = scenes.map((scene) => Math.max(0.1, scene.seconds));
  const frames =
    divideFrames(total, weights, bounds) ??
    divideFrames(
      total,
      weights,
      scenes.map(() => ({ min, max })),
    ) ??
    divideFrames(
      total,
      weights,
      scenes.map(() => ({ min: 1, max: total })),
    );
  if (frames === null) return division;
  return {
    totalSeconds: secondsOf(total),
    scenes: scenes.map((scene, i) => retimed(scene, secondsOf(frames[i] ?? min))),
  };
}

/** The scene with new seconds; its line is moved or cut so that it stays inside. */
function retimed(scene: SceneSpec, seconds: number): SceneSpec {
  const line = scene.voiceOver;
  if (line === null) return { ...scene, seconds };
  const length = Math.min(seconds, Math.max(spokenSeconds(line.text), 1 / FPS));
  const start = Math.max(0, Math.min(line.startSeconds, seconds - length));
  const frameStart = Math.floor(start * FPS) / FPS;
  return {
    ...scene,
    seconds,
    voiceOver: { ...line, startSeconds: frameStart, endSeconds: Math.min(seconds, secondsOf(Math.ceil((frameStart + length) * FPS))) },
  };
}

function joinShortest(scenes: readonly SceneSpec[]): SceneSpec[] {
  let best = 0;
  let bestCost = Infinity;
  for (let i = 0; i + 1 < scenes.length; i++) {
    const a = scenes[i];
    const b = scenes[i + 1];
    if (a === undefined || b === undefined) continue;
    // Joining across beats loses a beat, so it costs more than any length.
    const cost = a.seconds + b.seconds + (a.beat === b.beat ? 0 : 1000);
    if (cost < bestCost) {
      best = i;
      bestCost = cost;
    }
  }
  const a = scenes[best];
  const b = scenes[best + 1];
  if (a === undefined || b === undefined) return [...scenes];
  const text = [a.voiceOver?.text, b.voiceOver?.text]
    .filter((part) => part !== undefined)
    .join(' ')
    .slice(0, 400);
  const joined: SceneSpec = {
    ...a,
    seconds: Math.min(15, a.seconds + b.seconds),
    action: `${a.action} ${b.action}`.slice(0, 1500),
    presence: {
      characterVisible: a.presence.characterVisible || b.presence.characterVisible,
      characterTiming: a.presence.characterVisible ? a.presence.characterTiming : b.presence.characterTiming,
      productVisible: a.presence.productVisible || b.presence.productVisible,
      productTiming: a.presence.productVisible ? a.presence.productTiming : b.presence.productTiming,
    },
    voiceOver: text === '' ? null : { text, startSeconds: 0, endSeconds: Math.max(1 / FPS, spokenSeconds(text)) },
  };
  return [...scenes.slice(0, best), joined, ...scenes.slice(best + 2)];
}

function splitLongest(scenes: readonly SceneSpec[]): SceneSpec[] {
  const at = scenes.reduce((best, scene, i) => (scene.seconds > (scenes[best]?.seconds ?? 0) ? i : best), 0);
  const scene = scenes[at];
  if (scene === undefined) return [...scenes];
  const half = scene.seconds / 2;
  const sentences = scene.action.split(/(?<=[.!?…])\s+/u);
  const middle = Math.ceil(sentences.length / 2);
  const first: SceneSpec = { ...scene, seconds: half, action: sentences.slice(0, middle).join(' ') };
  const closer = /close/iu.test(scene.camera.framing) ? 'Medium shot' : 'Close-up';
  const second: SceneSpec = {
    ...scene,
    seconds: half,
    action: sentences.slice(middle).join(' ') || scene.action,
    camera: { ...scene.camera, framing: closer, movement: 'static', movementNote: 'Locked-off camera, only the subject moves' },
    voiceOver: null,
  };
  return [...scenes.slice(0, at), first, second, ...scenes.slice(at + 1)];
}

/** Scenes in batches of at most `size`, so that a long story is not cut off by an answer's limit. */
export function inBatches<T>(items: readonly T[], size = 8): { from: number; items: T[] }[] {
  const batches: { from: number; items: T[] }[] = [];
  for (let from = 0; from < items.length; from += size) batches.push({ from, items: items.slice(from, from + size) });
  return batches;
}

/** How a stage is written, read, repaired and checked. */
export interface StageAttempts<T> {
  /** One try. `issues` are those of the try before, for the writer to mend. */
  write: (attempt: number, issues: readonly StoryIssue[], signal: AbortSignal) => Promise<unknown>;
  /** Reads an answer into its shape, e.g. with a schema; issues when it has another. */
  read: (answer: unknown) => { value: T } | { issues: StoryIssue[] };
  /** Mends what can be mended without asking again. */
  repair?: (value: T) => T;
  validate: (value: T) => StoryIssue[];
  /** The single-stage fallback; its answer is taken as it is. */
  fallback: () => Promise<T>;
  signal: AbortSignal;
  tries?: number;
}

export interface StageOutcome<T> {
  value: T;
  /** True when no try was good enough. */
  fallback: boolean;
  /** What was wrong with each try that was not taken; a try that threw has its message here. */
  attempts: StoryIssue[][];
}

/** Three tries, each told what was wrong with the one before, then the fallback. Aborting throws; nothing else does but the fallback itself. */
export async function withThreeTries<T>(stage: StageAttempts<T>): Promise<StageOutcome<T>> {
  const attempts: StoryIssue[][] = [];
  for (let attempt = 1; attempt <= (stage.tries ?? 3); attempt++) {
    stage.signal.throwIfAborted();
    let issues: StoryIssue[];
    try {
      const read = stage.read(await stage.write(attempt, attempts.at(-1) ?? [], stage.signal));
      if ('value' in read) {
        const value = stage.repair?.(read.value) ?? read.value;
        issues = stage.validate(value);
        if (issues.length === 0) return { value, fallback: false, attempts };
      } else {
        issues = read.issues;
      }
    } catch (error) {
      stage.signal.throwIfAborted();
      if (isPause(error)) throw error;
      issues = [{ path: '', message: error instanceof Error ? error.message : String(error) }];
    }
    attempts.push(issues);
  }
  stage.signal.throwIfAborted();
  return { value: await stage.fallback(), fallback: true, attempts };
}
