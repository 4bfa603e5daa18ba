/** Stage 1: the story, its people and things, and what is said. */
import type { Brief, Reference } from '#contract/model/brief.ts';
import type { Story, StoryTemplate } from '#contract/model/story.ts';
import { slotsOf } from './beats.ts';
import { castPerson, describeProduct, objectOf, type Person } from './cast.ts';
import { taglines, writeLines } from './copy.ts';
import { clip, sentences, titleCase, upperFirst, withArticle } from './english.ts';
import { needsPerson, planFilm, type PlannedScene } from './film-plan.ts';
import { pick } from './random.ts';
import { readBrief, type Reading } from './reading.ts';
import { fill, fillSentences, slotsFor, type Slots } from './slots.ts';
import { taleTitles, theThing } from './tale.ts';

/** Writes the story of a brief along a template. */
export function writeStoryFor(brief: Brief, template: StoryTemplate, references: readonly Pick<Reference, 'role' | 'name'>[]): Story {
  const reading = readBrief(brief);
  const people = needsPerson(reading, slotsOf(template)) || references.some((reference) => reference.role === 'character');
  const person = people ? castPerson(reading, references) : null;
  const object = objectOf(reading);
  const scenes = planFilm(reading, template, brief.durationSeconds, { people, object });
  const slots = (scene: PlannedScene | undefined): Slots =>
    slotsFor(person, {
      object,
      name: reading.theName,
      thing: reading.tale === null ? '' : theThing(reading.tale),
      place: scene?.place ?? null,
      own: reading.where,
    });
  const hasProduct = reading.tale === null;
  const narrative = reading.tale === null ? tellAd(reading, person, scenes, slots) : tellTale(reading, person, scenes, slots);
  return {
    title: titleOf(reading),
    logline: clip(loglineOf(reading, template, person, slots(scenes[0])), 400),
    narrative: {
      setup: clip(narrative.setup, 1500),
      development: clip(narrative.development, 1500),
      climax: clip(narrative.climax, 1500),
      resolution: clip(narrative.resolution, 1500),
    },
    subject: {
      type: person === null ? 'product' : hasProduct ? 'both' : 'character',
      characterName: person === null ? null : upperFirst(person.name),
      characterDescription: person?.description ?? null,
      productName: hasProduct ? reading.name : null,
      productDescription: hasProduct ? describeProduct(reading, references) : null,
      arc: arcOf(template, person),
    },
    voiceOver: writeLines(reading, template, scenes, slots(scenes[0])),
  };
}

function titleOf(reading: Reading): string {
  if (reading.tale !== null)
    return clip(pick(taleTitles(reading.tale).slice(0, reading.tale.object === null ? 3 : 1), `${reading.seed}title`), 120);
  if (reading.mood === 'luxurious' && reading.time === 'night') return 'After Midnight';
  if (!reading.known && reading.english && reading.name.split(' ').length <= 4) return clip(titleCase(reading.name), 120);
  return pick(reading.kind.titles, `${reading.seed}title`);
}

const RUNS = new Set(['shoes', 'gym', 'fitness-app']);

function loglineOf(reading: Reading, template: StoryTemplate, person: Person | null, slots: Slots): string {
  if (reading.tale !== null) return sentenceOf(clip(reading.prompt, 300));
  if (person === null) return sentences(`Out of the dark, piece by piece, comes ${reading.theName}: seen last, and whole, and only once.`);
  if (template.id === 'heros-journey' && RUNS.has(reading.kind.id))
    return sentences(fill('{Who} who has never finished anything like it signs up for the hardest road {s} can think of.', slots));
  return sentences(fill(reading.kind.logline, slots));
}

const sentenceOf = (text: string): string => {
  const clean = upperFirst(text.replace(/\s+/gu, ' ').trim());
  return /[.!?…。！？]$/u.test(clean) ? clean : `${clean}.`;
};

const arcOf = (template: StoryTemplate, person: Person | null): string => {
  const from = (template.beats[0]?.emotion ?? 'waiting').toLowerCase();
  const to = (template.beats.at(-1)?.emotion ?? 'content').toLowerCase();
  return clip(person === null ? `The viewer goes from ${from} to ${to}` : `${upperFirst(person.name)} goes from ${from} to ${to}`, 300);
};

type Narrative = Story['narrative'];

/** Scenes in four groups, so that each part of the narrative tells its share of the film. */
function quarters(scenes: readonly PlannedScene[]): PlannedScene[][] {
  const groups: PlannedScene[][] = [[], [], [], []];
  for (const [i, scene] of scenes.entries()) groups[Math.min(3, Math.floor((i * 4) / Math.max(4, scenes.length)))]?.push(scene);
  return groups;
}

