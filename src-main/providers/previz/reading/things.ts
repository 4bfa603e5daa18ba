/** Products and things in words. */
import type { Hex, PropKind, PropSpec } from '#domain/picture.ts';
import { colourBefore, coloursIn } from './colours.ts';
import { findAll, plain } from './words.ts';
import type { Lexicon } from './words.ts';

type Thing = Exclude<PropKind, 'covered'>;
const kinds: Lexicon<Thing> = [
  ['headphones', /\b(?:headphones?|earphones?|headset|over-ears?)\b/],
  ['phone', /\b(?:smart ?phones?|phones?|iphone|mobile|apps?|application|handset)\b/],
  [
    'laptop',
    /\b(?:laptops?|notebook computer|macbook|computer|software|saas|dashboard|website|web ?site|online (?:course|platform)|platform)\b/,
  ],
  [
    'watch',
    /\b(?:smart ?watch|wrist ?watch|watch(?:es)?(?! (?:as|how|the|her|him|them|it|over|out|television|tv|a)\b)|timepiece|chronograph)\b/,
  ],
  ['perfume', /\b(?:perfumes?|fragrances?|eau de (?:parfum|toilette)|cologne|parfum|scent bottle)\b/],
  ['bicycle', /\b(?:bicycles?|e-?bikes?|bikes?(?! lane)|cycle(?! of)|road bike)\b/],
  ['car', /\b(?:cars?(?!d)|suv|sedan|coupe|electric vehicle|evs?|automobile|hatchback|roadster|sports car|convertible)\b/],
  ['shoe', /\b(?:running shoes?|sneakers?|trainers(?! at)|shoes?|boots?|footwear|cleats)\b/],
  ['bag', /\b(?:hand ?bags?|backpacks?|rucksack|tote(?: bag)?|suitcase|luggage|satchel|duffel|purse|briefcase|leather bag|bags?)\b/],
  ['chocolate', /\b(?:chocolates?|truffles?|pralines?|cocoa bar|bonbons?|candy bar)\b/],
  [
    'jar',
    /\b(?:jars?|face cream|moisturi[sz]er|skincare|skin care|balm|honey|jam|night cream|body butter|preserve|cream|ointment|candles?)\b/,
  ],
  ['can', /\b(?:energy drink|soda|beer can|cans?(?= of| with|,|\.|$)|cola|seltzer|aluminium can|aluminum can|canned|sparkling water)\b/],
  ['mug', /\b(?:mugs?|coffee cups?|tea ?cups?|cups?|coffee|espresso|latte|cappuccino|tea|hot chocolate|matcha|brew)\b/],
  [
    'bottle',
    /\b(?:bottles?|serum|shampoo|water bottle|wine|beer|juice|lotion|olive oil|whisk(?:e)?y|gin|vodka|kombucha|sauce|milk|drink|conditioner|sunscreen|smoothie|thermos|flask|tonic)\b/,
  ],
  [
    'plate',
    /\b(?:plates?|dish(?:es)?|meals?|pizza|burgers?|pasta|salad|cake|dessert|sushi|food|pancakes?|breakfast|sandwich|croissants?|ramen|soup|cookies?|pastr(?:y|ies)|bread)\b/,
  ],
  ['book', /\b(?:books?|novel|journal|diary|notebook|magazine|letter|sketchbook|planner|manuscript|album)\b/],
  ['lamp', /\b(?:lamps?|lantern|light ?bulb|smart light|desk light)\b/],
  ['plant', /\b(?:house ?plants?|plants?|flowers?|bouquet|roses|succulent|seedling|bonsai|orchid|potted)\b/],
  ['pet', /\b(?:dogs?|puppy|puppies|cats?|kitten|pets?|pet food|dog food|cat food)\b/],
  ['box', /\b(?:box(?:es)?(?!ing)|package|parcel|gift|subscription box|kit|packaging|carton|delivery)\b/],
];

/** Things a person may simply have about them, if no product is in the scene. */
const companions: ReadonlySet<Thing> = new Set([
  'mug',
  'book',
  'phone',
  'laptop',
  'bag',
  'headphones',
  'bottle',
  'plate',
  'bicycle',
  'pet',
  'plant',
  'car',
  'lamp',
  'box',
]);

