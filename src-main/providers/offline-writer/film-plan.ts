/** The whole film before a word of it is written: which moment, where, in what light, seen how. */
import type { Framing } from '#contract/model/primitives.ts';
import type { CameraWork, Lighting, StoryTemplate } from '#contract/model/story.ts';
import { planBeats, type PlannedBeat } from './beats.ts';
import { nextCamera, type CameraState } from './camera-plan.ts';
import type { Moment, PlaceKey, TimeKey } from './kinds/kind.ts';
import { feelOf, filmLight, lightScene } from './light-plan.ts';
import { handlingOf, shared, type BeatSlot, type Handling } from './moments.ts';
import { alone, cover } from './product-moments.ts';
import { places, settingLine } from './places.ts';
import { pick, shuffled } from './random.ts';
import type { Reading } from './reading.ts';
import { eventMoment, taleMoments } from './tale.ts';
import type { TaleReading, TaleVerb } from './tale-reading.ts';

export interface PlannedScene extends PlannedBeat {
  moment: Moment;
  place: PlaceKey;
  time: TimeKey;
  setting: string;
  camera: CameraWork;
  framing: Framing;
  lighting: Lighting;
}

export interface FilmSubject {
  /** Whether a person may appear. */
  people: boolean;
  /** "mug". */
  object: string;
}

const TALE_PLACE: Readonly<Record<TaleVerb, PlaceKey>> = {
  find: 'street',
  lose: 'living-room',
  leave: 'mountain-road',
  love: 'cafe',
  make: 'living-room',
  fight: 'gym',
  wait: 'living-room',
};

/** Whether the film needs a person: tales do, so does everything but a reveal that names nobody. */
export const needsPerson = (reading: Reading, slots: readonly BeatSlot[]): boolean =>
  reading.form === 'tale' || reading.person.word !== null || !(slots.includes('mystery') || slots.includes('reveal'));

/** Plans every scene. `needs` gives the least seconds a scene must have, once beats are laid out. */
export function planFilm(
  reading: Reading,
  template: StoryTemplate,
  seconds: number,
  subject: FilmSubject,
  needs?: (scenes: readonly PlannedBeat[]) => readonly number[],
): PlannedScene[] {
  const beats = planBeats(template, seconds, needs);
  const time = timeOf(reading);
  const light = filmLight(time, reading.mood, reading.weather, reading.seed);
  const moments = chooseMoments(reading, beats, subject);
  let before: CameraState = { framing: null, movement: null, angle: null };
  return beats.map((beat, i) => {
    const { moment, cycle } = moments[i] ?? { moment: FALLBACK, cycle: 0 };
    const place = placeOf(reading, beat.slot, moment, cycle);
    const feel = feelOf(beat.slot, reading.mood === 'sad' || reading.mood === 'tense');
    const camera = nextCamera(
      moment.focus === 'product' && moment.sizes.length === 0 ? 'detail' : beat.slot,
      moment,
      before,
      `${reading.seed}${i}`,
    );
    before = camera.state;
    return {
      ...beat,
      moment,
      place,
      time,
      setting: settingLine(place, time, feel === 'cool', reading.weather, reading.where),
      camera: camera.work,
      framing: camera.framing,
      lighting: lightScene(light, place, feel, reading.where !== null),
    };
  });
}

/** The brief's time of day, else what suits the tale's weather and mood or the kind of product. */
function timeOf(reading: Reading): TimeKey {
  if (reading.time !== null) return reading.time;
  if (reading.tale === null) return reading.kind.time;
  if (reading.weather === 'rain' || reading.mood === 'sad' || reading.mood === 'mysterious') return 'dusk';
  return reading.tale.verb === 'leave' || reading.tale.verb === 'love' ? 'golden-hour' : 'morning';
}

const FALLBACK: Moment = {
  start: '{place} lies empty',
  move: 'the light moves on',
  end: '{place} lies still',
  focus: 'place',
  sizes: [],
  place: null,
};

