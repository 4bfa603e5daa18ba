import { describe, expect, test } from 'vitest';
import type { CameraAngle, Framing } from '#contract/model/primitives.ts';
import type { FigureSpec, LightSpec, PictureSpec, PoseKind, PropKind, SettingKind } from '#domain/picture.ts';
import { readPicture } from '#providers/previz/reading.ts';
import { readAngle, readFraming, readLens } from '#providers/previz/reading/camera.ts';
import { readKelvin, readLight, readMood } from '#providers/previz/reading/light.ts';
import { readLooks, readNature, readPose } from '#providers/previz/reading/people.ts';
import { readAir, readExtras, readSetting } from '#providers/previz/reading/places.ts';
import { readProduct } from '#providers/previz/reading/things.ts';
import { sampleContext } from '../../fixtures/previz-scenes.ts';

describe('framing words', () => {
  test.each<[string, number, Framing]>([
    ['Medium shot transitioning to medium close-up', 0, 'medium'],
    ['Medium shot transitioning to medium close-up', 1, 'medium-close-up'],
    ['Extreme close-up on the rim of the mug', 0, 'extreme-close-up'],
    ['ECU', 0, 'extreme-close-up'],
    ['Establishing wide shot of the city', 0, 'extreme-wide'],
    ['Cowboy shot', 0, 'medium-wide'],
    ['full body shot', 0, 'wide'],
    ['Tight on her face', 0, 'close-up'],
    ['Over-the-shoulder', 0, 'medium'],
    ['medium-wide', 0, 'medium-wide'],
    ['Two-shot, then close up', 1, 'close-up'],
    ['something nobody has heard of', 0, 'medium'],
  ])('%s at %d is %s', (text, moment, framing) => {
    expect(readFraming(text, moment)).toBe(framing);
  });
});

test.each<[string, CameraAngle]>([
  ['Eye-level, slightly above', 'eye-level'],
  ['Low-angle hero shot', 'low'],
  ['High angle looking down', 'high'],
  ['Top-down flat lay', 'overhead'],
  ["Bird's-eye view", 'overhead'],
  ['Dutch angle', 'dutch'],
  ['Slightly above', 'high'],
  ['', 'eye-level'],
])('the angle "%s" is %s', (text, angle) => {
  expect(readAngle(text)).toBe(angle);
});

test.each<[string, PictureSpec['lens']]>([
  ['24mm wide angle', 'wide'],
  ['50mm prime, f/1.8', 'normal'],
  ['85 mm', 'tele'],
  ['100mm macro', 'macro'],
  ['long lens', 'tele'],
  ['35mm', 'normal'],
])('the lens "%s" is %s', (text, lens) => {
  expect(readLens(text)).toBe(lens);
});

test.each<[string, string, SettingKind]>([
  ['Sunlit kitchen, morning', '', 'kitchen'],
  ['A corner café with large windows', '', 'cafe'],
  ['INT. COFFEE SHOP — DAY', '', 'cafe'],
  ['City street at night, neon reflections', '', 'street-night'],
  ['Busy downtown street', 'People hurry past in daylight.', 'street-day'],
  ['Minimal studio, black velvet', '', 'studio'],
  ['Her bedroom at dawn', '', 'bedroom'],
  ['Modern bathroom with a round mirror', '', 'bathroom'],
  ['Open-plan office', '', 'office'],
  ['Local gym, early morning', '', 'gym'],
  ['Pine forest trail', '', 'forest'],
  ['Empty beach at sunset', '', 'beach'],
  ['Winding mountain road', '', 'mountain-road'],
  ['Chocolate boutique shop', '', 'shop'],
  ['Cosy living room with a fireplace', '', 'living-room'],
  ['Abstract space of light', '', 'abstract'],
  ['The lair of the Zorbnik', '', 'studio'],
  ['', 'She waits by the sofa.', 'living-room'],
])('the place "%s" (%s) is %s', (setting, action, kind) => {
  expect(readSetting(setting, action, '')).toBe(kind);
});

