/**
 * Reads a brief the way a copywriter reads one: what is it, what is it called,
 * what does it promise, to whom, where and when, or is it a story about someone.
 * Understands English; from other languages it keeps the name word for word.
 */
import type { Brief } from '#contract/model/brief.ts';
import { cleanPhrase } from './english.ts';
import { hashText } from './random.ts';
import { isEnglish, nameOfThing, promiseOf } from './name-reading.ts';
import { kindById, productKinds } from './kinds/index.ts';
import type { OwnPlace } from './places.ts';
import type { KindVariant, PlaceKey, ProductKind, TimeKey } from './kinds/kind.ts';
import { readPerson, type PersonHints } from './person-reading.ts';
import { readTale, type TaleReading } from './tale-reading.ts';

export type Mood = 'calm' | 'warm' | 'energetic' | 'tense' | 'sad' | 'mysterious' | 'joyful' | 'epic' | 'luxurious' | 'fresh';

export interface Reading {
  prompt: string;
  english: boolean;
  /** `ad` sells something; `tale` tells of someone. */
  form: 'ad' | 'tale';
  kind: ProductKind;
  variant: KindVariant | null;
  /** Whether the kind was recognised at all. */
  known: boolean;
  /** Product name as written on a label, e.g. "Artisan coffee". */
  name: string;
  /** False when the brief gives nothing to call it by. */
  named: boolean;
  /** The same in running text, e.g. "artisan coffee" or "the fitness app". */
  theName: string;
  /** One or two words, e.g. "coffee". */
  short: string;
  /** What it promises, as an invitation without full stop: "start your morning right". */
  promise: string | null;
  /** A figure worth saying, e.g. "10M users". */
  figure: string | null;
  person: PersonHints;
  mood: Mood | null;
  time: TimeKey | null;
  place: PlaceKey | null;
  weather: string | null;
  /** Where a tale says it happens, when that is none of the places we know. */
  where: OwnPlace | null;
  colours: string[];
  tale: TaleReading | null;
  /** Key of every free choice. */
  seed: string;
}

const PLACES: readonly [RegExp, PlaceKey][] = [
  [/\b(?:kitchen|cocina|küche|cuisine)\b/iu, 'kitchen'],
  [/\b(?:living room|lounge|sofa|fireplace|attic|at home)\b/iu, 'living-room'],
  [/\b(?:bedroom|bedside|hotel room)\b/iu, 'bedroom'],
  [/\b(?:bathroom|shower)\b/iu, 'bathroom'],
  [/\b(?:cafe|coffee shop|café|diner|bar|pub)\b/iu, 'cafe'],
  [/\b(?:office|desk|meeting|classroom|boardroom|coworking|laboratory|lab)\b/iu, 'office'],
  [
    /\b(?:street|city|downtown|alley|urban|sidewalk|pavement|traffic|new york|tokyo|paris|london|rooftop|town|subway|bus stop|train station)\b/iu,
    'street',
  ],
  [/\b(?:shop|store|market|boutique|bookshop)\b/iu, 'shop'],
  [/\b(?:gym|boxing ring|dojo)\b/iu, 'gym'],
  [/\b(?:forest|woods|jungle|trees|garden|park|meadow|field)\b/iu, 'forest'],
  [/\b(?:beach|(?:the|an) ocean|(?:the|by) sea|seaside|island|coast|shore|lighthouse|harbour|harbor|desert)\b/iu, 'beach'],
  [/\b(?:mountain|mountains|summit|cliff|valley|highway|road trip|open road|trail|hill)\b/iu, 'mountain-road'],
];
const TIMES: readonly [RegExp, TimeKey][] = [
  [/\b(?:dawn|sunrise|daybreak|first light)\b/iu, 'dawn'],
  [/\b(?:mornings?|breakfast|wakes? up|mañana|morgen|matin|mattina|утро)\b|早晨|早上|朝/iu, 'morning'],
  [/\b(?:midnight|nights?|nighttime|late at night|neon|stars|moonlight|noche|nacht|nuit|notte|ночь)\b|夜/iu, 'night'],
  [/\b(?:golden hour|sunset|late afternoon|autumn evening)\b/iu, 'golden-hour'],
  [/\b(?:dusk|twilight|evenings?|after work|dinner)\b/iu, 'dusk'],
  [/\b(?:noon|midday|daytime|afternoon|lunch|summer day)\b/iu, 'day'],
];
const MOODS: readonly [RegExp, Mood][] = [
  [/\b(?:luxury|luxurious|elegant|elegance|premium|exclusive|couture|refined|sophisticated)\b/iu, 'luxurious'],
  [/\b(?:mystery|mysterious|secret|noir|unknown|haunted|ghost|strange)\b/iu, 'mysterious'],
  [/\b(?:epic|legend|legendary|hero|heroic|battle|journey|marathon|summit|adventure)\b/iu, 'epic'],
  [/\b(?:sad|grief|loss|lonely|alone|lost|farewell|goodbye|melancholy|widow)\b/iu, 'sad'],
  [/\b(?:thriller|danger|chase|tense|escape|fear|war)\b/iu, 'tense'],
  [/\b(?:fun|funny|joy|joyful|party|celebrate|playful|festival|birthday)\b/iu, 'joyful'],
  [/\b(?:energetic|energy|fast|bold|dynamic|power|powerful|extreme)\b/iu, 'energetic'],
  [/\b(?:fresh|clean|pure|natural|organic|light|crisp)\b/iu, 'fresh'],
  [/\b(?:calm|quiet|peaceful|mindful|relax|relaxing|slow|gentle|serene|meditation)\b/iu, 'calm'],
  [/\b(?:warm|cosy|cozy|family|love|home|comfort|heart|grandmother|together)\b/iu, 'warm'],
];
const WEATHER: readonly [RegExp, string][] = [
  [/\b(?:rain|rainy|raining|storm|stormy|drizzle)\b/iu, 'rain'],
  [/\b(?:snow|snowy|snowing|winter|blizzard)\b/iu, 'snow'],
  [/\b(?:fog|foggy|mist|misty)\b/iu, 'mist'],
];
const COLOURS =
  /\b((?:matte |dark |light |deep |pale |bright |midnight |rose |navy |forest |sky |pastel |neon |glossy )?(?:red|blue|green|yellow|orange|purple|violet|pink|black|white|grey|gray|silver|gold|golden|brown|beige|cream|turquoise|teal|ivory|copper|burgundy|olive|mint))\b/giu;
