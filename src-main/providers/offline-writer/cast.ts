/** Who and what is in front of the camera, described so that two artists would draw the same. */
import type { Reference } from '#contract/model/brief.ts';
import { upperFirst } from './english.ts';
import type { Wardrobe } from './kinds/kind.ts';
import { pick } from './random.ts';
import type { Reading } from './reading.ts';

/** Words for one person in running text. */
export interface Person {
  /** "Maya", or "the fox". */
  name: string;
  she: string;
  her: string;
  /** Object form. */
  them: string;
  self: string;
  /** "the exact same ⟨noun⟩". */
  noun: string;
  /** "night-shift nurse". */
  role: string;
  age: number | null;
  description: string;
}

interface Look {
  skin: string;
  type: string;
  hair: readonly string[];
  eyes: readonly string[];
  women: readonly string[];
  men: readonly string[];
}

/** Families of looks that occur together; nothing about them is ever named. */
const LOOKS: readonly Look[] = [
  {
    skin: 'fair',
    type: 'II',
    hair: ['honey blonde', 'copper red', 'ash blonde'],
    eyes: ['grey-blue', 'pale green'],
    women: ['Ida', 'Freya', 'Nell'],
    men: ['Anders', 'Finn', 'Callum'],
  },
  {
    skin: 'light beige',
    type: 'III',
    hair: ['chestnut brown', 'dark brown'],
    eyes: ['hazel', 'green'],
    women: ['Clara', 'Juno', 'Marta'],
    men: ['Jonas', 'Tomas', 'Hugo'],
  },
  {
    skin: 'olive',
    type: 'IV',
    hair: ['black-brown', 'dark brown'],
    eyes: ['dark brown', 'amber'],
    women: ['Leila', 'Elena', 'Ines'],
    men: ['Mateo', 'Karim', 'Nico'],
  },
  {
    skin: 'warm ivory',
    type: 'III',
    hair: ['black', 'black-brown'],
    eyes: ['dark brown', 'black-brown'],
    women: ['Mei', 'Hana', 'Suki'],
    men: ['Kenji', 'Jun', 'Wei'],
  },
  {
    skin: 'golden brown',
    type: 'IV',
    hair: ['black', 'dark brown'],
    eyes: ['dark brown', 'amber'],
    women: ['Maya', 'Lani', 'Paz'],
    men: ['Rafael', 'Dao', 'Ilan'],
  },
  {
    skin: 'medium brown',
    type: 'V',
    hair: ['black', 'black-brown'],
    eyes: ['dark brown', 'hazel'],
    women: ['Priya', 'Asha', 'Noor'],
    men: ['Ravi', 'Arjun', 'Imran'],
  },
  {
    skin: 'deep brown',
    type: 'VI',
    hair: ['black'],
    eyes: ['dark brown', 'black-brown'],
    women: ['Amara', 'Zuri', 'Efua'],
    men: ['Kofi', 'Tendai', 'Malik'],
  },
  {
    skin: 'warm brown',
    type: 'V',
    hair: ['black', 'dark brown'],
    eyes: ['light brown', 'dark brown'],
    women: ['Imani', 'Naomi', 'Celia'],
    men: ['Elias', 'Andre', 'Dario'],
  },
];

