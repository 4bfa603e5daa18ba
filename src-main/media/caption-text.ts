/** Captions as text: when they show, how they break into lines, and the two file formats people exchange. Pure. */

/** Spoken or written words with their time on the film's clock. */
export interface CaptionLine {
  text: string;
  startSeconds: number;
  endSeconds: number;
}

/** One caption as it is shown: at most two lines. */
export interface CaptionCue {
  lines: string[];
  startSeconds: number;
  endSeconds: number;
}

/** Columns per line; a wide (CJK) character takes two. */
export function captionColumns(width: number, height: number): number {
  const shape = width / height;
  if (shape >= 1.5) return 42;
  return shape >= 0.95 ? 32 : shape >= 0.75 ? 28 : 24;
}

const MAX_LINES = 2;
/** A caption stays at least this long where there is room: shorter ones cannot be read. */
const MIN_SECONDS = 1;
/** Seconds between one caption and the next, two frames, so that a change is seen as one. */
const GAP = 2 / 24;

/**
 * Lays captions out for a frame: breaks long ones into several with time in
 * proportion to their length, gives each at most two balanced lines, lets short
 * ones stay long enough to be read and never lets two overlap. Empty ones vanish.
 * @param columns from `captionColumns`.
 * @param filmSeconds nothing shows after it.
 */
export function layOutCaptions(captions: readonly CaptionLine[], columns: number, filmSeconds: number): CaptionCue[] {
  const cues = captions
    .toSorted((a, b) => a.startSeconds - b.startSeconds)
    .filter((caption) => caption.endSeconds > caption.startSeconds && caption.startSeconds < filmSeconds)
    .flatMap((caption) => cuesOf(caption, columns));
  return cues.flatMap((cue, index) => {
    const nextStart = cues[index + 1]?.startSeconds ?? Infinity;
    const latest = Math.min(filmSeconds, nextStart - (Number.isFinite(nextStart) ? GAP : 0));
    const wanted = Math.max(cue.endSeconds, cue.startSeconds + MIN_SECONDS);
    const endSeconds = Math.min(wanted, latest);
    return endSeconds > cue.startSeconds ? [{ ...cue, endSeconds }] : [];
  });
}

function cuesOf(caption: CaptionLine, columns: number): CaptionCue[] {
  const pieces = piecesOf(caption.text.replace(/[\s\u2060]+/gu, ' ').trim(), columns);
  const total = pieces.reduce((sum, lines) => sum + columnsOf(lines.join(' ')), 0);
  const seconds = caption.endSeconds - caption.startSeconds;
  let start = caption.startSeconds;
  return pieces.map((lines) => {
    const share = (columnsOf(lines.join(' ')) / total) * seconds;
    const cue = { lines, startSeconds: start, endSeconds: start + share };
    start += share;
    return cue;
  });
}

/** The text in pieces of at most two lines, broken where a reader would pause. */
function piecesOf(text: string, columns: number): string[][] {
  if (text === '') return [];
  const whole = wrapLines(text, columns);
  if (whole.length <= MAX_LINES) return [whole];
  // Equal pieces read better than two full lines and a widow: try the fewest pieces that all fit.
  const words = wordsOf(text, columns);
  for (let count = Math.ceil(whole.length / MAX_LINES); count <= words.length; count += 1) {
    const target = columnsOf(text) / count;
    const pieces: string[] = [];
    let piece = '';
    for (const word of words) {
      const longer = joined(piece, word);
      const full = columnsOf(longer) > target && piece !== '' && pieces.length < count - 1;
      const pause = endsPhrase(piece) && columnsOf(longer) > target * 0.75 && pieces.length < count - 1;
      if (full || pause) {
        pieces.push(piece);
        piece = word;
      } else piece = longer;
    }
    pieces.push(piece);
    const wrapped = pieces.map((one) => wrapLines(one, columns));
    if (wrapped.every((lines) => lines.length <= MAX_LINES)) return wrapped;
  }
  return words.map((word) => [word]);
}

/**
 * Breaks text into lines of at most `columns`; of two lines it chooses the
 * break that balances them, preferring one after punctuation and never leaving
 * a small word such as "the" at a line's end if it can be helped.
 */
