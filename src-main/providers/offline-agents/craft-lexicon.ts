/** What both agents look for in a prompt. One lexicon for writing and judging, so that what one asks for the other can give. */
import type { PromptContext } from '#domain/prompts.ts';
import { descriptionsIn } from '#domain/story-rules.ts';
import { countWords, plainText } from '#domain/words.ts';

export const FRAMING =
  /\b(?:extreme wide|wide|medium-wide|medium wide|full|medium|cowboy|two)[ -]shot\b|\bmedium close-?up\b|\bextreme close-?up\b|\bclose-?up\b|\bmacro shot\b/giu;
export const ANGLE =
  /(?<!to )\beye[- ]level\b|\blow[- ]angle\b|\bhigh[- ]angle\b|\boverhead\b|\bbird['’]s[- ]eye\b|\bdutch(?: angle)?\b|\bworm['’]s[- ]eye\b/giu;
export const FOCAL = /\b\d{2,3}\s?mm\b(?! across| tall| wide| long)(?!\))/giu;
export const KELVIN = /\b\d{4,5}\s?K\b/gu;
export const DIRECTION =
  /\b(?:light|lamps?|sun|key|glow|lit|rim light|fill)\b[^.]{0,40}\bfrom (?:the |camera )?(?:left|right|behind|above|below|front|side|back)\b|\bback-?lit\b|\bside-?lit\b|\bbacklight\b|\bfrom behind\b/giu;
export const QUALITY = /\b(?:soft|hard|diffused?|flat|low-key|high-key|dappled|volumetric|overcast|specular)\b/giu;
export const COMPOSITION =
  /\brule of thirds\b|\bthirds?\b|\bleading lines?\b|\bnegative space\b|\bsymmetr\w+|\bcentred\b|\bcentered\b|\boff-cent(?:re|er)\b|\bgolden ratio\b|\bframe within a frame\b|\bdiagonal\b/giu;
export const DEPTH =
  /\bdepth of field\b|\bdeep focus\b|\bbokeh\b|\b[fT]\/?\d(?:\.\d)?\b|\bshallow focus\b|\bbackground (?:softly )?out of focus\b/giu;
export const BODY =
  /\b(?:ARRI|Alexa|RED (?:V-Raptor|Komodo|Monstro)|Sony Venice|Leica (?:M\d+|SL\d?|Q\d)|Hasselblad|Panavision|Canon C\d+|Blackmagic)\b/gu;
export const STOCK = /\b(?:Kodak|Portra|Vision3|Cinestill|Fujifilm|Eterna|Ektachrome|film stock|colou?r science|LogC)\b/giu;
export const GRADE = /\b(?:palette|colou?r grade|graded|colou?r grading|tones)\b/giu;
export const TIME = /\b(?:dawn|morning|midday|noon|afternoon|golden hour|dusk|evening|night|sunset|sunrise|daylight)\b/giu;
export const COLOURS =
  /\b(?:red|blue|green|yellow|orange|purple|violet|pink|black|white|grey|gray|silver|gold|golden|brown|beige|cream|turquoise|teal|ivory|copper|burgundy|olive|mint|amber|navy|charcoal|honey|chestnut|sand|rust|coral|graphite|brass|mustard|indigo|emerald|walnut|terracotta|umber)\b/giu;
export const MATERIALS =
  /\b(?:ceramic|glass|leather|cotton|linen|silk|wool|wood|wooden|oak|steel|aluminium|metal|brass|copper|stone|stoneware|porcelain|velvet|denim|knit|paper|rubber|canvas|titanium|matte|glossy|satin|brushed|frosted|polished|tiled?|brick|concrete|clay|foam|shell|coat|fur)\b/giu;
/** Words that say nothing a camera could see. */
export const VAGUE =
  /\b(?:beautiful|stunning|amazing|awesome|nice|gorgeous|perfect|incredible|breathtaking|wonderful|very|really|interesting|good-looking)\b/giu;
/** Incantations that pictures do not profit from. */
export const FILLER =
  /\b(?:8k|4k|16k|masterpiece|trending on \w+|best quality|ultra[- ]detailed|highly detailed|hyper-?realistic|award[- ]winning|unreal engine|octane render|hdr)\b/giu;