const HAIR_F = [
  'Long straight',
  'Shoulder-length wavy',
  'Chin-length bob, straight',
  'Curly, shoulder-length',
  'in a low bun,',
  'in a high ponytail,',
] as const;
const HAIR_M = ['Short cropped', 'Short side-parted', 'Short curly', 'Short tousled'] as const;
const FACES = [
  'Oval face with high cheekbones',
  'Soft face with a rounded chin',
  'Heart-shaped face with a straight nose',
  'Long face with a strong jaw',
  'Square face with full lips',
] as const;
const EYES = ['almond-shaped', 'wide-set', 'deep-set', 'large'] as const;
const MARKS = [
  'Small mole below the left eye',
  'Thin scar through the right eyebrow',
  'Faint freckles across the nose',
  'Small gap between the front teeth',
  'Dimple in the left cheek',
  'Beauty mark above the upper lip',
] as const;
const BUILDS = ['slim', 'medium', 'broad', 'medium', 'medium', 'slim'] as const;
const CLOTHES: Readonly<Record<Wardrobe, readonly string[]>> = {
  home: [
    'Mustard yellow knit sweater, dark blue jeans',
    'Sage green linen shirt, cream cotton trousers',
    'Rust red cardigan over a white t-shirt, grey trousers',
  ],
  smart: [
    'Navy blue jacket over a white shirt, charcoal trousers',
    'Burgundy roll-neck sweater, black trousers',
    'Cream blouse shirt, dark green pleated trousers',
  ],
  sport: [
    'Coral red running top, black leggings',
    'Teal blue training t-shirt, charcoal shorts',
    'Light grey zip top, dark blue running tights',
  ],
  street: [
    'Denim blue jacket over a white t-shirt, black trousers',
    'Olive green bomber jacket, dark blue jeans',
    'Brick red hooded sweatshirt, light grey trousers',
  ],
  evening: [
    'Emerald green silk shirt, black tailored trousers',
    'Black velvet jacket over a black shirt, black trousers',
    'Deep red satin shirt, charcoal trousers',
  ],
  outdoor: [
    'Yellow waxed jacket, dark grey trousers',
    'Forest green field jacket, brown corduroy trousers',
    'Blue wool sweater, khaki trousers',
  ],
};
const EXTRAS = [
  'thin silver ring on the right hand',
  'leather bracelet on the left wrist',
  'small gold stud in the left ear',
  'thin wire glasses',
  'woven red bracelet',
] as const;
const CHILD_CLOTHES = [
  'Yellow raincoat, dark blue trousers, red rubber boots',
  'Red striped sweater, denim blue dungarees, white sneakers',
  'Green hooded jacket, grey trousers, blue sneakers',
] as const;
const BEASTS: Readonly<Record<string, string>> = {
  fox: 'rust red coat, white chest, black legs, amber eyes',
  cat: 'grey striped coat, white paws, green eyes',
  kitten: 'grey striped coat, white paws, blue-green eyes',
  dog: 'golden short coat, white chest patch, dark brown eyes',
  puppy: 'golden soft coat, white chest patch, dark brown eyes',
  wolf: 'silver grey coat, pale yellow eyes, dark muzzle',
  bear: 'dark brown shaggy coat, round ears, small black eyes',
  whale: 'slate blue skin, pale belly grooves, a notch in the tail fin',
  elephant: 'dusty grey skin, broad ears, one short tusk',
  owl: 'speckled brown feathers, white face disc, orange eyes',
};

/** The person of the film; hints of the brief first, the rest decided by its seed. */
export function castPerson(reading: Reading, references: readonly Pick<Reference, 'role' | 'name'>[]): Person {
  const { seed, person, tale } = reading;
  if (tale !== null && tale.nature !== 'person') return castCreature(reading, tale.hero, tale.nature);
  const role = person.role ?? (tale !== null && tale.hero !== '' ? singular(tale.hero) : pick(reading.kind.roles, `${seed}role`));
  const gender = person.gender ?? pick(['woman', 'man'] as const, `${seed}gender`);
  const young = /student|apprentice|trainee|junior|first-year|young|newly/u.test(role);
  const age =
    person.age ??
    (/^old\b|elderly/u.test(role)
      ? 71
      : young
        ? pick([22, 24, 26] as const, `${seed}age`)
        : pick([27, 31, 34, 38, 43, 52] as const, `${seed}age`));
  const look = pick(LOOKS, `${seed}look`);
  const child = age < 14;
  const noun = child ? (gender === 'woman' ? 'girl' : 'boy') : gender;
  const words =
    gender === 'woman' ? { she: 'she', her: 'her', them: 'her', self: 'herself' } : { she: 'he', her: 'his', them: 'him', self: 'himself' };
  const name = person.name ?? pick(gender === 'woman' ? look.women : look.men, `${seed}name`);
  if (references.some((reference) => reference.role === 'character')) {
    const known = person.gender !== null;
    const alias = known ? name : 'Alex';
    return {
      name: alias,
      ...(known ? words : { she: alias, her: `${alias}\u2019s`, them: alias, self: alias }),
      noun: known ? noun : 'person',
      role,
      age: null,
      description:
        'The person in the character reference picture, with exactly the same face, hair, skin, build, age and clothes in every scene.',
    };
  }
  return { name, ...words, noun, role, age, description: describe(gender, noun, age, look, reading) };
}