test.each<[string, string, PropKind]>([
  ['Sunrise coffee mug', 'A white ceramic mug', 'mug'],
  ['Noir', 'A rectangular glass perfume bottle with a gold cap', 'perfume'],
  ['Stride X', 'A lightweight running shoe with an orange sole', 'shoe'],
  ['Calm', 'A meditation app with a soft blue interface', 'phone'],
  ['Orbit smart watch', 'Steel case', 'watch'],
  ['Aurora EV', 'A deep red electric vehicle', 'car'],
  ['Dew night cream', 'A frosted glass jar with a gold lid', 'jar'],
  ['Velvet chocolate', 'Dark chocolate bar', 'chocolate'],
  ['Volt energy drink', 'Slim aluminium can', 'can'],
  ['Harbor backpack', 'Waxed canvas', 'bag'],
  ['Zorbnik 3000', 'A device of unknown purpose', 'covered'],
  ['Phone case', 'A case for your phone', 'covered'],
  ['Coffee machine', 'Makes coffee', 'covered'],
  ['Guitar', 'An acoustic guitar', 'covered'],
])('the product %s (%s) is drawn as %s under its own name', (name, description, kind) => {
  const prop = readProduct(name, description, '');
  expect(prop.kind).toBe(kind);
  expect(prop.name).toBe(name);
});

test('a trim colour is the accent, not the body', () => {
  const mug = readProduct('Mug', 'A white ceramic mug with a thin gold rim', '');
  expect(mug).toMatchObject({ color: '#f2efe9', accent: '#c9a24b', material: 'gloss' });
  expect(readProduct('Dew', 'A frosted glass jar with a gold lid', '').accent).toBe('#c9a24b');
  expect(readProduct('Mug', 'Iced coffee in a mug', '').steaming).toBe(false);
  expect(readProduct('Mug', 'Hot coffee in a mug', '').steaming).toBe(true);
});

test.each<[string, number | null]>([
  ['Warm 3200K morning light', 3200],
  ['5,600 K daylight', 5600],
  ['between 3200-3500K', 3500],
  ['candlelight', 2100],
  ['cool blue', 6700],
  ['whatever', null],
])('the temperature "%s" is %s K', (text, kelvin) => {
  expect(readKelvin(text)).toBe(kelvin);
});

const light = (setup: string, more: Partial<{ mood: string; setting: string }> = {}): LightSpec =>
  readLight(
    { setup, mood: more.mood ?? '', temperature: '', setting: more.setting ?? '', markers: '', action: '' },
    { setting: 'kitchen', flip: false },
  );

test.each<[string, Partial<LightSpec>]>([
  [
    'Soft natural window light from left, warm morning glow, subtle fill from right',
    { direction: 'left', quality: 'soft', time: 'morning' },
  ],
  ['Hard sunlight from camera right', { direction: 'right', quality: 'hard' }],
  ['Subtle fill from left, key from the right', { direction: 'right' }],
  ['Backlit silhouette against the window at sunset', { direction: 'back', time: 'golden-hour', key: 'low' }],
  ['Single spotlight from above, deep shadows', { direction: 'top', key: 'low' }],
  ['Even beauty dish, high-key', { direction: 'front', key: 'high' }],
  ['Moonlit blue hour', { time: 'night' }],
])('the light "%s"', (setup, expected) => {
  expect(light(setup)).toMatchObject(expected);
});

test('moods come from the tone first', () => {
  expect(readMood('Luxurious, sensual', 'dark', '')).toBe('luxurious');
  expect(readMood('overwhelmed and stressed', 'soft', 'warm')).toBe('tense');
  expect(readMood('', '', '')).toBe('calm');
});

test('air and company', () => {
  expect(readAir('rain streaks the window')).toBe('rain');
  expect(readAir('a clear day without rain')).toBeNull();
  expect(readExtras('a busy street full of commuters')).toBe(5);
  expect(readExtras('laughing with friends')).toBe(3);
  expect(readExtras('alone')).toBe(0);
});

