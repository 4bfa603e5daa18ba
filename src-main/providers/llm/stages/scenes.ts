/** Stage 2 with a language model: the story as shots, in batches so that no answer is cut off. */
import { z } from 'zod';
import type { Brief } from '#contract/model/brief.ts';
import { sceneSpecSchema, type SceneDivision, type SceneSpec, type Story, type StoryTemplate } from '#contract/model/story.ts';
import { inBatches, repairDivision } from '#domain/story-rules.ts';
import {
  fitsScene,
  LINE_LEAD_SECONDS,
  LINE_TAIL_SECONDS,
  SCENE_MAX_SECONDS,
  SCENE_MIN_SECONDS,
  secondsOf,
  snapSeconds,
  spokenSeconds,
} from '#domain/timing.ts';
import { plainText } from '#domain/words.ts';
import { planBeats } from '../../offline-writer/beats.ts';
import { material, type Question } from '../ask.ts';
import type { Instructions } from '../instructions.ts';
import { briefMaterial } from './brief-material.ts';

export interface SceneSlot {
  /** From 1. */
  number: number;
  beat: string;
  seconds: number;
}

/** The scenes of the film as slots: how many, of which beats, how long. The director fills them and may shift a little. */
export function scenePlan(template: StoryTemplate, story: Story, seconds: number): SceneSlot[] {
  const longest = new Map<string, number>();
  for (const { beat, text } of story.voiceOver)
    longest.set(beat, Math.max(longest.get(beat) ?? 0, spokenSeconds(text) + LINE_LEAD_SECONDS + LINE_TAIL_SECONDS));
  return planBeats(template, seconds, (scenes) => scenes.map((scene) => longest.get(scene.name) ?? 0)).map((beat, index) => ({
    number: index + 1,
    beat: beat.name,
    seconds: secondsOf(beat.frames),
  }));
}

/** Lines of these beats that no earlier scene speaks. */
function linesLeft(story: Story, slots: readonly SceneSlot[], earlier: readonly SceneSpec[]): Story['voiceOver'] {
  const beats = new Set(slots.map((slot) => slot.beat));
  const spoken = new Set(earlier.flatMap((scene) => (scene.voiceOver === null ? [] : [plainText(scene.voiceOver.text)])));
  return story.voiceOver.filter((line) => beats.has(line.beat) && !spoken.has(plainText(line.text)));
}

const round = (seconds: number): number => Math.round(seconds * 100) / 100;

export const sceneBatches = (plan: readonly SceneSlot[], size: number): { from: number; items: SceneSlot[] }[] => inBatches(plan, size);

/** Scenes with their numbers, as they are asked for. */
const numbered = (beats: readonly string[]) =>
  sceneSpecSchema.extend({
    number: z.number().int().positive(),
    beat: z.enum(beats as [string, ...string[]]),
    seconds: z.number().min(SCENE_MIN_SECONDS).max(SCENE_MAX_SECONDS),
  });
type NumberedScene = z.infer<ReturnType<typeof numbered>>;

export function scenesQuestion(
  instructions: Instructions,
  brief: Brief,
  template: StoryTemplate,
  story: Story,
  batch: { slots: readonly SceneSlot[]; count: number; earlier: readonly SceneSpec[] },
): Omit<Question<{ scenes: NumberedScene[] }>, 'mending'> {
  const { slots, count, earlier } = batch;
  const first = slots[0]?.number ?? 1;
  const last = slots.at(-1)?.number ?? first;
  const batchSeconds = round(slots.reduce((sum, slot) => sum + slot.seconds, 0));
  return {
    name: 'scene_division',
    answer: z.object({ scenes: z.array(numbered([...new Set(slots.map((slot) => slot.beat))])).min(1) }),
    system: [
      instructions.fill('studio'),
      instructions.fill('scenes', {
        seconds: String(brief.durationSeconds),
        count: String(count),
        aspect: brief.aspect,
        from: String(first),
        to: String(last),
        batchSeconds: String(batchSeconds),
      }),
    ].join('\n\n'),
    text: [
      briefMaterial(brief),
      material('template', template),
      material('story', story),
      material(
        'scene_plan',
        slots.map((slot) => ({ ...slot, seconds: round(slot.seconds) })),
      ),
      material('lines', linesLeft(story, slots, earlier)),
      ...(earlier.length === 0
        ? []
        : [
            material(
              'earlier_scenes',
              earlier.slice(-3).map((scene, index, shown) => ({
                number: first - shown.length + index,
                setting: scene.setting,
                action: scene.action,
                framing: scene.camera.framing,
                movement: scene.camera.movementNote,
                light: `${scene.lighting.setup}; ${scene.lighting.colorTemperature}`,
              })),
            ),
          ]),
      `Write scenes ${first} to ${last}.`,
    ].join('\n\n'),
    maxOutputTokens: 500 + slots.length * 650,
    temperature: 0.8,
  };
}

