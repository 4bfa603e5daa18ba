/** Fills the slots of copy and moments, and refuses to leave one open. */
import { article, sentences } from './english.ts';
import type { Person } from './cast.ts';
import type { PlaceKey } from './kinds/kind.ts';
import { places, type OwnPlace } from './places.ts';

/** Values of the slots, by name. */
export type Slots = Readonly<Record<string, string>>;

/** Slots for a scene or a line. `object` is the thing in the picture, "the mug"; `thing` what a tale turns on. */
export function slotsFor(
  person: Person | null,
  words: { object: string; name: string; thing: string; place: PlaceKey | null; own?: OwnPlace | null },
): Slots {
  const place = places[words.place ?? 'living-room'];
  const who = person === null ? 'someone' : `${article(person.role)} ${person.role}`;
  return {
    N: person?.name ?? 'someone',
    s: person?.she ?? 'someone',
    She: person?.she ?? 'someone',
    she: person?.she ?? 'someone',
    p: person?.her ?? 'their',
    her: person?.them ?? 'them',
    them: person?.them ?? 'them',
    o: person?.them ?? 'them',
    self: person?.self ?? 'themselves',
    who,
    Who: who,
    t: `the ${words.object}`,
    name: words.name,
    thing: words.thing,
    place: words.own?.the ?? place.the,
    inPlace: words.own == null ? `${place.on} ${place.the}` : `${words.own.preposition} ${words.own.the}`,
    surface: words.own == null ? place.surface : 'the ground',
    window: words.own == null ? place.window : 'the edge of the light',
  };
}

/** Fills a text. An unknown slot is a mistake in the copy and throws. */
export const fill = (text: string, slots: Slots): string =>
  text.replace(/\{(\w+)\}/gu, (_, key: string) => {
    const value = slots[key];
    if (value === undefined) throw new Error(`The copy has an unknown slot {${key}}.`);
    return value;
  });

/** Clauses as sentences: filled, capitalised, ended. */
export const fillSentences = (clauses: readonly string[], slots: Slots): string =>
  sentences(
    clauses
      .map((clause) => fill(clause, slots).trim())
      .filter((clause) => clause !== '')
      .map((clause) => (/[.!?…]$/u.test(clause) ? clause : `${clause}.`))
      .join(' '),
  );