test.each<[string, number, PoseKind]>([
  ['Sarah sits at the counter. Later she reaches for the mug and takes a sip.', 0, 'sitting'],
  ['Sarah sits at the counter. Later she reaches for the mug and takes a sip.', 1, 'drinking'],
  ['He runs along the river', 0, 'running'],
  ['She sits at her desk typing', 0, 'working'],
  ['He slumps over the table, rubbing his eyes', 0, 'slumped'],
  ['They celebrate at the finish line', 1, 'celebrating'],
  ['She stretches and yawns', 0, 'stretching'],
  ['She gazes out of the window', 0, 'looking-away'],
  ['He walks into the room', 0, 'walking'],
  ['She cradles the mug in both hands', 0, 'holding'],
  ['He presents the watch to the camera', 0, 'presenting'],
])('%s at %d: %s', (action, moment, pose) => {
  expect(readPose(action, moment)).toBe(pose);
});

test.each<[string, Partial<Omit<FigureSpec, 'hair'>>, Partial<FigureSpec['hair']>]>([
  [
    'A 32-year-old woman, slim build, long dark brown hair, olive skin, wearing a cream knit sweater and blue jeans.',
    { presentation: 'feminine', age: 'adult', build: 'slim', skin: 3, top: '#efe2c6', bottom: '#3c6fae' },
    { style: 'long', color: '#33231b' },
  ],
  [
    'A 68-year-old man with a grey beard, broad-shouldered, short silver hair, glasses, navy jacket',
    { presentation: 'masculine', age: 'senior', build: 'broad', beard: true, glasses: true, top: '#26365c' },
    { style: 'short', color: '#a9a6a3' },
  ],
  [
    'Black woman in her twenties with a natural afro and a yellow raincoat',
    { presentation: 'feminine', age: 'young', skin: 5, top: '#e2bf46' },
    { style: 'afro' },
  ],
  [
    'A boy, 8 years old, curly red hair, Fitzpatrick type II, green t-shirt',
    { age: 'child', skin: 2, presentation: 'masculine', top: '#4d8250' },
    { style: 'curly', color: '#8f4526' },
  ],
  ['Middle-aged man, bald, stout, dark skin', { age: 'middle', build: 'heavy', skin: 6 }, { style: 'bald' }],
  ['A young woman wearing a hijab', { age: 'young' }, { style: 'covered' }],
])('looks: %s', (description, expected, hair) => {
  const looks = readLooks('Someone', description);
  expect(looks).toMatchObject(expected);
  expect(looks.hair).toMatchObject(hair);
});