function placeOf(reading: Reading, slot: BeatSlot, moment: Moment, cycle: number): PlaceKey {
  if (moment.place === 'abstract' || moment.place === 'studio') return moment.place;
  if (reading.tale !== null) return reading.place ?? (reading.weather === null ? TALE_PLACE[reading.tale.verb] : 'street');
  const { home, trouble, out } = reading.kind.places;
  // The place of the brief is where the film wants to be; trouble happens where trouble is at home.
  if (slot === 'problem' || slot === 'agitate') return moment.place ?? trouble;
  if (reading.place !== null) return reading.place;
  if (moment.place !== null) return moment.place;
  const base = slot === 'proof' || slot === 'share' ? out : home;
  return cycle % 2 === 0 ? base : base === home ? out : home;
}

interface Chosen {
  moment: Moment;
  /** How often the list had to be started again. */
  cycle: number;
}

/** One moment per scene: the beat's own first, then cover shots; none twice before all have been used. */
function chooseMoments(reading: Reading, beats: readonly PlannedBeat[], subject: FilmSubject): Chosen[] {
  const handling = handlingOf(subject.object);
  const uses = new Map<string, number>();
  const events = reading.tale === null ? new Map<number, Moment>() : placeEvents(reading.tale, beats);
  const firstEvent = Math.min(...events.keys(), Infinity);
  let last = '';
  return beats.map((beat, i) => {
    const event = events.get(i);
    if (event !== undefined) return { moment: event, cycle: 0 };
    const own =
      reading.tale === null
        ? adMoments(reading, beats, beat, i, handling, subject.people)
        : taleMoments(
            beat.slot,
            reading.tale.object !== null && i > firstEvent,
            places[placeOf(reading, beat.slot, FALLBACK, 0)].indoors && reading.where === null,
          );
    const rest = reading.tale === null ? coverFor(beat.slot, subject.people, `${reading.seed}${beat.index}`) : [];
    const list = [...own, ...rest];
    const key = (m: Moment): string => `${m.start}|${m.move}`;
    const least = Math.min(...list.map((m) => uses.get(key(m)) ?? 0));
    const moment = list.find((m) => (uses.get(key(m)) ?? 0) === least && key(m) !== last) ?? list[0] ?? FALLBACK;
    uses.set(key(moment), (uses.get(key(moment)) ?? 0) + 1);
    last = key(moment);
    return { moment, cycle: least };
  });
}

const RUNNING = new Set(['shoes', 'gym', 'fitness-app']);
const OUTDOOR = new Set(['bicycle', 'travel', 'car', 'pet']);