/** What things are made of. */
const materials: readonly (readonly [PropSpec['material'], RegExp])[] = [
  ['glass', /\b(?:glass|crystal|transparent|translucent|clear bottle)\b/],
  ['leather', /\b(?:leather|suede)\b/],
  ['metal', /\b(?:metal\w*|steel|alumin(?:i)?um|titanium|chrome|brass|copper|tin|iron|anodi[sz]ed)\b/],
  ['fabric', /\b(?:fabric|canvas|knit\w*|mesh|cotton|wool|linen|textile|felt|nylon|woven)\b/],
  ['paper', /\b(?:paper|cardboard|kraft|carton)\b/],
  ['gloss', /\b(?:ceramic|porcelain|lacquer\w*|enamel\w*|glazed|pearlescent)\b/],
  ['matte', /\b(?:stoneware|earthenware|terracotta|rubber\w*|clay|wooden|wood|concrete|silicone)\b/],
];
/** How their surface is finished; says what they look like where the material is not named, or does not decide. */
const finishes: readonly (readonly [PropSpec['material'], RegExp])[] = [
  ['gloss', /\b(?:gloss\w*|polished|shiny|sleek)\b/],
  ['matte', /\b(?:matte?|satin|frosted|soft-touch)\b/],
];

function firstNamed(text: string, lexicon: typeof materials): PropSpec['material'] | null {
  let first: { material: PropSpec['material']; at: number } | null = null;
  for (const [material, pattern] of lexicon) {
    const at = text.search(pattern);
    if (at >= 0 && (first === null || at < first.at)) first = { material, at };
  }
  return first?.material ?? null;
}

/** The first-named material is the body's, later ones belong to rims, lids and handles. */
function readMaterial(text: string): PropSpec['material'] | null {
  const body = firstNamed(text, materials);
  const finish = firstNamed(text, finishes);
  if (body === 'gloss' || body === 'matte') return finish ?? body;
  return body ?? finish;
}

const defaults: Record<PropKind, { color: Hex; accent: Hex; material: PropSpec['material'] }> = {
  mug: { color: '#f1ece2', accent: '#c9a24b', material: 'gloss' },
  bottle: { color: '#3f6b5a', accent: '#e9dfc8', material: 'glass' },
  perfume: { color: '#e3b88a', accent: '#c9a24b', material: 'glass' },
  jar: { color: '#f0ebe4', accent: '#c9a24b', material: 'glass' },
  can: { color: '#c2453a', accent: '#e9e4da', material: 'metal' },
  phone: { color: '#26282e', accent: '#5b9bd5', material: 'glass' },
  laptop: { color: '#b7bbc1', accent: '#5b9bd5', material: 'metal' },
  watch: { color: '#b9bdc4', accent: '#c9a24b', material: 'metal' },
  shoe: { color: '#e9e6e0', accent: '#d9603b', material: 'fabric' },
  bag: { color: '#8a5a36', accent: '#c9a24b', material: 'leather' },
  box: { color: '#c9a77c', accent: '#3f5a74', material: 'paper' },
  car: { color: '#8f2f2f', accent: '#d7dade', material: 'gloss' },
  bicycle: { color: '#2f6f73', accent: '#c58a4a', material: 'metal' },
  plate: { color: '#f2eee6', accent: '#c9843f', material: 'gloss' },
  plant: { color: '#c9a58a', accent: '#5f8a52', material: 'matte' },
  pet: { color: '#b98752', accent: '#f0e2cc', material: 'matte' },
  book: { color: '#7a3b36', accent: '#d8b45e', material: 'paper' },
  headphones: { color: '#2c2d33', accent: '#c9a24b', material: 'matte' },
  lamp: { color: '#d8cbb8', accent: '#c9a24b', material: 'metal' },
  chocolate: { color: '#4a2d1e', accent: '#c9a24b', material: 'matte' },
  covered: { color: '#cfc4b4', accent: '#c9a24b', material: 'fabric' },
};