describe('whole scenes', () => {
  test('the usual kitchen', () => {
    expect(readPicture(sampleContext(), 0)).toMatchObject({
      setting: 'kitchen',
      framing: 'medium',
      prop: { kind: 'mug', steaming: true },
      figure: { pose: 'holding', gaze: 'closed' },
      light: { direction: 'left', kelvin: 3400 },
    });
  });

  test('a product entering late is not in the first frame', () => {
    const context = sampleContext({ productTiming: 'enters_at_2s' });
    expect(readPicture(context, 0).prop).toBeNull();
    expect(readPicture(context, 1).prop?.kind).toBe('mug');
  });

  test('a frame about the product leaves the person out', () => {
    expect(readPicture(sampleContext({ framing: 'Close-up of the mug' }), 0).figure).toBeNull();
    expect(readPicture(sampleContext({ framing: 'Close-up of her face' }), 0).figure).not.toBeNull();
  });

  test('never an empty frame when something is in the scene', () => {
    const picture = readPicture(sampleContext({ personTiming: 'enters_at_2s', productTiming: 'enters_at_3s' }), 0);
    expect(picture.figure ?? picture.prop).not.toBeNull();
  });

  test('a film without a product takes its thing from the action', () => {
    const picture = readPicture(sampleContext({ product: null, action: 'Maya opens a book on the bench.' }), 0);
    expect(picture.prop?.kind).toBe('book');
  });

  test('the same person from scene to scene', () => {
    const one = readPicture(sampleContext({ sceneNumber: 1 }), 0).figure;
    const two = readPicture(sampleContext({ sceneNumber: 2, setting: 'Beach', action: 'Maya runs.' }), 0).figure;
    expect({ ...two, pose: '', gaze: '', expression: '' }).toEqual({ ...one, pose: '', gaze: '', expression: '' });
  });

  test.each([
    '',
    '🎬🎬🎬',
    'Ein Mädchen findet im Regen einen Brief.',
    '少女が雨の中で手紙を見つける',
    '"><script>alert(1)</script>',
    'x'.repeat(1500),
    'NaN undefined null -1K 99999999K',
  ])('any text gives a picture: %#', (text) => {
    const picture = readPicture(
      sampleContext({
        setting: text,
        action: text,
        framing: text,
        angle: text,
        lens: text,
        light: text,
        kelvin: text,
        tone: text,
        palette: text,
        person: [text || 'A', text],
        product: [text || 'B', text],
      }),
      0,
    );
    expect(picture.light.kelvin).toBeGreaterThanOrEqual(1800);
    expect(picture.light.kelvin).toBeLessThanOrEqual(12_000);
    expect(picture.palette.every((hex) => /^#[0-9a-f]{6}$/.test(hex))).toBe(true);
  });
});

describe('characters who are not people', () => {
  test.each<[string, string, ReturnType<typeof readNature>]>([
    ['Rex', 'Animal, dog: brown fur, black collar', 'pet'],
    ['Mia', 'Animal, cat: grey tabby', 'pet'],
    ['Vix', 'Animal, fox: small, red', 'animal'],
    ['Bolt', 'Machine, delivery robot: white shell', 'machine'],
    ['Maya', 'A 32-year-old woman who keeps a dog', 'person'],
    ['Ada', 'Woman, 40 years old, machine operator', 'person'],
  ])('%s, %s', (name, description, nature) => {
    expect(readNature(name, description)).toBe(nature);
  });

  const drawn = (name: string, description: string, product: readonly [string, string] | null = null) =>
    readPicture(sampleContext({ person: [name, description], product, action: `${name} waits.`, framing: 'Medium shot' }), 0);

  test('are never drawn as a person', () => {
    for (const description of ['Animal, dog: brown', 'Animal, fox: red', 'Machine, robot: white'])
      expect(drawn('Rex', description).figure).toBeNull();
  });

  test('a dog and a cat are themselves, a machine stays under its cloth, a fox leaves the place to itself', () => {
    expect(drawn('Rex', 'Animal, dog: brown fur').prop).toMatchObject({ kind: 'pet', name: 'Rex' });
    expect(drawn('Mia', 'Animal, cat: grey tabby').prop?.name).toMatch(/cat/);
    expect(drawn('Bolt', 'Machine, robot: white shell').prop).toMatchObject({ kind: 'covered', name: 'Bolt' });
    expect(drawn('Vix', 'Animal, fox: red').prop).toBeNull();
    expect(drawn('Vix', 'Animal, fox: red', ['Sunrise mug', 'A white mug']).prop?.kind).toBe('mug');
  });
});

test('a round face is not a heavy build, a round figure is', () => {
  expect(readLooks('Ana', 'A woman with a round face and round glasses').build).toBe('medium');
  expect(readLooks('Ana', 'A woman with a round figure').build).toBe('heavy');
});

test.each<[string, string]>([
  ['A stoneware mug with a copper rim', 'matte'],
  ['A steel bottle with a leather strap', 'metal'],
  ['A leather bag with brass buckles', 'leather'],
  ['A matte ceramic mug', 'matte'],
  ['A frosted glass jar with a wooden lid', 'glass'],
  ['A sleek aluminium bottle', 'metal'],
])('the first-named material is the thing itself: %s', (description, material) => {
  expect(readProduct('The thing', description, '').material).toBe(material);
});
