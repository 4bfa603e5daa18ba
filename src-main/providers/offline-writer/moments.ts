/** Moments that any film can use, by what they do for it. Those of a kind come first; these fill and vary. */
import type { Moment } from './kinds/kind.ts';
import { moment } from './kinds/kind.ts';

/** What a beat does in the film. */
export type BeatSlot =
  | 'open'
  | 'hook'
  | 'problem'
  | 'agitate'
  | 'turn'
  | 'detail'
  | 'sense'
  | 'desire'
  | 'effort'
  | 'triumph'
  | 'after'
  | 'share'
  | 'mystery'
  | 'build'
  | 'reveal'
  | 'showcase'
  | 'proof'
  | 'act';

const MACRO = ['extreme-close-up', 'close-up'] as const;
const CLOSE = ['close-up', 'medium-close-up'] as const;
const MEDIUM = ['medium', 'medium-close-up'] as const;
const WIDE = ['wide', 'medium-wide'] as const;

/** How the product is handled decides what hands can do with it. */
export type Handling = 'hand' | 'large' | 'creature';

export const handlingOf = (object: string): Handling =>
  /^(?:car|bicycle|motorcycle|scooter|sofa|piano|guitar|lamp|plant)$/u.test(object) ? 'large' : /^(?:pet|dog|cat)$/u.test(object) ? 'creature' : 'hand';

const meet: Readonly<Record<Handling, Moment>> = {
  hand: moment('{t} is standing on {surface} where nothing stood before', '{N} notices it, hesitates, and is reaching for it', '{p} fingers close around {t} for the first time', 'both', MEDIUM),
  large: moment('{t} is standing where nothing stood before', '{N} walks along it, one hand trailing just above it', '{s} is standing in front of {t}, looking', 'both', WIDE),
  creature: moment('{t} lies with its chin on the floor', '{N} kneels and is holding out one open hand', '{t} lifts its head, ears up', 'both', MEDIUM),
};

/** Moments with a person, by beat. */
export const shared = (handling: Handling): Readonly<Record<BeatSlot, readonly Moment[]>> => ({
  open: [
    moment('{N} is sitting by {window}, not yet moving', 'a first strip of light crosses {surface} and reaches {p} hand', '{s} is looking up at it', 'person', WIDE),
    moment('{place} lies quiet and {N} is standing at the edge of it', '{s} takes one breath and walks in', '{s} is standing in the middle of {place}, small', 'person', ['wide', 'extreme-wide']),
  ],
  hook: [
    moment('{t} stands alone in the dark', 'a single line of light slides across it and stops', 'one edge of {t} burns bright against the black', 'product', MACRO),
    moment('{N} is walking through {place} among others', '{s} stops dead and turns {p} head towards a light', '{s} is staring past us, surprised', 'person', MEDIUM),
  ],
  problem: [moment('{N} is standing by {window}, arms crossed', '{s} looks at {surface} and everything still to be done on it', '{s} is looking away, tired', 'person', MEDIUM)],
  agitate: [moment('{N} is sitting with {p} elbows on {surface}', '{s} rubs {p} eyes, checks the time and lets {p} hands fall', '{s} is slumped and perfectly still', 'person', CLOSE)],
  turn: [meet[handling]],
  detail: [
    moment('{t} fills the frame, out of focus', 'focus travels along it until it finds the finest edge', 'that one edge is razor sharp, the rest of {t} soft', 'product', MACRO),
    ...(handling === 'hand' ? [moment('one fingertip rests on {t}', 'it slides along the edge, following the light', 'the finger lifts and leaves one clear point of light', 'hands', MACRO)] : []),
    moment('{t} stands in profile', 'light moves round it from one side to the other', 'every edge of {t} is drawn in light', 'product', CLOSE),
  ],
  sense: [
    moment('the surface of {t} fills the frame like a landscape', 'low light crawls across its texture', 'every fine edge throws a small shadow', 'product', MACRO),
    ...(handling === 'hand'
      ? [moment('{N} is holding {t} close to {p} face, eyes closed', '{s} breathes in slowly', 'a half smile opens on {p} lips', 'both', CLOSE)]
      : [moment('{N} is standing close to {t}, eyes closed', '{s} runs one open palm along it', '{s} leaves the hand there, smiling', 'both', CLOSE)]),
  ],
  desire: [],
  effort: [
    moment('{N} is walking uphill into the wind, jaw set', '{s} slows, bends over with {p} hands on {p} knees, then straightens', '{s} is walking again, determined', 'person', WIDE, 'mountain-road'),
    moment('{N} is working late, sleeves pushed up', '{s} gets it wrong, shakes {p} head and starts over', '{s} leans in again, determined', 'person', MEDIUM),
  ],
  triumph: [
    moment('{N} takes the last steps up into open light', '{s} stops, looks back at the way {s} came and breathes', '{s} raises both arms, celebrating against the sky', 'person', ['medium-wide', 'wide'], 'mountain-road'),
  ],
  after: [
    moment('{N} is standing by {window}, where it all began', 'light moves across {p} face and {s} turns into it', '{s} is smiling, shoulders low, in no hurry', 'person', MEDIUM),
    moment('{N} is walking through {place} towards us', '{s} touches {surface} in passing', '{s} walks out of the picture, leaving the light', 'person', WIDE),
  ],
  share: [moment('{N} is standing among friends in {place}', 'someone says a word and laughter goes round', '{s} is looking from face to face, smiling', 'person', WIDE)],
  mystery: [],
  build: [],
  reveal: [],
  showcase: [],
  proof: [
    moment('{N} is standing among strangers in {place}, {t} in front of {o}', 'one after another they turn and look straight at us', 'a whole row of calm faces, {N} at the end of it', 'both', WIDE),
    moment('a stranger\u2019s hands hold {t} up to the light', 'they pass it on to another pair of hands', '{t} arrives in {N}\u2019s hands', 'both', CLOSE),
  ],
  act: [],
});

