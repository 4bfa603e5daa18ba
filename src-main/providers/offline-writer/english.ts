/** The little grammar the writer needs so that what it fills in reads as written, not as filled in. */

/** "a" or "an" by sound. */
export function article(word: string): 'a' | 'an' {
  const w = word.toLowerCase().replace(/^[^\p{L}\p{N}]+/u, '');
  if (/^(?:hour|honest|heir|honou?r)/u.test(w)) return 'an';
  if (/^(?:uni(?!n|m)|use|usu|uti|eu|one(?![a-z])|once|ubi|u-|ure)/u.test(w)) return 'a';
  if (/^(?:8|11(?!\d)|18(?!\d))/u.test(w)) return 'an';
  return /^[aeiou]/u.test(w) ? 'an' : 'a';
}

export const withArticle = (phrase: string): string => `${article(phrase)} ${phrase}`;

/** First letter of every sentence in upper case. */
export const sentences = (text: string): string =>
  text
    .replace(/\s+/gu, ' ')
    .trim()
    .replace(/(^|[.?!…]["”’)]?\s+)(\p{Ll})/gu, (_, before: string, letter: string) => before + letter.toUpperCase());

export const upperFirst = (text: string): string => text.replace(/^(\P{L}*)(\p{Ll})/u, (_, a: string, b: string) => a + b.toUpperCase());

const SMALL_WORDS = new Set(['a', 'an', 'the', 'and', 'or', 'of', 'in', 'on', 'at', 'to', 'for', 'with', 'by', 'from']);
export const titleCase = (text: string): string =>
  text
    .split(' ')
    .map((word, i) => (i > 0 && SMALL_WORDS.has(word.toLowerCase()) ? word.toLowerCase() : upperFirst(word)))
    .join(' ');

const IRREGULAR_S: Readonly<Record<string, string>> = { does: 'do', goes: 'go', has: 'have', is: 'be', says: 'say' };

/** Dictionary form of a third-person verb: "starts" → "start", "carries" → "carry". */
export function baseOfThirdPerson(verb: string): string {
  const v = verb.toLowerCase();
  const irregular = IRREGULAR_S[v];
  if (irregular !== undefined) return irregular;
  if (/[^aeiou]ies$/u.test(v) && v.length > 4) return `${v.slice(0, -3)}y`;
  if (/(?:ss|sh|ch|x|zz|o)es$/u.test(v)) return v.slice(0, -2);
  return /[^s]s$/u.test(v) ? v.slice(0, -1) : v;
}

/** Verbs of advertising whose dictionary form ends in a silent e. */
const SILENT_E = new Set(
  (
    'captur tak mak giv driv chang sav mov lov liv com shap bak explor inspir embrac celebrat creat elevat featur redefin refin ' +
    'reduc produc introduc replac enhanc balanc danc trac plac fac rac rid guid provid decid divid hid slid writ invit unit ignit ' +
    'excit combin imagin shin din defin min lin tun hop tast past wast bath breath sooth leav believ achiev receiv serv preserv solv ' +
    'improv remov prov observ ris rais rous us eas pleas purchas releas increas challeng merg emerg charg forg indulg engag encourag ' +
    'manag packag stag ag smok evok wak bik hik lik pok strok smil compil styl scal handl settl enabl doubl simpl ' +
    'simplif-e transcrib describ subscrib revitaliz energiz organiz personaliz optimiz minimiz maximiz realiz hydrat rejuvenat ' +
    'illuminat motivat navigat meditat generat operat educat communicat dedicat liberat automat prepar shar car dar stor restor ' +
    'ador cur secur ensur measur treasur pleasur pictur nurtur ventur adventur hous chas clos compos expos los choos prais ' +
    'surpris exercis promis advertis overcom becom crav carv thriv arriv surviv dissolv involv evolv resolv rever'
  ).split(' '),
);

/** Dictionary form of an -ing verb: "capturing" → "capture", "running" → "run", "helping" → "help". */
export function baseOfIng(verb: string): string {
  const stem = verb.toLowerCase().replace(/ing$/u, '');
  if (!/[aeiouy]/u.test(stem)) return verb.toLowerCase();
  if (SILENT_E.has(stem)) return `${stem}e`;
  return /([bdgmnprt])\1$/u.test(stem) ? stem.slice(0, -1) : stem;
}

/** Takes away what cannot stand in a name: control characters, brackets and quotes of code, markup, emoji. */
export const cleanPhrase = (text: string): string =>
  text
    .replace(/<[^>]*>/gu, ' ')
    .replace(/\p{Extended_Pictographic}|\u{FE0F}|\u{200D}|[\u{1F1E6}-\u{1F1FF}]|[\u{1F3FB}-\u{1F3FF}]/gu, ' ')
    // eslint-disable-next-line no-control-regex
    .replace(/[\u0000-\u001f\u007f\u200b-\u200f\u2028-\u202f\u2060-\u2069\ufeff]/gu, ' ')
    .replace(/[{}<>[\]|`\\^~*_#=$@]+/gu, ' ')
    .replace(/\s+/gu, ' ')
    .trim();

/** The same text cut at a word boundary to at most `max` characters. */
export function clip(text: string, max: number): string {
  const t = text.trim();
  if (t.length <= max) return t;
  const cut = t.slice(0, max + 1);
  const at = cut.lastIndexOf(' ');
  return (
    at > max / 2
      ? cut.slice(0, at)
      : Array.from(t)
          .slice(0, Math.floor(max / 2))
          .join('')
  ).replace(/[\s,;:–—-]+$/u, '');
}