function describe(gender: 'woman' | 'man', noun: string, age: number, look: Look, reading: Reading): string {
  const { seed } = reading;
  const child = age < 14;
  const cm = child ? 96 + age * 5 : (gender === 'woman' ? 158 : 170) + Number(pick(['0', '4', '7', '11', '15'], `${seed}height`));
  const inches = Math.round(cm / 2.54);
  const build = child ? 'slim' : pick(BUILDS, `${seed}build`);
  const colour =
    age >= 65
      ? 'silver grey'
      : age >= 50 && look.hair[0] !== undefined
        ? `${pick(look.hair, `${seed}hair`)} and grey`
        : pick(look.hair, `${seed}hair`);
  const style =
    gender === 'man'
      ? pick(HAIR_M, `${seed}style`)
      : look.type === 'VI'
        ? pick(['Short afro', 'Curly, shoulder-length', 'in a low bun,'] as const, `${seed}style`)
        : pick(HAIR_F, `${seed}style`);
  const hair = style.endsWith(',') ? `${colour} hair ${style.slice(0, -1)}` : `${style} ${colour} hair`;
  const face = `${pick(FACES, `${seed}face`)}, ${pick(look.eyes, `${seed}eyes`)} ${pick(EYES, `${seed}shape`)} eyes, ${look.skin} skin (Fitzpatrick Type ${look.type})`;
  const mark = pick(MARKS, `${seed}mark`);
  const beard = gender === 'man' && !child && pick([true, false, false], `${seed}beard`) ? ', short trimmed beard' : '';
  const wardrobe: Wardrobe = reading.tale === null ? reading.kind.wardrobe : reading.weather === null ? 'home' : 'outdoor';
  const clothes = child
    ? reading.weather === 'rain'
      ? CHILD_CLOTHES[0]
      : pick(CHILD_CLOTHES, `${seed}clothes`)
    : `${pick(CLOTHES[wardrobe], `${seed}clothes`)}, ${pick(EXTRAS, `${seed}extra`)}`;
  return `${upperFirst(noun)}, ${age} years old, ${Math.floor(inches / 12)} feet ${inches % 12} ${inches % 12 === 1 ? 'inch' : 'inches'} (${cm} cm) tall, ${build} build. ${upperFirst(hair)}${beard}. ${face}. ${mark}. ${clothes}.`;
}

const singular = (role: string): string => role.replace(/(?<!s)s$/u, '');

function castCreature(reading: Reading, hero: string, nature: 'animal' | 'machine'): Person {
  const kind = hero.split(' ').at(-1) ?? hero;
  const body =
    nature === 'machine'
      ? 'about 4 feet (120 cm) tall, rounded white shell with scratches, dull brass joints, one round amber light for an eye, a small dent on the left shoulder'
      : `${BEASTS[kind] ?? 'soft brown coat, pale chest, dark round eyes'}, a small notch in the left ear, slim build, about three years old`;
  return {
    name: `the ${kind}`,
    she: 'it',
    her: 'its',
    them: 'it',
    self: 'itself',
    noun: kind,
    role: hero === '' ? kind : hero,
    age: null,
    description: `${nature === 'animal' ? 'Animal' : 'Machine'}, ${hero}: ${body}. Alert posture, expressive head, always the same size and the same markings. ${pick(['A thin red thread tied around the neck', 'A faint pale scar on the right side', 'One pale patch above the left eye'], `${reading.seed}mark`)}.`,
  };
}

/** The product in 15–30 words: size, material, colour, finish, accent. With a reference picture the picture decides. */
export function describeProduct(reading: Reading, references: readonly Pick<Reference, 'role' | 'name'>[]): string {
  const { kind, variant, seed, name, short } = reading;
  const object = objectOf(reading);
  const size = variant?.size ?? kind.size;
  if (references.some((reference) => reference.role === 'product')) {
    return `${name}: exactly the ${object} in the product reference picture, same shape, colours, materials, finish and proportions, ${size}.`;
  }
  const colour = reading.colours[0] ?? pick(kind.colours, `${seed}colour`);
  const accent = reading.colours[1] ?? pick(['warm amber', 'soft green', 'coral'] as const, `${seed}accent`);
  return pick(variant?.looks ?? kind.looks, `${seed}body`)
    .replaceAll('{Colour}', upperFirst(colour))
    .replaceAll('{colour}', colour)
    .replaceAll('{accent}', accent)
    .replaceAll('{short}', short)
    .replaceAll('{name}', name);
}

/** What stands in front of the camera: "mug", "perfume bottle". */
export const objectOf = (reading: Reading): string =>
  reading.variant?.object ?? (reading.known ? reading.kind.object : shortObject(reading));

/** An unknown thing is called by its last word where that is a plain noun. */
const shortObject = (reading: Reading): string =>
  reading.english && /^[a-z-]{3,14}$/u.test(reading.short) && !/(?:ing|ly|s)$/u.test(reading.short) ? reading.short : 'product';