/** Moments of the product alone, by beat. */
export const alone: Readonly<Partial<Record<BeatSlot, readonly Moment[]>>> = {
  mystery: [
    moment('darkness, the outline of {t} just guessable', 'a thin blade of light travels along one edge', 'the light goes out and an afterglow stays on the rim of {t}', 'product', MACRO, 'abstract'),
    moment('dust hangs in a single beam', 'the shadow of {t} slides into it', 'the shadow stands still, larger than the thing itself', 'product', ['wide', 'medium-wide'], 'abstract'),
    moment('black silk lies over a shape on a plinth', 'the silk trembles and slips a hand\u2019s width', 'one corner of {t} shows', 'product', MEDIUM, 'studio'),
  ],
  build: [
    moment('one corner of {t} is lit, the rest is black', 'light climbs it, edge by edge', 'almost all of {t} is drawn in one thin bright line', 'product', CLOSE, 'abstract'),
    moment('the reflection of {t} trembles on black water', 'the water settles', 'the reflection of {t} stands clear, upside down', 'product', MEDIUM, 'abstract'),
    moment('{t} is seen from straight above, dark in the dark', 'a ring of light closes around it', '{t} stands inside a full bright circle', 'product', ['medium', 'medium-wide'], 'studio'),
  ],
  reveal: [
    moment('{t} stands in darkness at the centre of the frame', 'light comes up from behind, then from the side', '{t} stands complete, glowing, perfectly still', 'product', ['medium', 'medium-close-up'], 'studio'),
    moment('silk lies over {t}', 'it is drawn away in one long movement', '{t} stands bare in the light', 'product', ['medium-wide', 'medium'], 'studio'),
  ],
  showcase: [
    moment('{t} stands on a dark mirror, turned half away', 'it turns slowly, its reflection turning with it', '{t} comes to rest facing us', 'product', CLOSE, 'studio'),
    moment('the finest detail of {t} fills the frame', 'a point of light runs around it', 'the point of light stops and stays', 'product', MACRO, 'studio'),
    moment('{t} stands small in a wide dark room', 'the beam above it slowly widens', '{t} stands in a pool of light with its reflection', 'product', ['wide', 'medium-wide'], 'studio'),
  ],
  detail: shared('hand').detail.filter((m) => m.focus === 'product'),
  sense: shared('hand').sense.filter((m) => m.focus === 'product'),
  act: [
    moment('{t} stands alone on {surface}, light behind it', 'the light warms and a soft reflection comes up in front of it', '{t} stands centred and still, calm space above it', 'product', ['medium-close-up', 'close-up']),
  ],
};

/** Cover shots for long films: people, then product, then place. `low` suits trouble, `high` suits what comes after. */
export const cover: readonly { mood: 'low' | 'high' | 'any'; moment: Moment }[] = [
  { mood: 'any', moment: moment('{place} lies empty, light on {surface}', 'the air moves and dust turns in the beam', 'the light has crept a little further', 'place', ['wide', 'extreme-wide']) },
  { mood: 'any', moment: moment('{N} is seen from behind, standing by {window}', '{s} shifts {p} weight and lifts {p} head', '{s} is looking up, the light on one cheek', 'person', MEDIUM) },
  { mood: 'low', moment: moment('{N} is walking through {place}, collar up', '{s} passes close without seeing us', '{s} is walking away, smaller with every step', 'person', WIDE) },
  { mood: 'low', moment: moment('{p} hands rest on {surface}, {N} out of focus above them', 'one hand closes slowly', 'the hand is a fist, then opens again', 'person', MACRO) },
  { mood: 'low', moment: moment('{N} is sitting with {p} back to the wall', '{s} looks at the door and does not get up', '{s} lets {p} head fall back', 'person', WIDE) },
  { mood: 'high', moment: moment('{N} is walking through {place}, unhurried', '{s} passes us with the hint of a nod', '{s} is walking on into the light', 'person', WIDE) },
  { mood: 'high', moment: moment('{t} is standing on {surface} in soft light', 'a shadow passes over it and is gone', '{t} gleams in the clear', 'product', CLOSE) },
  { mood: 'high', moment: moment('{N} is stretching by {window}', '{s} lets {p} arms fall and rolls {p} shoulders', '{s} is standing loose and tall', 'person', MEDIUM) },
  { mood: 'high', moment: moment('{N} is sitting at {surface}, chin on one hand', 'something outside makes {o} laugh', '{s} is laughing with {p} eyes closed', 'person', CLOSE) },
  { mood: 'any', moment: moment('{N} stands in a doorway between dark and light', '{s} waits for a breath', '{s} steps over the threshold', 'person', WIDE) },
  { mood: 'any', moment: moment('the face of {N} fills the frame, eyes lowered', '{p} eyes come up slowly', '{s} is looking straight at us', 'person', ['extreme-close-up', 'close-up']) },
  { mood: 'high', moment: moment('{N} is standing beside {t}, one hand near it', '{s} turns it a little towards the light', '{s} steps back to look', 'both', MEDIUM) },
];
