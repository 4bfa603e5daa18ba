/** What a brief says about the person in it: who, how old, and what they do. */

export interface PersonHints {
  gender: 'woman' | 'man' | null;
  /** Years; null when nothing is said. */
  age: number | null;
  /** What they are called in the brief, e.g. "moms", "nurse". */
  word: string | null;
  /** A role to use in running text, e.g. "working mother". */
  role: string | null;
  /** A given name in the brief, e.g. "Sarah". */
  name: string | null;
}

interface PersonRow {
  pattern: RegExp;
  gender: 'woman' | 'man' | null;
  age: number | null;
  role: string | null;
}

const ROWS: readonly PersonRow[] = [
  { pattern: /\b(?:grandmothers?|grandma|granny|old wom[ae]n|elderly wom[ae]n)\b/iu, gender: 'woman', age: 72, role: 'grandmother' },
  { pattern: /\b(?:grandfathers?|grandpa|old m[ae]n|elderly m[ae]n)\b/iu, gender: 'man', age: 74, role: 'grandfather' },
  { pattern: /\b(?:moms?|mums?|mothers?|mommy|mamas?)\b/iu, gender: 'woman', age: 36, role: 'mother of two' },
  { pattern: /\b(?:dads?|fathers?|daddy|papas?)\b/iu, gender: 'man', age: 38, role: 'father of two' },
  { pattern: /\b(?:little girls?|young girls?|girls?|daughters?)\b/iu, gender: 'woman', age: 9, role: 'schoolgirl' },
  { pattern: /\b(?:little boys?|young boys?|boys?|sons?)\b/iu, gender: 'man', age: 9, role: 'schoolboy' },
  { pattern: /\b(?:child|children|kids?|toddlers?)\b/iu, gender: null, age: 8, role: 'child' },
  { pattern: /\b(?:teenagers?|teens?|gen z)\b/iu, gender: null, age: 17, role: 'student' },
  { pattern: /\b(?:students?)\b/iu, gender: null, age: 21, role: 'student' },
  { pattern: /\b(?:seniors?|elderly|retirees?|pensioners?|old couple)\b/iu, gender: null, age: 70, role: 'retired teacher' },
  { pattern: /\b(?:businesswom[ae]n)\b/iu, gender: 'woman', age: 41, role: 'sales director' },
  { pattern: /\b(?:businessm[ae]n)\b/iu, gender: 'man', age: 43, role: 'sales director' },
  { pattern: /\b(?:professionals?|executives?|managers?|entrepreneurs?|founders?)\b/iu, gender: null, age: 37, role: 'project manager' },
  { pattern: /\b(?:runners?|athletes?|marathoners?)\b/iu, gender: null, age: 33, role: 'amateur runner' },
  { pattern: /\bmarathon\b/iu, gender: null, age: 34, role: null },
  { pattern: /\b(?:nurses?)\b/iu, gender: null, age: 34, role: 'night-shift nurse' },
  { pattern: /\b(?:teachers?)\b/iu, gender: null, age: 39, role: 'teacher' },
  { pattern: /\b(?:doctors?)\b/iu, gender: null, age: 42, role: 'doctor' },
  { pattern: /\b(?:developers?|programmers?|engineers?|coders?)\b/iu, gender: null, age: 31, role: 'engineer' },
  { pattern: /\b(?:gamers?)\b/iu, gender: null, age: 23, role: 'student' },
  {
    pattern:
      /\b(?:artists?|painters?|musicians?|dancers?|writers?|photographers?|chefs?|bakers?|baristas?|farmers?|fishermen|fisherman|sailors?|detectives?|soldiers?|astronauts?|scientists?|carpenters?|mechanics?|pilots?|drivers?|couriers?)\b/iu,
    gender: null,
    age: 38,
    role: '=',
  },
  { pattern: /\b(?:young wom[ae]n)\b/iu, gender: 'woman', age: 25, role: null },
  { pattern: /\b(?:young m[ae]n)\b/iu, gender: 'man', age: 25, role: null },
  {
    pattern: /\b(?:wom[ae]n|ladies|lady|bride|queen|princess|wife|sister|girlfriend|widow|actress|heroine)\b/iu,
    gender: 'woman',
    age: null,
    role: null,
  },
  {
    pattern: /\b(?:m[ae]n|gentlem[ae]n|guys?|groom|king|prince|husband|brother|boyfriend|widower|hero)\b/iu,
    gender: 'man',
    age: null,
    role: null,
  },
];

const NAMES_F =
  'Sarah|Maria|Emma|Anna|Lena|Sofia|Mia|Olivia|Elena|Amara|Ava|Alice|Nora|Zoe|Maya|Lily|Rosa|Clara|Julia|Priya|Aisha|Yuki|Mei|Ines|Eva|Lucy';
const NAMES_M =
  'John|James|David|Tom|Leo|Ben|Daniel|Max|Adam|Sam|Lucas|Noah|Omar|Ravi|Kenji|Marco|Jonas|Paul|Peter|Jack|Oliver|Hugo|Mateo|Ali';

/** Reads the person a text speaks of. `audience` is read first because it says for whom the film is. */
export function readPerson(text: string, audience: string): PersonHints {
  const rows = ROWS.map((row) => ({ row, found: row.pattern.exec(audience) ?? row.pattern.exec(text) }))
    .filter((entry): entry is { row: PersonRow; found: RegExpExecArray } => entry.found !== null)
    .toSorted((a, b) => rank(a.row, audience) - rank(b.row, audience));
  const best = rows[0];
  const stated = /\b(\d{1,2})[- ]year[- ]old\b/iu.exec(text)?.[1];
  const female = new RegExp(`\\b(${NAMES_F})\\b`, 'u').exec(text)?.[1] ?? null;
  const male = new RegExp(`\\b(${NAMES_M})\\b`, 'u').exec(text)?.[1] ?? null;
  const pronoun = /\b(?:she|her|hers)\b/iu.test(text) ? 'woman' : /\b(?:he|his|him)\b/iu.test(text) ? 'man' : null;
  const gender = best?.row.gender ?? (female !== null ? 'woman' : male !== null ? 'man' : pronoun);
  const word = best?.found[0].toLowerCase() ?? null;
  const singular = word === null ? null : word.replace(/men$/u, 'man').replace(/([^s])s$/u, '$1');
  const age = stated === undefined ? (best?.row.age ?? null) : Math.min(95, Math.max(3, Number(stated)));
  return { gender, age, word, role: best?.row.role === '=' ? singular : (best?.row.role ?? null), name: female ?? male };
}

/** The audience's row first; then the table's own order, most telling first. */
const rank = (row: PersonRow, audience: string): number => (row.pattern.test(audience) ? 0 : 100) + ROWS.indexOf(row);