/** What happens in the first scenes of a group, told in two or three sentences. */
const told = (
  group: readonly PlannedScene[] | undefined,
  slots: (scene: PlannedScene) => Slots,
  parts: ('start' | 'move' | 'end')[],
): string =>
  (group ?? [])
    .slice(0, 2)
    .map((scene) =>
      fillSentences(
        parts.map((part) => scene.moment[part]),
        slots(scene),
      ),
    )
    .join(' ');

function tellAd(
  reading: Reading,
  person: Person | null,
  scenes: readonly PlannedScene[],
  slots: (scene: PlannedScene | undefined) => Slots,
): Narrative {
  const groups = quarters(scenes);
  const own = slotsFor(person, {
    object: objectOf(reading),
    name: reading.theName,
    thing: '',
    place: reading.place ?? reading.kind.places.home,
  });
  const closing = taglines(reading, null)[0] ?? '';
  if (person === null) {
    return {
      setup: `It begins in the dark, with nothing to hold on to. ${told(groups[0], slots, ['start', 'move', 'end'])}`,
      development: told(groups[1], slots, ['start', 'move', 'end']) || 'The light comes nearer, and takes its time.',
      climax: told(groups[2], slots, ['start', 'move', 'end']) || `Then it is there, all at once: ${reading.theName}.`,
      resolution: `${told(groups[3], slots, ['start', 'end'])} Only now is there a name. ${closing}`.trim(),
    };
  }
  const age = person.age === null ? '' : `${person.age}-year-old `;
  const whose = `${upperFirst(person.name)} is ${withArticle(`${age}${person.role}`)} who ${fill(reading.kind.world, own)}.`;
  const figure = reading.figure === null ? '' : ` ${upperFirst(reading.figure)} have been here before.`;
  const plural =
    reading.kind.discovery.startsWith('{name}') && /[^s]s$/u.test(reading.theName) && reading.theName === reading.theName.toLowerCase();
  const arrival = `Then ${plural ? 'come' : 'comes'} ${fill(reading.kind.discovery, own)}.${figure}`;
  // The product arrives in the story where it arrives in the film; trouble must be told to its end first.
  const arrives =
    groups[1]?.every((scene) => scene.slot === 'problem' || scene.slot === 'agitate' || scene.slot === 'after') === true &&
    groups[1].length > 0
      ? 2
      : 1;
  return {
    setup: sentences(`${whose} ${told(groups[0], slots, ['start', 'move', 'end'])}`),
    development: sentences(`${arrives === 1 ? arrival : ''} ${told(groups[1], slots, ['start', 'move', 'end'])}`.trim() || arrival),
    climax: sentences(
      `${arrives === 2 ? arrival : ''} ${told(groups[2], slots, ['start', 'move', 'end'])}`.trim() || fill(reading.kind.change, own),
    ),
    resolution: sentences(`${fill(reading.kind.change, own)}. ${told(groups[3], slots, ['start', 'move', 'end'])} ${closing}`.trim()),
  };
}

function tellTale(
  reading: Reading,
  person: Person | null,
  scenes: readonly PlannedScene[],
  slots: (scene: PlannedScene | undefined) => Slots,
): Narrative {
  const groups = quarters(scenes);
  const role = person === null ? 'someone' : person.role;
  const intro =
    person === null
      ? ''
      : person.name.startsWith('the ')
        ? `This is ${withArticle(role)}.`
        : `This is ${person.name}, ${withArticle(role)}${person.age === null ? '' : `, ${person.age} years old`}.`;
  // With more events than scenes the film leaves some out; the story still tells them all.
  const events = (reading.tale?.events ?? []).map((event) =>
    event.subject === 'hero' ? `${person?.name ?? 'someone'} ${event.text}` : event.text,
  );
  const parts = groups.map((group) => told(group, slots, ['start', 'move', 'end']));
  const untold = events.length > scenes.length ? asSentences(events) : '';
  return {
    setup: sentences(`${intro} ${parts[0] ?? ''}`),
    development: sentences(untold || parts[1] || asSentences(events) || 'Something begins to change.'),
    climax: sentences(parts[2] || 'Then it happens, more quietly than anyone expected.'),
    resolution: sentences(parts[3] || 'And then it is quiet, and nothing is quite as it was.'),
  };
}

const asSentences = (clauses: readonly string[]): string => clauses.map((clause) => `${upperFirst(clause)}.`).join(' ');