/** Distinct matches of a pattern, lower case. */
export const distinct = (text: string, pattern: RegExp): string[] => [...new Set([...text.matchAll(pattern)].map((m) => plainText(m[0])))];
export const has = (text: string, pattern: RegExp): boolean => text.search(pattern) >= 0;

/** The prompt without the descriptions it must carry: what is said about this picture alone. */
export function withoutDescriptions(text: string, context: PromptContext): string {
  let rest = text;
  for (const description of [context.story.subject.characterDescription, context.story.subject.productDescription]) {
    if (description !== null) rest = rest.split(description).join(' ');
  }
  return rest;
}

/** Descriptions this frame must carry word for word; one who enters later is not in the first frame. */
export function requiredDescriptions(context: PromptContext): string[] {
  const { scene, story, role } = context;
  const late = (timing: string): boolean =>
    role === 'start' ? /^(?:enters|appears)/iu.test(timing) : /^(?:leaves|exits|until)/iu.test(timing);
  return descriptionsIn(
    {
      ...scene,
      presence: {
        ...scene.presence,
        characterVisible: scene.presence.characterVisible && !late(scene.presence.characterTiming),
        productVisible: scene.presence.productVisible && !late(scene.presence.productTiming),
      },
    },
    story,
  );
}

/** The part of the action this frame shows: its first sentence for a start frame, its last for an end frame. */
export function actionOf(context: PromptContext): string {
  const parts = context.scene.action.split(/(?<=[.!?…。！？]["”’)]?)\s+/u).filter((part) => part.trim() !== '');
  return (context.role === 'start' ? parts[0] : parts.at(-1)) ?? context.scene.action;
}

const SMALL = new Set(
  'the a an and or of in on at to for with by from into his her its their she he it is are as that this one'.split(' '),
);
const contentWords = (text: string): string[] => (plainText(text).match(/[\p{L}\p{N}]{3,}/gu) ?? []).filter((word) => !SMALL.has(word));

/** Share (0–1) of the content words of `wanted` that `text` says; 1 when there are none. */
export function coverage(text: string, wanted: string): number {
  const words = contentWords(wanted);
  if (words.length === 0) return 1;
  const said = new Set(contentWords(text));
  return words.filter((word) => said.has(word) || said.has(word.replace(/s$/u, ''))).length / words.length;
}

/** Statements that cannot both be true of one picture. Descriptions are not read: a bottle may be 100 mm tall. */
export function contradictions(text: string, context: PromptContext): string[] {
  const rest = withoutDescriptions(text, context);
  const found: string[] = [];
  const framings = distinct(rest, FRAMING).map((f) => f.replace(/[ -]shot$/u, '').replace('closeup', 'close-up'));
  if (framings.length > 1) found.push(`two shot sizes (${framings.join(', ')})`);
  const angles = distinct(rest, ANGLE).map((a) => a.replace(/[- ]/gu, ' '));
  if (new Set(angles).size > 1) found.push(`two camera angles (${angles.join(', ')})`);
  if (distinct(rest, KELVIN).length > 1) found.push('two colour temperatures');
  if (distinct(rest, FOCAL).length > 1) found.push('two focal lengths');
  if (distinct(rest, /\b(?:shallow depth of field|shallow focus)\b/giu).length > 0 && has(rest, /\bdeep focus\b/giu))
    found.push('shallow and deep focus');
  if (has(rest, /\bat night\b|\bmidnight\b/giu) && has(rest, /\b(?:sunlit|midday|noon)\b/giu)) found.push('day and night');
  return found;
}

/** Sentences said more than once. */
export function repeated(text: string): string[] {
  const seen = new Set<string>();
  const twice = new Set<string>();
  for (const sentence of text.split(/(?<=[.!?])\s+/u).map((s) => plainText(s).replace(/[.!?]+$/u, ''))) {
    if (countWords(sentence) < 3) continue;
    if (seen.has(sentence)) twice.add(sentence);
    seen.add(sentence);
  }
  return [...twice];
}