const AD_SIGNS =
  /\b(?:ads?|advert|advertisement|advertising|commercial|campaign|promo|promotion|brand|launch|launching|introducing|our new|our|buy|product|sale|discount|customers|app|trailer for|spot for|®|™)\b|[®™]/iu;

function first<T>(table: readonly [RegExp, T][], text: string): T | null {
  let best: { at: number; value: T } | null = null;
  for (const [pattern, value] of table) {
    const at = text.search(pattern);
    if (at >= 0 && (best === null || at < best.at)) best = { at, value };
  }
  return best?.value ?? null;
}

const escaped = (word: string): string => word.replace(/[.*+?^${}()|[\]\\]/gu, '\\$&');
const wordPatterns = new Map<string, RegExp>();
/** Finds a word of the lexicon: whole words for scripts with spaces, anywhere for the others. */
function findWord(text: string, word: string): number {
  let pattern = wordPatterns.get(word);
  if (pattern === undefined) {
    const spaced = /^[\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Greek}\d\s'-]+$/u.test(word);
    const plural = /^[a-z -]+$/u.test(word) && !word.endsWith('s') ? "(?:s|'s|’s)?" : '';
    pattern = new RegExp(spaced ? `(?<![\\p{L}\\p{N}])${escaped(word)}${plural}(?![\\p{L}\\p{N}])` : escaped(word), 'iu');
    wordPatterns.set(word, pattern);
  }
  return text.search(pattern);
}

interface KindMatch {
  kind: ProductKind;
  word: string;
  at: number;
}

/** The kind spoken of first and most exactly. Apps are told apart by what they are for. */
function matchKind(text: string): KindMatch | null {
  const matches: KindMatch[] = [];
  for (const kind of productKinds) {
    for (const word of kind.words) {
      const at = findWord(text, word);
      if (at >= 0) matches.push({ kind, word, at });
    }
  }
  const appAt = findWord(text, 'app');
  if (appAt >= 0 || /\bapplication\b/iu.test(text)) {
    const about = (pattern: RegExp): boolean => pattern.test(text);
    const id = about(/\b(?:fitness|workout|training|marathon|running|exercise|yoga|health|steps|gym|weight)\b/iu)
      ? 'fitness-app'
      : about(/\b(?:budget|budgeting|money|bank|banking|invest|investing|savings?|finance|financial|expenses?|tax)\b/iu)
        ? 'finance-app'
        : about(/\b(?:learn|learning|language|study|studying|course|vocabulary|school|homework)\b/iu)
          ? 'learning-app'
          : 'app';
    const kind = kindById(id === 'learning-app' ? 'app' : id);
    return { kind, word: 'app', at: Math.max(0, appAt) };
  }
  const longestFirst = matches.toSorted((a, b) => scoreOf(b) - scoreOf(a));
  return longestFirst[0] ?? null;
}