/**
 * The answer as scenes in the order of their slots, small things put right: the beat is the slot's, nobody is seen whom
 * the story does not describe, a line lies inside its scene and is the story's own.
 */
export function scenesOf(answer: readonly NumberedScene[], slots: readonly SceneSlot[], story: Story): SceneSpec[] {
  const inOrder = answer.length === slots.length ? answer.toSorted((a, b) => a.number - b.number) : answer;
  return inOrder.map((numberedScene, index) => {
    const { number: _number, ...scene } = numberedScene;
    const slot = answer.length === slots.length ? slots[index] : undefined;
    const character = scene.presence.characterVisible && story.subject.characterDescription !== null;
    const product = scene.presence.productVisible && story.subject.productDescription !== null;
    return {
      ...scene,
      beat: slot?.beat ?? scene.beat,
      seconds: snapSeconds(scene.seconds),
      presence: {
        characterVisible: character,
        characterTiming: character ? scene.presence.characterTiming : 'not visible',
        productVisible: product,
        productTiming: product ? scene.presence.productTiming : 'not visible',
      },
      voiceOver: scene.voiceOver === null ? null : { ...scene.voiceOver, text: ownWords(scene.voiceOver.text, story) },
    };
  });
}

/** The line as the story has it, when only its dress differs. */
function ownWords(text: string, story: Story): string {
  return story.voiceOver.find((line) => bare(line.text) === bare(text))?.text ?? text;
}

/** A line starts a little after its cut and lies inside the scene; nobody but a program can count that. */
function timed(scene: SceneSpec): SceneSpec {
  const line = scene.voiceOver;
  if (line === null) return scene;
  const length = spokenSeconds(line.text);
  const latest = Math.max(0, scene.seconds - length - LINE_TAIL_SECONDS);
  const wanted = line.startSeconds >= LINE_LEAD_SECONDS && line.startSeconds <= latest ? line.startSeconds : LINE_LEAD_SECONDS;
  const start = snapSeconds(Math.min(wanted, latest));
  return {
    ...scene,
    voiceOver: { ...line, startSeconds: start, endSeconds: Math.min(scene.seconds, snapSeconds(start + length + 1 / 48)) },
  };
}

const bare = (line: string): string =>
  plainText(line)
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();

/**
 * Every line of the story spoken once: said twice, the second is dropped; forgotten, it goes to a silent scene of its
 * beat that has room for it.
 */
function withEveryLine(scenes: readonly SceneSpec[], story: Story): SceneSpec[] {
  const spoken = new Set<string>();
  const once = scenes.map((scene) => {
    if (scene.voiceOver === null) return scene;
    const key = bare(scene.voiceOver.text);
    if (key === '' || spoken.has(key)) return { ...scene, voiceOver: null };
    spoken.add(key);
    return scene;
  });
  for (const line of story.voiceOver) {
    if (spoken.has(bare(line.text))) continue;
    const free = once.findIndex((scene) => scene.beat === line.beat && scene.voiceOver === null && fitsScene(line.text, scene.seconds));
    const scene = once[free];
    if (scene === undefined) continue;
    once[free] = { ...scene, voiceOver: { text: line.text, startSeconds: 0, endSeconds: scene.seconds } };
    spoken.add(bare(line.text));
  }
  return once;
}

/** All scenes as a division that lasts exactly as long as the film, with the story's lines in it. */
export function finishedDivision(scenes: readonly SceneSpec[], seconds: number, story: Story): SceneDivision {
  const whole = { totalSeconds: scenes.reduce((sum, scene) => sum + scene.seconds, 0), scenes: [...scenes] };
  const repaired = repairDivision(whole, seconds);
  return { ...repaired, scenes: withEveryLine(repaired.scenes, story).map(timed) };
}

/** The division with lines that no longer fit their scene left unspoken: better than another film. */
export const withoutLongLines = (division: SceneDivision): SceneDivision => ({
  ...division,
  scenes: division.scenes.map((scene) =>
    scene.voiceOver === null || fitsScene(scene.voiceOver.text, scene.seconds) ? scene : { ...scene, voiceOver: null },
  ),
});
