/** Reads a brief that tells of someone: who, what happens, to what, where. The person's own clauses are kept as the film's events. */
import { baseOfIng, cleanPhrase, clip } from './english.ts';

export type TaleVerb = 'find' | 'lose' | 'leave' | 'love' | 'make' | 'fight' | 'wait';

export interface TaleReading {
  /** "girl", "old lighthouse keeper", "lonely robot". */
  hero: string;
  nature: 'person' | 'animal' | 'machine';
  verb: TaleVerb;
  /** Clauses in order; those that begin with a verb have the hero as their subject. */
  events: { text: string; subject: 'hero' | 'other'; verb: TaleVerb }[];
  /** The thing it turns on, e.g. "letter". */
  object: string | null;
}

const PEOPLE =
  'grandmother|grandfather|grandma|grandpa|mother|father|mom|dad|girl|boy|child|kid|teenager|student|woman|man|nurse|teacher|doctor|artist|painter|musician|dancer|writer|photographer|chef|baker|farmer|fisherman|sailor|detective|soldier|astronaut|scientist|carpenter|mechanic|pilot|driver|courier|keeper|stranger|widow|widower|king|queen|prince|princess|knight|wizard|witch|thief|clown|hiker|runner|boxer|surfer|skater|violinist|pianist|inventor|librarian|explorer|traveler|traveller|daughter|son|sister|brother|bride|groom|hero|heroine|refugee|neighbour|neighbor|friend|couple|family|orphan|samurai|monk|ballerina|gardener|clockmaker|watchmaker|diver|captain|postman|waiter|waitress|barista|singer|actor|actress|cowboy|vampire|ghost|tailor|janitor';
const ANIMALS =
  'dog|puppy|cat|kitten|fox|bird|bear|wolf|horse|whale|rabbit|mouse|elephant|lion|tiger|penguin|owl|crow|turtle|fish|dragon|deer|snail|bee|butterfly|hedgehog|otter|monkey|duck|goose|sparrow';
const MACHINES = 'robot|android|machine|drone|satellite|rover|spaceship|toy|scarecrow|snowman|doll';

const VERBS: Readonly<Record<TaleVerb, string>> = {
  find: 'find|discover|receive|open|uncover|hear|notice|see|spot|inherit|dig|unlock|follow|catch|get|stumble|realize|realise|learn',
  lose: 'lose|miss|bury|mourn|remember|forget|say|let|give|visit|drop|break|grieve|age|die|fade',
  leave:
    'leave|travel|walk|run|drive|sail|climb|return|come|cross|fly|go|ride|escape|wander|move|arrive|step|enter|chase|journey|hike|swim|explore|land|fall|drift|wake',
  love: 'meet|love|kiss|dance|marry|reunite|befriend|hug|care|adopt|share|smile|help|forgive|sing|play',
  make: 'build|make|paint|write|bake|cook|create|practise|practice|plant|fix|repair|invent|draw|grow|carve|sew|design|raise|teach|try|prepare|restore',
  fight:
    'fight|win|race|compete|save|rescue|defeat|protect|face|survive|battle|stand|train|hunt|solve|steal|hide|overcome|refuse|struggle|fear',
  wait: 'wait|watch|dream|sit|look|stare|hope|think|sleep|live|work|listen|read|stay|want|wish|wonder|rest|hold|keep|carry|sell|feed|eat|drink|laugh|cry|breathe|pray|gaze|bloom|shine|burn|rise|glow|melt|sink|ring|knock|appear|vanish|disappear|change|end|happen|grow|answer|ask|call|take|bring|put|pull|push|touch|throw|send|reach|pass|light|close|lift|have|need|believe|stop|start|begin|decide|turn|talk|speak',
};
const IRREGULAR_PAST: Readonly<Record<string, string>> = {
  found: 'find',
  lost: 'lose',
  left: 'leave',
  met: 'meet',
  built: 'build',
  saw: 'see',
  went: 'go',
  came: 'come',
  made: 'make',
  wrote: 'write',
  won: 'win',
  fought: 'fight',
  ran: 'run',
  flew: 'fly',
  fell: 'fall',
  heard: 'hear',
  caught: 'catch',
  took: 'take',
  grew: 'grow',
  kept: 'keep',
  said: 'say',
  woke: 'wake',
};
const BASES = new Map<string, TaleVerb>(
  (Object.entries(VERBS) as [TaleVerb, string][]).flatMap(([verb, list]) =>
    list.split('|').map((base): [string, TaleVerb] => [base, verb]),
  ),
);
const ABSTRACT =
  /^(?:the\s+|a\s+)?(?:(?:last|first|long|quiet|lost|endless|perfect)\s+)?(?:love|hope|loss|grief|summer|winter|autumn|spring|time|dreams?|childhood|freedom|the future|future|memor(?:y|ies)|night|home|solitude|loneliness|friendship|courage|goodbye|silence|growing up|coming home|nostalgia|second chances?)\b[^,]{0,60}$/iu;
