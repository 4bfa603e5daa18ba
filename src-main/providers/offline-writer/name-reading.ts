/** Finds what the thing is called and what it promises, in the person's own words. */
import { baseOfIng, baseOfThirdPerson, cleanPhrase, clip, upperFirst } from './english.ts';

export interface NamedThing {
  name: string;
  theName: string;
  /** False when the text gives nothing to call it by. */
  named: boolean;
  short: string;
  /** What follows the name in its sentence. */
  rest: string;
  /** Head noun, lower case. */
  head: string;
  /** "busy moms" of "for busy moms". */
  audience: string | null;
}

const FOREIGN =
  /(?:^|[\s¿¡(])(?:el|los|las|una|del|que|para|con|por|tu|su|der|die|das|und|für|mit|ein|eine|den|dein|le|les|une|des|du|et|pour|qui|avec|votre|il|gli|della|che|per|con|tuo|um|uma|os|seu|você|não|het|een|voor|och|för|og|dla|ve|için)(?=[\s,.!?]|$)/giu;
const ENGLISH = /\b(?:the|a|an|and|for|with|that|your|to|of|in|on|who|is|our|my|new|from|at|by)\b/giu;

/** Whether a text is in English, by script and by its small words. */
export function isEnglish(text: string): boolean {
  const letters = text.match(/\p{L}/gu)?.length ?? 0;
  const latin = text.match(/\p{Script=Latin}/gu)?.length ?? 0;
  if (letters > 0 && latin / letters < 0.6) return false;
  const foreign = (text.match(FOREIGN) ?? []).length;
  const english = (text.match(ENGLISH) ?? []).length;
  return foreign === 0 || english >= foreign;
}

const ASK =
  /^(?:(?:please|hey|hi|ok|so)[,\s]+)*(?:(?:can|could|would) you\s+)?(?:(?:i|we)(?:'d| would)? (?:want|need|like)(?: to)?\s+|(?:create|make|generate|produce|film|write|shoot|design|give me|build|show|imagine|render)\s+)(?:me\s+|us\s+)?/iu;
const FORMAT =
  /^(?:(?:a|an|the|one|our|my)\s+)?(?:[\p{L}\d-]+\s+){0,3}?(?:video|ad|advert|advertisement|commercial|spot|promo|short film|film|clip|campaign|trailer|teaser|reel|tv spot|story|animation)\s+(?:for|about|of|on|showing|featuring|promoting|introducing|to promote|to introduce|advertising|selling|where|in which)\s+/iu;
const INTRO =
  /^(?:introducing|introduce|meet|launch(?:ing)?|announcing|discover|presenting|promote|promoting|advertise|showcase|say hello to)\s+/iu;
const DETERMINER = /^(?:a|an|the|our|my|your|this|these|some)\s+/iu;
const STOP = new Set(
  (
    'that which who whom whose to for with without in on at by from into over under after before because when while where so as like than ' +
    'is are was were be can will helps makes lets brings gives keeps takes turns gets does has designed made built inspired crafted powered ' +
    'but or if not every this your you his her their its it we i they'
  ).split(' '),
);
const TRAILING = new Set([
  'ad',
  'ads',
  'advert',
  'advertisement',
  'commercial',
  'campaign',
  'video',
  'launch',
  'tasting',
  'transformation',
  'ritual',
  'showcase',
  'promo',
  'spot',
  'film',
  'reveal',
  'story',
  'experience',
  'teaser',
  'trailer',
  'event',
  'routine',
  'moment',
  'moments',
  'clip',
]);
const OBJECT_START = /^(?:your|you|the|a|an|my|our|their|every|everything|everyone|us|me|people|it|life|his|her|any|all)$/iu;

/** Name and what follows it. `word` is the lexicon word that was recognised; `object` names the thing when nothing else does. */
export function nameOfThing(text: string, english: boolean, word: string | null, object: string): NamedThing {
  const brand = brandOf(text, english);
  const clause = english ? leadIn(text) : text;
  const found = english ? englishPhrase(clause, word) : foreignPhrase(clause);
  const audience = english ? audienceOf(clause) : null;
  const phrase = clip(cleanPhrase(found.phrase).replace(/^[\s"'“”«»‘’.,:;!?¡¿-]+|[\s"'“”«»‘’.,:;!?-]+$/gu, ''), 60);
  const short = shortName(word, phrase, object, english);
  if (brand !== null) {
    return { name: brand, theName: brand, named: true, short, rest: found.rest, head: found.head, audience };
  }
  if (!/[\p{L}\p{N}]/u.test(phrase) || (english && phrase.split(' ').length === 1 && TRAILING.has(phrase.toLowerCase()))) {
    const fallback = word === null || !/^[a-z -]+$/u.test(word) ? object : PEOPLE_WORDS.test(word) ? 'app' : word;
    return {
      name: upperFirst(fallback),
      theName: `the ${fallback}`,
      named: false,
      short: PEOPLE_WORDS.test(word ?? '') ? 'app' : short,
      rest: found.rest,
      head: found.head,
      audience,
    };
  }
  const tokens = phrase.split(' ');
  // One capital at the start of a sentence says nothing; capitals on every word, digits or an unknown single word do.
  const proper =
    !english ||
    /\p{N}/u.test(phrase) ||
    /\p{Ll}\p{Lu}|^\p{Lu}{2}/u.test(phrase) ||
    (tokens.length > 1 ? tokens.every((t) => /^\p{Lu}/u.test(t)) : word === null && /^\p{Lu}/u.test(phrase));
  const running = proper ? phrase : phrase.charAt(0).toLowerCase() + phrase.slice(1);
  const mass = MASS.test(found.head) || (found.head.endsWith('s') && !found.head.endsWith('ss'));
  return {
    name: upperFirst(phrase),
    theName: mass || proper ? running : `the ${running}`,
    named: true,
    short,
    rest: found.rest,
    head: found.head,
    audience,
  };
}

const PEOPLE_WORDS = /^(?:users|members|community|customers|subscription|startup|assistant)$/u;

const MASS =
  /^(?:coffee|espresso|tea|matcha|chai|chocolate|cocoa|wine|beer|whisky|whiskey|gin|rum|vodka|champagne|juice|soda|water|lemonade|kombucha|bread|sourdough|pizza|pasta|sushi|ramen|honey|jam|cheese|perfume|fragrance|cologne|skincare|makeup|shampoo|lotion|sunscreen|mascara|food|music|furniture|jewelry|jewellery|clothing|fashion|streetwear|yoga|pilates|travel|insurance|software|education|luggage|sportswear|protein|soap|detergent|granola|cereal|haircare|oil|cream)$/iu;

function shortName(word: string | null, phrase: string, object: string, english: boolean): string {
  if (word !== null && /^[a-z -]+$/u.test(word) && word.split(' ').length <= 2 && english) return word;
  const head = phrase.split(' ').at(-1) ?? '';
  return english && phrase !== '' && /^[\p{L}-]{3,14}$/u.test(head) ? head.toLowerCase() : object;
}

/** A brand: in quotes, after "called", or a capitalised name inside the sentence. */
function brandOf(text: string, english: boolean): string | null {
  const called = /\b(?:called|named|by the name of)\s+["“«']?(\p{Lu}[\p{L}\p{N}&'.-]*(?:\s+(?:\p{Lu}|\p{N})[\p{L}\p{N}&'.-]*){0,3})/u.exec(
    text,
  )?.[1];
  const quoted = /["“«„]([\p{L}\p{N}][^"”»“]{1,40})["”»“]/u.exec(text)?.[1];
  const candidate = called ?? (quoted !== undefined && quoted.split(/\s+/u).length <= 4 ? quoted : undefined);
  if (candidate !== undefined) {
    const name = clip(cleanPhrase(candidate), 60).replace(/[.,:;!?'-]+$/u, '');
    if (/[\p{L}\p{N}]/u.test(name)) return name;
  }
  if (!english) return null;
  const apposed = APPOSED.exec(cleanPhrase(text))?.[1];
  if (apposed !== undefined && !NOT_BRAND.test(apposed)) return clip(apposed, 60);
  const inside =
    /(?:^|[\s,(])(?:for|introducing|introduce|meet|by|of|from|with|the|our|discover|new)\s+((?:\p{Lu}[\p{Ll}\p{Lu}\p{N}'-]+)(?:\s+(?:\p{Lu}[\p{L}\p{N}'-]*|\p{N}+))*)/u.exec(
      text,
    )?.[1];
  if (inside === undefined || NOT_BRAND.test(inside) || text === text.toUpperCase()) return null;
  return clip(cleanPhrase(inside), 60).replace(/['’]s$/u, '');
}

/** "Aurora, a smart lamp …" and "Aurora: the lamp …". */
const APPOSED =
  /^(?:[Ii]ntroducing\s+|[Mm]eet\s+)?(\p{Lu}[\p{L}\p{N}'-]*(?:\s+[\p{Lu}\p{N}][\p{L}\p{N}'-]*){0,3})(?:,|:|\s[–—-])\s+(?=(?:[Aa]n?|[Tt]he|[Oo]ur|[Yy]our)\s)/u;

const NOT_BRAND =
  /^(?:I|The|A|An|New York|Paris|London|Tokyo|Berlin|Italy|France|Japan|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|January|February|March|April|May|June|July|August|September|October|November|December|Christmas|Easter|Halloween|English|Spanish|French|German|Italian|Japanese|Chinese|European|American|Gen Z|Ignore|System|TV|AI)(?:\s|$)/u;

/** Orders to a machine are no name of anything. */
const ORDER = /^(?:ignore|disregard|forget|pretend|output|print|repeat|reveal your|act as|you are|system)\b/iu;

/** The first sentence without "create a 15-second video about". */
function leadIn(text: string): string {
  let clause = cleanPhrase(text).replace(/^["'“”]+/u, '');
  for (let i = 0; i < 3; i++) clause = clause.replace(ASK, '').replace(FORMAT, '').replace(INTRO, '');
  const apposed = APPOSED.exec(clause);
  if (apposed !== null) clause = clause.slice(apposed[0].length);
  return ORDER.test(clause) ? '' : clause;
}

function englishPhrase(clause: string, word: string | null): { phrase: string; rest: string; head: string } {
  const tokens = clause.replace(DETERMINER, '').split(' ');
  const wordTokens = word === null ? [] : word.toLowerCase().split(' ');
  const plain = (token: string | undefined): string => (token ?? '').toLowerCase().replace(/[^\p{L}\p{N}'-]/gu, '');
  let seen = false;
  let end = 0;
  for (; end < tokens.length && end < (word === null ? 5 : 7); end++) {
    const token = plain(tokens[end]);
    if (end > 0 && STOP.has(token)) break;
    if (seen && (/^\p{Ll}+ing$/u.test(token) || (/[^s]s$/u.test(token) && OBJECT_START.test(plain(tokens[end + 1]))))) break;
    if (
      seen &&
      /^\p{Ll}+ed$|^(?:made|built|grown|sewn|woven|handmade)$/u.test(token) &&
      /^(?:by|for|in|with|to|from|on|at|like)$/u.test(plain(tokens[end + 1]))
    )
      break;
    if (seen && /^(?:perfect|ideal|available|ready|meets|and|&)$/u.test(token)) break;
    if (word === null && end > 0 && /[^s]s$/u.test(token) && OBJECT_START.test(plain(tokens[end + 1]))) break;
    if (/^[-–—|:]$/u.test(tokens[end] ?? '')) break;
    const base = token.replace(/s$/u, '');
    if (wordTokens.length > 0 && (token === wordTokens.at(-1) || base === wordTokens.at(-1))) seen = true;
    if (/[.,:;!?…]$/u.test(tokens[end] ?? '')) {
      end++;
      break;
    }
  }
  // "10M users tracking goals" has no product in it: a figure is not a name.
  const first = plain(tokens[0]);
  let last = end;
  while (last > 1 && TRAILING.has(plain(tokens[last - 1]))) last--;
  const kept = tokens.slice(0, last);
  const head = plain(kept.at(-1));
  const rest = tokens.slice(end).join(' ');
  if (
    /^\d/u.test(first) &&
    /^(?:users|people|customers|members|families|reviews|students|teams|players|runners|readers)$/u.test(plain(tokens[1]))
  ) {
    return { phrase: '', rest: tokens.slice(2).join(' '), head: '' };
  }
  return { phrase: kept.join(' '), rest, head };
}

/** Other languages: the words before the first comma, relative word or particle that opens a clause. */
function foreignPhrase(clause: string): { phrase: string; rest: string; head: string } {
  const trimmed = cleanPhrase(clause)
    .replace(
      /^(?:anuncio|vídeo|video|publicidad|spot|publicité|vidéo|werbung|werbespot|werbevideo|pubblicità|реклама|рекламный ролик|ролик)\s+(?:de|del|para|sobre|pour|de la|für|über|per|di|о|об|про|для)\s+/iu,
      '',
    )
    .replace(/^(?:el|la|los|las|un|una|unos|le|les|une|der|die|das|ein|eine|einen|einem|il|lo|gli|o|os|as|um|uma|de|het|een)\s+/iu, '')
    .replace(/^(?:l['’]|d['’])/iu, '');
  const match =
    /^(.*?)(?:[,，、。.!！?？;；:：—–|]|\s(?:que|qui|para|pour|für|der|die|das|che|per|con|avec|mit|com|który|dla|который|которая|которое|для|чтобы|um|quand|cuando|wenn)\s|が|を|で|に(?=[\p{Script=Han}\p{Script=Hiragana}])|让|為|为)/iu.exec(
      trimmed,
    );
  const phrase = match !== null && (match[1] ?? '').trim() !== '' ? (match[1] ?? '') : trimmed;
  const short = phrase.split(' ').slice(0, 6).join(' ');
  const limited = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u.test(short) ? Array.from(short).slice(0, 20).join('') : short;
  return { phrase: limited, rest: '', head: '' };
}

/** "busy moms" of "for busy moms to stay healthy". */
function audienceOf(clause: string): string | null {
  const found = /\bfor\s+((?:[\p{L}-]+\s?){1,4}?)(?=\s+(?:to|who|that|with|in|on|at|and|of|by)\b|[.,;:!?]|$)/iu.exec(clause)?.[1];
  return found === undefined ? null : found.trim().toLowerCase();
}

/** "help you sleep better" → "sleep better", "keep you warm" → "stay warm", "wake you gently" → "wake gently"; empty when "you" cannot be taken out. Null when there is no "you". */
function aboutYou(promise: string): string | null {
  const found = /^(\p{L}+) (?:you|people|everyone|them|us|users|customers)(?: (.+))?$/u.exec(promise);
  if (found === null) return null;
  const [, verb = '', rest = ''] = found;
  if (/^(?:help|let|make|get|allow|enable)$/u.test(verb)) return rest.replace(/^to /u, '');
  if (verb === 'keep')
    return /^(?:warm|dry|cool|fit|safe|awake|focused|fresh|going|moving|young|healthy|calm)\b/u.test(rest) ? `stay ${rest}` : '';
  if (verb === 'wake') return `wake ${rest.startsWith('up') ? rest : `up ${rest}`}`.trim();
  return '';
}

const FEEBLE = /^(?:be|have|do|feature|include|use|contain|come|cost|look|seem|need|want)\b/u;

/** What the thing promises, as an invitation: "start your morning right". Null when nothing is promised. */
export function promiseOf(english: boolean, rest: string, head: string): string | null {
  if (!english) return null;
  const clause = cleanPhrase(rest).split(/[.;!?:]|\s[-–—]\s/u)[0] ?? '';
  const relative = /^(?:that|which|who)\s+(?:will\s+|can\s+|really\s+|gently\s+|always\s+)?([\p{L}]+)\s+(.+)$/iu.exec(clause);
  const direct = /^(?:to\s+)([\p{L}]+)(?:\s+(.+))?$/iu.exec(clause);
  const forTo = /\bto\s+([\p{L}]+)\s+(.+)$/iu.exec(clause.replace(/^for\b/iu, ''));
  const ing = /^([\p{L}]{3,}ing)\s+(.+)$/iu.exec(clause);
  const finite = /^([\p{L}]+[^s]s)\s+((?:your|you|the|every|everyone|people|life|any|all|a|an)\b.+)$/iu.exec(clause);
  const parts =
    relative !== null
      ? [baseOfThirdPerson(relative[1] ?? ''), relative[2]]
      : ing !== null
        ? [baseOfIng(ing[1] ?? ''), ing[2]]
        : direct !== null
          ? [(direct[1] ?? '').toLowerCase(), direct[2] ?? '']
          : forTo !== null && /^for\b/iu.test(clause)
            ? [(forTo[1] ?? '').toLowerCase(), forTo[2]]
            : finite !== null
              ? [baseOfThirdPerson(finite[1] ?? ''), finite[2]]
              : null;
  if (parts === null) return null;
  const tail = (parts[1] ?? '').split(/,|\s(?:and|because|when|while|so that|without|but)\s/iu)[0] ?? '';
  const words = `${parts[0] ?? ''} ${tail}`
    .replace(/\s+/gu, ' ')
    .trim()
    .replace(/[\s"'“”.,:;!?-]+$/u, '')
    .split(' ');
  if (words.length < 2 || words.length > 9 || (head === '' && words.length > 6)) return null;
  const promise = words.join(' ');
  const yours = aboutYou(promise);
  if (yours !== null) return yours === '' || yours.split(' ').length < 2 ? null : yours;
  if (FEEBLE.test(promise) || /[{}<>]|\b(?:instructions?|prompt|system)\b/iu.test(promise)) return null;
  return promise;
}