/** Early and exact wins: what comes first is usually the subject, and a longer name says more. */
const scoreOf = (match: KindMatch): number =>
  match.word.split(' ').length * 12 + Math.min(match.word.length, 10) * 0.5 - Math.min(match.at, 120) * 0.3;

/** A kind whose copy and gestures do not suit this member of it: it keeps its places and colours only. */
const plainKind = (kind: ProductKind): ProductKind => ({
  ...kindById('thing'),
  id: kind.id,
  colours: kind.colours,
  places: kind.places,
  time: kind.time,
  wardrobe: kind.wardrobe,
});

/** Reads a brief. Pure: the same brief always reads the same. */
export function readBrief(brief: Brief): Reading {
  const raw = brief.prompt.replace(/\s+/gu, ' ').trim();
  const text = raw.slice(0, 2000);
  const english = isEnglish(text);
  const match = matchKind(text);
  const known = match !== null;
  const matched = match?.kind ?? kindById('thing');
  const variant = matched.variants?.find((v) => v.words.some((word) => findWord(text, word) >= 0)) ?? null;
  const kind = variant?.plain === true ? plainKind(matched) : matched;
  const named = nameOfThing(text, english, match?.word ?? null, variant?.object ?? kind.object);
  const tale = english ? readTale(text, { adSigns: AD_SIGNS.test(text), productWord: match?.word ?? null }) : null;
  const promise = tale === null ? promiseOf(english, named.rest, named.head) : null;
  const person = readPerson(`${brief.audience} ${text}`, brief.audience.trim() || (named.audience ?? ''));
  const figure =
    /\b(\d[\d.,]*\s?(?:m|k|bn|million|billion|thousand|percent|%)?\+?\s+(?:users|people|customers|members|runners|families|readers|players|teams|students|reviews))\b/iu.exec(
      text,
    )?.[1] ?? null;
  const colours = [...text.matchAll(COLOURS)]
    .map((m) => (m[1] ?? '').toLowerCase())
    .filter((c) => c !== '' && !(c === 'green' && kind.id === 'tea'));
  return {
    prompt: raw,
    english,
    form: tale === null ? 'ad' : 'tale',
    kind,
    variant,
    known,
    name: named.name,
    named: named.named,
    theName: named.theName,
    short: named.short,
    promise,
    figure: figure === null ? null : cleanPhrase(figure),
    person,
    mood: first(MOODS, text),
    time: first(TIMES, text),
    place: first(PLACES, kind.id === 'coffee' ? text.replace(/coffee shop/giu, 'cafe') : text),
    weather: first(WEATHER, text),
    where: tale === null || first(PLACES, text) !== null ? null : ownPlace(text),
    colours: [...new Set(colours)],
    tale,
    seed: String(hashText(`${raw}|${brief.durationSeconds}|${brief.audience}`)),
  };
}

/** "on the moon" → on, the moon. Weather and times of day are not places. */
function ownPlace(text: string): OwnPlace | null {
  const found =
    /\b(in|on|at|inside|aboard|under|across|through)\s+((?:a|an|the|his|her|their|an old|an empty)\s+[\p{Ll}-]+(?:\s[\p{Ll}-]+){0,2}?)(?=\s+(?:and|who|where|that|until|when|with|for|after|before|to|finds?|meets?|[\p{Ll}]+s)\b|[,.;!?]|$)/u.exec(
      text,
    );
  const the = found?.[2]?.trim();
  if (
    found === null ||
    the === undefined ||
    /\b(?:rain|snow|storm|fog|mist|night|morning|evening|day|dark|end|beginning|time|world|winter|summer|life|love|way|back|hand|arms?|eyes?|name|middle)$/u.test(
      the,
    )
  )
    return null;
  return { preposition: (found[1] ?? 'in').toLowerCase(), the: the.replace(/^an? /u, 'the ') };
}