const STORY_WORD = /\b(?:short film|short movie|story|tale|fairy ?tale|fable|drama|movie|film|documentary|bedtime)\b/iu;

/** Third person of a base verb: "carry" → "carries". */
function thirdPerson(base: string): string {
  if (base === 'have') return 'has';
  if (base === 'be') return 'is';
  if (/[^aeiou]y$/u.test(base)) return `${base.slice(0, -1)}ies`;
  return /(?:s|sh|ch|x|z|o)$/u.test(base) ? `${base}es` : `${base}s`;
}

/** What a tale about a theme alone is about. */
function verbOfTheme(text: string): TaleVerb {
  if (/\b(?:grief|loss|goodbye|farewell|memor|nostalgia|death|old age)/iu.test(text)) return 'lose';
  if (/\b(?:love|friendship|romance|marriage|forgiveness|together)/iu.test(text)) return 'love';
  if (/\b(?:home|journey|freedom|growing up|travel|road)/iu.test(text)) return 'leave';
  if (/\b(?:courage|war|fight|survival|fear)/iu.test(text)) return 'fight';
  return 'wait';
}

/** The base and class of a verb form a story is told in, or null. */
function storyVerb(token: string): { base: string; verb: TaleVerb; form: 'third' | 'ing' | 'past' | 'base' } | null {
  const t = token.toLowerCase().replace(/[^\p{L}]/gu, '');
  const look = (base: string, form: 'third' | 'ing' | 'past' | 'base') => {
    const verb = BASES.get(base);
    return verb === undefined ? null : { base, verb, form };
  };
  const past = IRREGULAR_PAST[t];
  if (past !== undefined) return look(past, 'past');
  if (t.endsWith('ing')) return look(baseOfIng(t), 'ing') ?? look(t.slice(0, -3), 'ing') ?? look(`${t.slice(0, -3)}e`, 'ing');
  if (t.endsWith('ies')) return look(`${t.slice(0, -3)}y`, 'third');
  if (t.endsWith('s')) return look(t.slice(0, -1), 'third') ?? look(t.slice(0, -2), 'third');
  if (t.endsWith('ed')) return look(t.slice(0, -2), 'past') ?? look(t.slice(0, -1), 'past') ?? look(t.slice(0, -3), 'past');
  return look(t, 'base');
}

const LEAD =
  /^(?:(?:please|create|make|write|generate|film|shoot|show|tell|imagine|produce)\s+(?:me\s+|us\s+)?)?(?:(?:a|an|the)\s+)?(?:[\p{L}\d-]+\s+){0,3}?(?:short film|short movie|story|tale|fairy ?tale|fable|film|movie|video|animation|drama|documentary)\s+(?:about|of|in which|where|on|following|showing)\s+/iu;