function adMoments(
  reading: Reading,
  beats: readonly PlannedBeat[],
  beat: PlannedBeat,
  i: number,
  handling: Handling,
  people: boolean,
): readonly Moment[] {
  const product = alone[beat.slot] ?? alone.showcase ?? [];
  const finale = i === beats.length - 1 && beat.parts > 1;
  if (finale && beat.slot !== 'showcase') return alone.act ?? product;
  if (!people) return [...product, ...(alone.showcase ?? []), ...(alone.detail ?? [])];
  const { problem, agitate, use, joy, share } = reading.kind.moments;
  const base = shared(handling)[beat.slot];
  const laterUse = beats.some((other, j) => j > i && (other.slot === 'desire' || other.slot === 'effort' || other.slot === 'after'));
  const details = shared(handling).detail;
  const turnAhead = beats.some((other, j) => j > i && other.slot === 'turn');
  switch (beat.slot) {
    case 'problem':
      return [problem, ...base, agitate];
    case 'agitate':
      return [agitate, ...base];
    case 'turn':
      // When the beats before have shown nothing yet, meeting it comes first; with one scene at the end, use says more.
      // A later beat that lives on using it keeps those moments for itself.
      if (i === beats.length - 1 && beat.parts === 1) return [use, ...base];
      return laterUse ? [...base, ...details] : [...base, use, joy, ...details];
    case 'desire':
      return [use, joy, ...details];
    case 'effort':
      // The bank holds running, walking and working late, in this order.
      return RUNNING.has(reading.kind.id)
        ? [...base.slice(0, 1), use, ...base.slice(1)]
        : OUTDOOR.has(reading.kind.id)
          ? [...base.slice(1, 2), use, ...base.slice(2)]
          : [...base.slice(2), use];
    case 'triumph':
      // The bank holds the ribbon and the summit, in this order.
      return RUNNING.has(reading.kind.id)
        ? [...base, joy]
        : OUTDOOR.has(reading.kind.id)
          ? [...base.slice(1), joy]
          : [joy, ...base.slice(1)];
    case 'after':
      return turnAhead ? [share, joy, ...base] : [joy, ...base, share];
    case 'share':
      return [share, joy, ...base];
    case 'proof':
      return base;
    case 'act':
      return [...(alone.act ?? []), ...(alone.showcase ?? [])];
    case 'mystery':
    case 'build':
    case 'reveal':
      return product;
    case 'showcase':
      return [...product.slice(0, 1), use, ...product.slice(1)];
    case 'open':
      return shuffled(base, reading.seed);
    case 'hook':
    case 'detail':
    case 'sense':
      return base;
    default:
      return beat.slot satisfies never;
  }
}

function coverFor(slot: BeatSlot, people: boolean, key: string): Moment[] {
  const low = slot === 'problem' || slot === 'agitate' || slot === 'open' || slot === 'effort';
  const fitting = cover.filter(
    ({ mood, moment }) => (mood === 'any' || (mood === 'low') === low) && (people || moment.focus === 'product'),
  );
  return shuffled(
    fitting.map(({ moment }) => moment),
    key,
  );
}

/** Puts a tale's events into scenes: in order, the first not before the second scene unless the film is too short. */
function placeEvents(tale: TaleReading, beats: readonly PlannedBeat[]): Map<number, Moment> {
  const placed = new Map<number, Moment>();
  const count = tale.events.length;
  if (count === 0 || beats.length === 0) return placed;
  const start = beats.length > count ? 1 : 0;
  const turn = beats.findIndex((beat) => ['turn', 'reveal', 'detail', 'sense'].includes(beat.slot));
  const room = beats.length - start;
  for (let k = 0; k < Math.min(count, room); k++) {
    const event = count <= room ? k : Math.round((k * (count - 1)) / Math.max(1, room - 1));
    const at = count === 1 ? Math.max(0, turn) : start + Math.floor((k * room) / Math.min(count, room));
    const moment = eventMoment(tale, event);
    if (moment !== null) placed.set(at, moment);
  }
  return placed;
}

/** Colours of the film in words, by time and mood. */
export function paletteWords(reading: Reading): string {
  const own =
    reading.colours.length === 0
      ? ''
      : `${reading.colours.slice(0, 3).join(', ')} as the leading colour${reading.colours.length > 1 ? 's' : ''}, with `;
  const byTime: Readonly<Record<TimeKey, string>> = {
    dawn: 'slate blue shadows and a first band of peach light',
    morning: 'cream, honey and walnut brown against soft grey-blue shadows',
    day: 'clear white, sand and sky blue with crisp neutral shadows',
    'golden-hour': 'amber, copper and olive green against long umber shadows',
    dusk: 'lamp amber and rust against deep teal shadows',
    night: 'near-black navy, warm brass and small points of amber',
  };
  const luxe = reading.mood === 'luxurious' || reading.mood === 'mysterious';
  return `${own}${luxe ? pick(['black, midnight blue and brushed gold', 'black, deep violet and pale gold'] as const, `${reading.seed}lux`) : byTime[timeOf(reading)]}`;
}