export function wrapLines(text: string, columns: number): string[] {
  const words = wordsOf(text, columns);
  if (words.length === 0) return [];
  if (columnsOf(words.reduce(joined, '')) <= columns) return [words.reduce(joined, '')];
  let best: { lines: [string, string]; cost: number } | null = null;
  for (let split = 1; split < words.length; split += 1) {
    const first = words.slice(0, split).reduce(joined, '');
    const second = words.slice(split).reduce(joined, '');
    if (columnsOf(first) > columns || columnsOf(second) > columns) continue;
    const uneven = Math.abs(columnsOf(first) - columnsOf(second));
    const cost = uneven + (endsPhrase(first) ? -8 : 0) + (endsSmall(first) ? 7 : 0) + (columnsOf(first) > columnsOf(second) ? 1 : 0);
    if (best === null || cost < best.cost) best = { lines: [first, second], cost };
  }
  if (best !== null) return best.lines;
  const lines: string[] = [];
  let line = '';
  for (const word of words) {
    const longer = joined(line, word);
    if (line !== '' && columnsOf(longer) > columns) {
      lines.push(line);
      line = word;
    } else line = longer;
  }
  return [...lines, line];
}

/** Wide characters stand without spaces between them, so they break anywhere; a word too long for a line is cut. */
function wordsOf(text: string, columns: number): string[] {
  return text
    .split(/\s+/u)
    .filter((word) => word !== '')
    .flatMap((word) => {
      const parts: string[] = [];
      for (const character of word) {
        const last = parts.at(-1);
        const wide = isWide(character) && !/\p{P}/u.test(character);
        const fresh =
          last === undefined || (wide && !/[「『（《〈“‘(]$/u.test(last)) || (isWide(last.at(-1) ?? '') && !/\p{P}/u.test(character));
        if (last === undefined || fresh || columnsOf(last) + columnsOf(character) > columns)
          parts.push(parts.length === 0 ? character : `\u2060${character}`);
        else parts[parts.length - 1] = last + character;
      }
      return parts;
    });
}

/** Parts of one word carry a word joiner in front, so that they are put together again without a space. */
function joined(left: string, right: string): string {
  if (left === '') return right.replace(/^\u2060/u, '');
  return right.startsWith('\u2060') ? left + right.slice(1) : `${left} ${right}`;
}

function isWide(character: string): boolean {
  return /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\u3000-\u303f\uff01-\uff60]/u.test(character);
}

function columnsOf(text: string): number {
  let columns = 0;
  for (const character of text) columns += character === '\u2060' ? 0 : isWide(character) ? 2 : 1;
  return columns;
}

function endsPhrase(text: string): boolean {
  return /[.,;:!?…–—。、，！？]["'”’)]?$/u.test(text);
}

function endsSmall(text: string): boolean {
  return /(^|\s)(a|an|the|of|to|in|on|at|for|and|or|but|with|your|my|our|is|by)$/iu.test(text);
}

/** SubRip text of the captions. */
export function toSrt(cues: readonly CaptionCue[]): string {
  return cues
    .map((cue, index) => `${index + 1}\n${clock(cue.startSeconds, ',')} --> ${clock(cue.endSeconds, ',')}\n${cue.lines.join('\n')}\n`)
    .join('\n');
}

/** WebVTT text of the captions. */
export function toVtt(cues: readonly CaptionCue[]): string {
  const blocks = cues.map(
    (cue, index) =>
      `${index + 1}\n${clock(cue.startSeconds, '.')} --> ${clock(cue.endSeconds, '.')}\n${cue.lines.map(escapeVtt).join('\n')}\n`,
  );
  return `WEBVTT\n\n${blocks.join('\n')}`;
}

/** In WebVTT these begin tags and entities, and an arrow would end the text. */
function escapeVtt(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** `00:01:02,345` */
function clock(seconds: number, mark: ',' | '.'): string {
  const total = Math.max(0, Math.round(seconds * 1000));
  const two = (value: number) => String(value).padStart(2, '0');
  const hours = Math.floor(total / 3_600_000);
  const minutes = Math.floor(total / 60_000) % 60;
  return `${two(hours)}:${two(minutes)}:${two(Math.floor(total / 1000) % 60)}${mark}${String(total % 1000).padStart(3, '0')}`;
}
