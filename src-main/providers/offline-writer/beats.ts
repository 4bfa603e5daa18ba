/** What each beat of a template does, and how many scenes and seconds it gets. */
import type { StoryTemplate } from '#contract/model/story.ts';
import { divideFrames, framesOf, sceneCount, SCENE_MAX_SECONDS, SCENE_MIN_SECONDS, FPS } from '#domain/timing.ts';
import type { BeatSlot } from './moments.ts';

const KNOWN: Readonly<Record<string, readonly BeatSlot[]>> = {
  aida: ['hook', 'detail', 'desire', 'act'],
  'problem-agitate-solve': ['problem', 'agitate', 'turn', 'after'],
  'before-after-bridge': ['problem', 'after', 'turn'],
  'heros-journey': ['problem', 'turn', 'effort', 'triumph', 'after'],
  'emotional-arc': ['open', 'turn', 'desire', 'share'],
  'teaser-reveal': ['mystery', 'build', 'reveal', 'showcase'],
  'social-proof': ['problem', 'desire', 'proof', 'share'],
  'sensory-experience': ['open', 'sense', 'desire', 'after'],
};

const CUES: readonly [RegExp, BeatSlot][] = [
  [/myster|secret|tease|hint/iu, 'mystery'],
  [/reveal|unveil/iu, 'reveal'],
  [/showcase|hero shot|beauty/iu, 'showcase'],
  [/build|suspense|anticipat/iu, 'build'],
  [/agitat|worse|escalat|conflict|struggle|crisis/iu, 'agitate'],
  [/problem|pain|before|doubt|trouble|frustrat|obstacle/iu, 'problem'],
  [/attention|hook|grab|shock/iu, 'hook'],
  [/trial|train|effort|test|challenge|rising/iu, 'effort'],
  [/triumph|victory|climax|win|peak/iu, 'triumph'],
  [/solve|solution|bridge|discover|meet|call|turn|surprise|introduc|answer/iu, 'turn'],
  [/voices|proof|testimon|crowd|review|numbers/iu, 'proof'],
  [/connect|together|share|communit|belong|family|join/iu, 'share'],
  [/action|call to action|cta|offer|buy|logo|end card|sign.?off/iu, 'act'],
  [/textur|sens|touch|taste|smell|sound/iu, 'sense'],
  [/interest|detail|feature|how it works|explain|craft/iu, 'detail'],
  [/desire|joy|delight|indulg|bliss|benefit|want|love/iu, 'desire'],
  [/after|relief|result|return|resolution|calm|glow|end/iu, 'after'],
  [/quiet|ordinary|open|begin|setup|start|world|morning/iu, 'open'],
];

/** What every beat does. Beats of a person's own template are read from their names, then their purpose, then their place. */
export function slotsOf(template: StoryTemplate): BeatSlot[] {
  const known = KNOWN[template.id];
  if (known !== undefined && known.length === template.beats.length) return [...known];
  return template.beats.map((beat, i) => {
    const cue = CUES.find(([pattern]) => pattern.test(beat.name)) ?? CUES.find(([pattern]) => pattern.test(beat.purpose));
    if (cue !== undefined) return cue[1];
    if (i === 0) return 'open';
    if (i === template.beats.length - 1) return 'act';
    return (['turn', 'detail', 'desire', 'effort', 'triumph'] as const)[Math.min(4, i - 1)] ?? 'desire';
  });
}

/** How much a film would miss a beat, most first, when there is no room for all. */
const WEIGHT: Readonly<Record<BeatSlot, number>> = {
  reveal: 10,
  turn: 9,
  act: 8,
  triumph: 8,
  desire: 7,
  problem: 7,
  mystery: 6,
  share: 6,
  after: 6,
  sense: 6,
  showcase: 5,
  hook: 5,
  open: 5,
  proof: 5,
  detail: 4,
  effort: 4,
  agitate: 3,
  build: 2,
};

export interface PlannedBeat {
  /** Index into the template's beats. */
  index: number;
  name: string;
  slot: BeatSlot;
  emotion: string;
  /** Scene of this beat, from 0, and how many it has. */
  part: number;
  parts: number;
  frames: number;
}

/**
 * One entry per scene, in film order; frames add up to the film's. Every beat appears when there is room; short
 * films keep the beats that carry the story, long films give each beat several scenes. `needs` may ask for a
 * minimum of seconds per scene (for a long line) once the scenes are known.
 */
export function planBeats(
  template: StoryTemplate,
  seconds: number,
  needs?: (scenes: readonly PlannedBeat[]) => readonly number[],
): PlannedBeat[] {
  const total = framesOf(seconds);
  const slots = slotsOf(template);
  const count = sceneCount(seconds, template.beats.length);
  const perBeat = share(template, slots, count);
  const scenes: PlannedBeat[] = [];
  for (const [index, beat] of template.beats.entries()) {
    const parts = perBeat[index] ?? 0;
    for (let part = 0; part < parts; part++) {
      scenes.push({ index, name: beat.name, slot: slots[index] ?? 'desire', emotion: beat.emotion, part, parts, frames: 0 });
    }
  }
  const weights = scenes.map((scene) => (template.beats[scene.index]?.share ?? 0.25) / scene.parts);
  const max = SCENE_MAX_SECONDS * FPS;
  const min = SCENE_MIN_SECONDS * FPS;
  const wanted = needs?.(scenes) ?? [];
  const asked = scenes.map((_, i) => ({ min: Math.min(max, Math.max(min, Math.ceil((wanted[i] ?? 0) * FPS))), max }));
  const plain = scenes.map(() => ({ min, max }));
  const frames = divideFrames(total, weights, asked) ?? divideFrames(total, weights, plain) ?? [total];
  return scenes.map((scene, i) => ({ ...scene, frames: frames[i] ?? min }));
}

/** Scenes per beat: by share, at least one each; when there are fewer scenes than beats, the weightiest beats stay. */
function share(template: StoryTemplate, slots: readonly BeatSlot[], count: number): number[] {
  const beats = template.beats;
  if (count < beats.length) {
    const kept = beats
      .map((_, i) => i)
      .toSorted((a, b) => (WEIGHT[slots[b] ?? 'desire'] ?? 0) - (WEIGHT[slots[a] ?? 'desire'] ?? 0) || b - a)
      .slice(0, count);
    return beats.map((_, i) => (kept.includes(i) ? 1 : 0));
  }
  const parts = divideFrames(
    count,
    beats.map((beat) => beat.share),
    beats.map(() => ({ min: 1, max: count })),
    1,
  );
  return parts ?? beats.map(() => 1);
}
