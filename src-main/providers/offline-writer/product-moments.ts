/** Moments without a person, and cover shots that any scene of a long film can be. */
import type { Moment } from './kinds/kind.ts';
import { moment } from './kinds/kind.ts';
import { shared, type BeatSlot } from './moments.ts';

const MACRO = ['extreme-close-up', 'close-up'] as const;
const CLOSE = ['close-up', 'medium-close-up'] as const;
const MEDIUM = ['medium', 'medium-close-up'] as const;
const WIDE = ['wide', 'medium-wide'] as const;

/** Moments of the product alone, by beat. */
export const alone: Readonly<Partial<Record<BeatSlot, readonly Moment[]>>> = {
  mystery: [
    moment(
      'darkness, the outline of {t} just guessable',
      'a thin blade of light travels along one edge',
      'the light goes out and an afterglow stays on the rim of {t}',
      'product',
      MACRO,
      'abstract',
    ),
    moment(
      'dust hangs in a single beam',
      'the shadow of {t} slides into it',
      'the shadow stands still, larger than the thing itself',
      'product',
      ['wide', 'medium-wide'],
      'abstract',
    ),
    moment(
      'black silk lies over a shape on a plinth',
      'the silk trembles and slips a hand\u2019s width',
      'one corner of {t} shows',
      'product',
      MEDIUM,
      'studio',
    ),
  ],
  build: [
    moment(
      'one corner of {t} is lit, the rest is black',
      'light climbs it, edge by edge',
      'almost all of {t} is drawn in one thin bright line',
      'product',
      CLOSE,
      'abstract',
    ),
    moment(
      'the reflection of {t} trembles on black water',
      'the water settles',
      'the reflection of {t} stands clear, upside down',
      'product',
      MEDIUM,
      'abstract',
    ),
    moment(
      '{t} is seen from straight above, dark in the dark',
      'a ring of light closes around it',
      '{t} stands inside a full bright circle',
      'product',
      ['medium', 'medium-wide'],
      'studio',
    ),
  ],
  reveal: [
    moment(
      '{t} stands in darkness at the centre of the frame',
      'light comes up from behind, then from the side',
      '{t} stands complete, glowing, perfectly still',
      'product',
      ['medium', 'medium-close-up'],
      'studio',
    ),
    moment(
      'silk lies over {t}',
      'it is drawn away in one long movement',
      '{t} stands bare in the light',
      'product',
      ['medium-wide', 'medium'],
      'studio',
    ),
  ],
  showcase: [
    moment(
      '{t} stands on a dark mirror, turned half away',
      'it turns slowly, its reflection turning with it',
      '{t} comes to rest facing us',
      'product',
      CLOSE,
      'studio',
    ),
    moment(
      'the finest detail of {t} fills the frame',
      'a point of light runs around it',
      'the point of light stops and stays',
      'product',
      MACRO,
      'studio',
    ),
    moment(
      '{t} stands small in a wide dark room',
      'the beam above it slowly widens',
      '{t} stands in a pool of light with its reflection',
      'product',
      ['wide', 'medium-wide'],
      'studio',
    ),
  ],
  detail: shared('hand').detail.filter((m) => m.focus === 'product'),
  sense: shared('hand').sense.filter((m) => m.focus === 'product'),
  act: [
    moment(
      '{t} stands alone on {surface}, light behind it',
      'the light warms and a soft reflection comes up in front of it',
      '{t} stands centred and still, calm space above it',
      'product',
      ['medium-close-up', 'close-up'],
    ),
  ],
};

/** Cover shots for long films: people, then product, then place. `low` suits trouble, `high` suits what comes after. */
export const cover: readonly { mood: 'low' | 'high' | 'any'; moment: Moment }[] = [
  {
    mood: 'any',
    moment: moment(
      '{place} lies empty, light on {surface}',
      'the air moves and dust turns in the beam',
      'the light has crept a little further',
      'place',
      ['wide', 'extreme-wide'],
    ),
  },
  {
    mood: 'any',
    moment: moment(
      '{N} is seen from behind, standing by {window}',
      '{s} shifts {p} weight and lifts {p} head',
      '{s} is looking up, the light on one cheek',
      'person',
      MEDIUM,
    ),
  },
  {
    mood: 'low',
    moment: moment(
      '{N} is walking through {place}, collar up',
      '{s} passes close without seeing us',
      '{s} is walking away, smaller with every step',
      'person',
      WIDE,
    ),
  },
  {
    mood: 'low',
    moment: moment(
      '{p} hands rest on {surface}, {N} out of focus above them',
      'one hand closes slowly',
      'the hand is a fist, then opens again',
      'person',
      MACRO,
    ),
  },
  {
    mood: 'low',
    moment: moment(
      '{N} is sitting with {p} back to the wall',
      '{s} looks at the door and does not get up',
      '{s} lets {p} head fall back',
      'person',
      WIDE,
    ),
  },
  {
    mood: 'high',
    moment: moment(
      '{N} is walking through {place}, unhurried',
      '{s} passes us with the hint of a nod',
      '{s} is walking on into the light',
      'person',
      WIDE,
    ),
  },
  {
    mood: 'high',
    moment: moment(
      '{t} is standing on {surface} in soft light',
      'a shadow passes over it and is gone',
      '{t} gleams in the clear',
      'product',
      CLOSE,
    ),
  },
  {
    mood: 'high',
    moment: moment(
      '{N} is stretching by {window}',
      '{s} lets {p} arms fall and rolls {p} shoulders',
      '{s} is standing loose and tall',
      'person',
      MEDIUM,
    ),
  },
  {
    mood: 'high',
    moment: moment(
      '{N} is sitting at {surface}, chin on one hand',
      'something outside makes {o} laugh',
      '{s} is laughing with {p} eyes closed',
      'person',
      CLOSE,
    ),
  },
  {
    mood: 'any',
    moment: moment(
      '{N} stands in a doorway between dark and light',
      '{s} waits for a breath',
      '{s} steps over the threshold',
      'person',
      WIDE,
    ),
  },
  {
    mood: 'any',
    moment: moment('{N}\u2019s face fills the frame, eyes lowered', '{p} eyes come up slowly', '{s} is looking straight at us', 'person', [
      'extreme-close-up',
      'close-up',
    ]),
  },
  {
    mood: 'high',
    moment: moment(
      '{N} is standing beside {t}, one hand near it',
      '{s} turns it a little towards the light',
      '{s} steps back to look',
      'both',
      MEDIUM,
    ),
  },
];
