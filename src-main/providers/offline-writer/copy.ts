/** The spoken lines: chosen so that they fit their scene, never say one thing twice, and end on the name and the promise. */
import type { Story, StoryTemplate } from '#contract/model/story.ts';
import { fitsScene, secondsOf } from '#domain/timing.ts';
import { slotsOf, type PlannedBeat } from './beats.ts';
import { clip, sentences, upperFirst } from './english.ts';
import { kindById } from './kinds/index.ts';
import type { LineSlot } from './kinds/kind.ts';
import type { BeatSlot } from './moments.ts';
import { shuffled } from './random.ts';
import type { Reading } from './reading.ts';
import { fill, type Slots } from './slots.ts';
import { taleLines } from './tale.ts';

const SOURCES: Readonly<Record<BeatSlot, readonly LineSlot[]>> = {
  open: ['open'],
  hook: ['open', 'mystery'],
  problem: ['problem'],
  agitate: ['agitate'],
  turn: ['turn'],
  detail: ['detail', 'sense'],
  sense: ['sense', 'detail'],
  desire: ['desire', 'triumph'],
  effort: ['effort', 'agitate'],
  triumph: ['triumph', 'desire'],
  after: ['after', 'share'],
  share: ['share', 'after'],
  mystery: ['mystery', 'open'],
  build: ['build', 'sense'],
  reveal: ['turn', 'desire'],
  showcase: ['detail', 'sense', 'desire'],
  proof: ['proof', 'share'],
  act: ['after', 'desire'],
};

/** Lines of a beat in order of preference: the kind's own in an order of the brief's, then everyone's. */
function linesFor(slot: BeatSlot, reading: Reading, beatIndex: number): string[] {
  const own = reading.tale === null ? reading.kind.lines : taleLines[reading.tale.verb];
  const spare = reading.tale === null ? kindById('thing').lines : taleLines.wait;
  const key = `${reading.seed}line${beatIndex}`;
  const from = (bank: typeof own): string[] => SOURCES[slot].flatMap((source) => shuffled(bank[source] ?? [], `${key}${source}`));
  const figure =
    slot === 'proof' && reading.figure !== null ? [`${upperFirst(reading.figure)}, and counting.`, `${upperFirst(reading.figure)}.`] : [];
  return [...figure, ...from(own), ...from(spare)];
}

/** What the film leaves behind: "Artisan coffee. Start your morning right." and shorter forms, best first. */
export function taglines(reading: Reading, line: string | null): string[] {
  if (reading.tale !== null) return line === null ? [] : [line];
  const name = upperFirst(reading.name).replace(/[.!?…。]+$/u, '');
  const promise = reading.promise === null ? null : upperFirst(reading.promise);
  if (!reading.named)
    return promise === null ? (line === null ? [] : [line]) : [...(line === null ? [] : [`${line} ${promise}.`]), `${promise}.`];
  return [
    ...(promise === null ? [] : [`${name}. ${promise}.`]),
    ...(line === null ? [] : [`${line} ${name}.`]),
    ...(promise === null ? [] : [`${promise}.`]),
    `${name}.`,
  ];
}

/** Lines that can be spoken in any scene, should everything else be too long for it. */
const LAST_RESORT = [
  'Look.',
  'Closer.',
  'And then.',
  'Here.',
  'Stay.',
  'Now.',
  'Listen.',
  'Again.',
  'Still here.',
  'At last.',
  'Always.',
  'Look up.',
];

/**
 * Voice-over of the whole film. Every beat of the template has at least one line; beats that fill several scenes have
 * more. A line fits the scene it will be spoken in at an unhurried pace.
 */
export function writeLines(reading: Reading, template: StoryTemplate, scenes: readonly PlannedBeat[], slots: Slots): Story['voiceOver'] {
  const said = new Set<string>();
  const beatSlots = slotsOf(template);
  const lastBeat = scenes.at(-1)?.index ?? template.beats.length - 1;
  const take = (candidates: readonly string[], seconds: number): string => {
    const fresh = candidates
      .map((line) => sentences(fill(line, slots)))
      .filter((line) => !said.has(line) && fitsScene(line, seconds) && line.length <= 400);
    const line = fresh[0] ?? LAST_RESORT.find((word) => !said.has(word)) ?? 'Look.';
    said.add(line);
    return line;
  };
  return template.beats.flatMap((beat, index) => {
    const own = scenes.filter((scene) => scene.index === index);
    const slot = beatSlots[index] ?? 'desire';
    const candidates = linesFor(slot, reading, index);
    const count = linesIn(own.length);
    return Array.from({ length: count }, (_, k) => {
      const scene = own[sceneOfLine(k, count, own.length, index === lastBeat)];
      const seconds = scene === undefined ? 3 : secondsOf(scene.frames);
      const final = index === lastBeat && k === count - 1;
      if (!final) return { beat: beat.name, text: take(candidates, seconds) };
      const opening = candidates.map((line) => sentences(fill(line, slots))).find((line) => !said.has(line)) ?? null;
      // The name is never filled: it is the person's own word and may look like anything.
      const tag = taglines(reading, opening).find((line) => fitsScene(line, seconds)) ?? null;
      if (tag === null) return { beat: beat.name, text: take(candidates, seconds) };
      said.add(tag);
      if (opening !== null && tag.startsWith(opening)) said.add(opening);
      return { beat: beat.name, text: clip(tag, 400) };
    });
  });
}

/** Lines in a beat of `parts` scenes: one for short beats, about one for every second scene in long ones, at most five. */
const linesIn = (parts: number): number => (parts <= 2 ? Math.max(1, parts) : Math.min(5, Math.ceil(parts / 2)));

/** Which of a beat's scenes speaks line `k` of `count`; the film's last line belongs to its last scene. */
export function sceneOfLine(k: number, count: number, parts: number, lastBeat: boolean): number {
  if (parts <= 1) return 0;
  if (lastBeat && k === count - 1) return parts - 1;
  return Math.min(parts - 1, Math.floor((k * parts) / count));
}