function describe(kind: PropKind, name: string, description: string, around: string): PropSpec {
  const base = defaults[kind];
  const text = plain(description);
  const words = coloursIn(text);
  const trim =
    /\b(?:accents?|rim|trim|handle|cap|lid|logo|label|sole|strap|stripe|details?|edge|band|cover|lettering|foil|stitching|swoosh|buckle|clasp)\b/.exec(
      text,
    );
  const accent = (trim && colourBefore(words, trim.index, 26)) ?? words[1]?.hex ?? null;
  const body = words.find((word) => word.hex !== accent);
  const material = readMaterial(text) ?? base.material;
  const hot =
    /\b(?:steam\w*|hot|freshly (?:brewed|baked|poured)|piping|warm (?:mug|cup|coffee|tea|drink|meal)|brew(?:ed|ing)?|coffee|tea|espresso|latte|cappuccino|soup|ramen)\b/.test(
      plain(`${name} ${description} ${around}`),
    );
  const cold = /\b(?:iced|cold brew|chilled|ice cubes|empty (?:mug|cup)|cold coffee)\b/.test(plain(`${name} ${description} ${around}`));
  return {
    kind,
    name,
    color: body?.hex ?? base.color,
    accent: accent && accent !== body?.hex ? accent : base.accent,
    material,
    steaming: hot && !cold && (kind === 'mug' || kind === 'plate'),
  };
}

/**
 * The product as words describe it. Its name decides what it is, then the
 * first words of the description; a thing of a kind we cannot draw stays
 * `covered` under its own name.
 */
export function readProduct(name: string, description: string, around: string): PropSpec {
  const inName = findAll(name, kinds);
  // A compound's last noun is the thing: "coffee mug", "chocolate box", "phone case" (a case: unknown).
  const byName = inName[inName.length - 1];
  const unknownHead =
    /\b(?:case|stand|charger|cable|table|chair|sofa|mattress|pillow|blanket|ring|necklace|jewel\w*|glasses|sunglasses|knife|pan|machine|maker|grinder|drone|camera|guitar|piano|speaker|toothbrush|lipstick|mascara|toy|robot|tent|helmet|jacket|dress|coat|hat|scarf|shirt|umbrella|vacuum|printer|console|insurance|bank|holder|mount|rack|wash|detergent|seat|tyres?|tires?|oil filter)s?\s*$/.exec(
      plain(name).trim(),
    );
  let kind: PropKind | null = unknownHead ? null : (byName?.meaning ?? null);
  if (!kind && !unknownHead) {
    const opening = plain(description).split(/(?<=[.;])\s/)[0] ?? '';
    const found = findAll(opening.slice(0, 160), kinds)[0] ?? findAll(description, kinds)[0];
    kind = found?.meaning ?? null;
  }
  const shown = name.trim() || 'The product';
  return describe(kind ?? 'covered', shown, description, around);
}

/** A thing the action itself puts in the person's hands or beside them, or null. */
export function readCompanion(action: string): PropSpec | null {
  const found = findAll(action, kinds).find((entry) => companions.has(entry.meaning));
  if (!found) return null;
  const near = action.slice(Math.max(0, found.at - 60), found.at + 60);
  return describe(found.meaning, found.meaning, near, action);
}

/** A cat or a dog as a character: it is in the picture itself, not what somebody holds. */
export function petOf(name: string, description: string): PropSpec {
  const cat = /\b(?:cats?|kittens?|kitty|tabby)\b/.test(plain(`${name} ${description}`));
  // The drawing follows the name: it says which of the two it is.
  return { ...describe('pet', name, description.replace(/^animal\W*/i, ''), ''), name: cat ? `${name} (cat)` : name };
}

/** A machine nobody here can draw truly stays under its cloth, with its name on the plate. */
export function machineOf(name: string, description: string): PropSpec {
  return describe('covered', name, description.replace(/^machine\W*/i, ''), '');
}

/** The kinds of thing a text names, in order. */
export function thingsIn(text: string): PropKind[] {
  return findAll(text, kinds).map((entry) => entry.meaning);
}