/** The tale a brief tells, or null when it does not tell one. */
export function readTale(text: string, signs: { adSigns: boolean; productWord: string | null }): TaleReading | null {
  if (signs.adSigns) return null;
  const clean = cleanPhrase(text)
    .replace(/^["'“”]+|["'“”]+$/gu, '')
    .slice(0, 900);
  const told = STORY_WORD.test(clean.slice(0, 80));
  const body = clean.replace(LEAD, '');
  const subject = new RegExp(
    `^(?:(?:a|an|the|one|my|two|three|some|this)\\s+)*((?:[\\p{L}'-]+\\s+){0,3}?(?:${PEOPLE}|${ANIMALS}|${MACHINES})s?)(?=[\\s,.]|$)(?!\\s+(?:food|toys?|brand))`,
    'iu',
  ).exec(body);
  const after = subject === null ? '' : body.slice(subject[0].length).trim();
  const clauses = clausesOf(subject === null ? body : fromVerb(after));
  const first = eventOf(clauses[0] ?? '');
  const strong = subject !== null && first !== null && first.subject === 'hero';
  if (!strong && !told && !(signs.productWord === null && ABSTRACT.test(body))) return null;
  if (!strong && signs.productWord !== null && !told) return null;
  const events = clauses.map(eventOf).filter((event) => event !== null);
  const hero = subject === null ? '' : clip(subject[1]?.toLowerCase() ?? '', 40).replace(/(?<!s)s$/u, '');
  const verb = events.map((event) => event.verb).find((v) => v !== null) ?? verbOfTheme(body);
  const many = subject !== null && (/^(?:two|three|some)\b/iu.test(subject[0]) || /(?:couple|family|[^s]s)$/iu.test(subject[1] ?? ''));
  const opening = events[0];
  // Several heroes act together: their first event is told with its own subject, in the person's words.
  if (many && opening !== undefined) events[0] = { ...opening, text: clip(body.split(/[.;!?]|,\s/u)[0] ?? body, 110), subject: 'other' };
  return {
    hero,
    nature: new RegExp(`(?:${ANIMALS})$`, 'u').test(hero)
      ? 'animal'
      : new RegExp(`(?:${MACHINES})$`, 'u').test(hero)
        ? 'machine'
        : 'person',
    verb,
    events: events.slice(0, 12).map((event) => ({ ...event, verb: event.verb ?? verb })),
    object: objectOf(events[0]?.text ?? ''),
  };
}

/** "on the moon plants a flower" → "plants a flower": what stands between the hero and the verb is where or with whom. */
function fromVerb(after: string): string {
  const tokens = after.split(' ');
  if (storyVerb(tokens[0] ?? '') !== null || /^(?:who|is|are|has|must|,)/iu.test(tokens[0] ?? '')) return after;
  const at = tokens.slice(0, 8).findIndex((token, i) => {
    const verb = i === 0 || (/[,.;]$/u.test(tokens[i - 1] ?? '') && i > 6) ? null : storyVerb(token);
    return (
      verb !== null && (verb.form === 'third' || verb.form === 'past') && !/^(?:a|an|the|his|her|its|their|of)$/iu.test(tokens[i - 1] ?? '')
    );
  });
  return at < 0 ? after : tokens.slice(at).join(' ');
}

const clausesOf = (text: string): string[] =>
  text
    .split(
      /[.;!?…]+\s*|,\s*(?:and\s+)?(?:then|until|but|so|where|when)\s+|,\s+(?=(?:she|he|it|they|only|and|one day|in the end|at last)\s)|,\s+(?=[\p{Ll}]+s\s(?:a|an|the|his|her|its|their|for|to|in|on|at|with|into|through|up|down|home|away)\b)|\s+(?:and then|until)\s+|\s+and\s+(?=[\p{Ll}]+s\s)/iu,
    )
    .map((clause) =>
      clause
        .trim()
        .replace(/^(?:and|then|but|so)\s+/iu, '')
        .replace(/[,:–—-]+$/u, '')
        .trim(),
    )
    .filter((clause) => clause.split(' ').length >= 2 || storyVerb(clause) !== null);

/** One event. A clause that opens with a verb, "who …" or a pronoun has the hero as its subject. */
function eventOf(clause: string): { text: string; subject: 'hero' | 'other'; verb: TaleVerb | null } | null {
  if (clause === '') return null;
  const stripped = clause.replace(
    /^(?:(?:who|that|she|he|they|is|are|was|has|had|must|finally|slowly|secretly|suddenly|always|never|only|once|,)\s+)+/iu,
    '',
  );
  const tokens = stripped.split(' ');
  const verb = storyVerb(tokens[0] ?? '');
  if (verb !== null && (verb.form !== 'base' || stripped !== clause || tokens.length > 1)) {
    const text = clip([thirdPerson(verb.base), ...tokens.slice(1)].join(' '), 110);
    return { text, subject: 'hero', verb: verb.verb };
  }
  const inner =
    clause
      .split(' ')
      .map(storyVerb)
      .find((v) => v !== null && v.form !== 'base') ?? null;
  const happens = inner !== null || (tokens.length >= 3 && tokens.slice(1).some((token) => /^\p{Ll}{2,}[^s]s$/u.test(token)));
  return happens ? { text: clip(clause, 110), subject: 'other', verb: null } : null;
}

/** "finds an old brass key in the rain" → "old brass key". */
function objectOf(event: string): string | null {
  const found =
    /\s(?:a|an|the|one|some|another)\s+([\p{L}-]+(?:\s[\p{L}-]+){0,2}?)(?=\s+(?:in|on|at|of|from|under|inside|behind|near|by|to|with|that|which|for|across|through|into|and|during|before|after|between|without|over|made|left|hidden)\b|[,.]|$)/iu.exec(
      event,
    )?.[1];
  if (
    found === undefined ||
    /^(?:rain|snow|night|morning|city|world|sea|ocean|sky|street|house|forest|beach|mountain|moon|desert|day|time|way|dark|road|war|home)$/iu.test(
      found.trim(),
    )
  )
    return null;
  return clip(found.trim().toLowerCase(), 30);
}
