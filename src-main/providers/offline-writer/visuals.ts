/** Stage 3: what stays the same in every picture, and the prompts of each scene. */
import type { Brief } from '#contract/model/brief.ts';
import type { ConsistencyMarkers, SceneDivision, SceneSpec, SceneVisuals, Story, VisualSpec } from '#contract/model/story.ts';
import { DEFAULT_NEGATIVES, mergeNegatives, negativesFromDonts } from '#domain/prompts.ts';
import { promptWordLimits } from '#domain/story-rules.ts';
import { countWords } from '#domain/words.ts';
import { objectOf } from './cast.ts';
import { clip, upperFirst } from './english.ts';
import { paletteWords } from './film-plan.ts';
import { readBrief, type Reading } from './reading.ts';

/** Writes markers and prompts. Works from the story and the scenes alone, so that what people edited is what is drawn. */
export function specifyVisualsFor(brief: Brief, story: Story, division: SceneDivision): VisualSpec {
  const reading = readBrief(brief);
  const markers = markersFor(brief, reading, story, division);
  return { markers, scenes: division.scenes.map((scene, i) => promptsFor(brief, reading, story, markers, scene, i, division.scenes)) };
}

function markersFor(brief: Brief, reading: Reading, story: Story, division: SceneDivision): ConsistencyMarkers {
  const { characterDescription, productDescription } = story.subject;
  const described = [characterDescription, productDescription].filter((text) => text !== null).join(' ');
  const dos = brief.brandDos.length === 0 ? '' : `; ${brief.brandDos.map((text) => text.replace(/[.!]+$/u, '')).join('; ')}`;
  const last = division.scenes.at(-1);
  const warmest = division.scenes.findLast((scene) => /warm/iu.test(scene.lighting.colorTemperature)) ?? last;
  const moods: Readonly<Record<NonNullable<Reading['mood']>, string>> = {
    calm: 'Calm and unhurried',
    warm: 'Warm and intimate',
    energetic: 'Bright and energetic',
    tense: 'Taut and watchful',
    sad: 'Tender and bittersweet',
    mysterious: 'Mysterious and hushed',
    joyful: 'Joyful and open',
    epic: 'Epic and wide open',
    luxurious: 'Luxurious and poised',
    fresh: 'Fresh and clear',
  };
  return {
    subjectDescription: clip(described === '' ? story.logline : described, 3000),
    style: clip(`Cinematic photorealism, natural textures, one consistent colour grade${dos}`, 300),
    colorPalette: clip(upperFirst(paletteWords(reading)), 300),
    lighting: clip(warmest === undefined ? 'Soft motivated light' : `${warmest.lighting.setup}; ${warmest.lighting.colorTemperature}`, 300),
    mood: clip(
      reading.mood === null ? upperFirst((division.scenes.at(-1)?.emotionalTone ?? 'Warm').toLowerCase()) : moods[reading.mood],
      300,
    ),
  };
}

/** The three parts of an action: its first sentence, what happens, its last sentence. People may have written any number. */
function partsOf(action: string): { start: string; middle: string; end: string } {
  const parts = action.split(/(?<=[.!?…。！？]["”’)]?)\s+/u).filter((part) => part.trim() !== '');
  const start = parts[0] ?? action;
  return { start, middle: parts.length > 2 ? parts.slice(1, -1).join(' ') : (parts[1] ?? start), end: parts.at(-1) ?? start };
}

function promptsFor(
  brief: Brief,
  reading: Reading,
  story: Story,
  markers: ConsistencyMarkers,
  scene: SceneSpec,
  index: number,
  scenes: readonly SceneSpec[],
): SceneVisuals {
  const action = partsOf(scene.action);
  const object = objectOf(reading);
  const noun = nounOf(story, reading);
  const seen = (what: 'characterVisible' | 'productVisible', at: 'start' | 'whole' | 'end'): boolean => {
    if (!scene.presence[what]) return false;
    const timing = what === 'characterVisible' ? scene.presence.characterTiming : scene.presence.productTiming;
    return !(at === 'start' && /^(?:enters|appears)/iu.test(timing)) && !(at === 'end' && /^(?:leaves|exits|until)/iu.test(timing));
  };
  const earlier = scenes.slice(0, index);
  const prompt = (at: 'start' | 'whole' | 'end', moment: string): string => {
    const character = seen('characterVisible', at) ? story.subject.characterDescription : null;
    const product = seen('productVisible', at) ? story.subject.productDescription : null;
    const named = [
      ...(character === null ? [] : [{ text: character, what: noun, known: earlier.some((s) => s.presence.characterVisible) }]),
      ...(product === null ? [] : [{ text: product, what: object, known: earlier.some((s) => s.presence.productVisible) }]),
    ];
    const subjects = named.map((entry) => (entry.known ? `The exact same ${entry.what} as before: ${entry.text}` : entry.text));
    // From scene 2 on every prompt says what stays the same, even when its subject is new or absent.
    const opening =
      index === 0 || named.some((entry) => entry.known)
        ? ''
        : `The exact same film, light and colours as in the earlier scenes${named.length > 0 ? ':' : '.'}`;
    const camera = `${scene.camera.framing}, ${scene.camera.angle.toLowerCase()}.`;
    const light = sentence(scene.lighting.setup);
    const kelvin = sentence(scene.lighting.colorTemperature);
    const required = [opening, ...subjects, sentence(moment), sentence(scene.setting), camera, light, kelvin];
    const instant =
      at === 'start'
        ? ['The very first instant of the shot, before anything has moved.']
        : at === 'end'
          ? ['The last instant of the shot, movement just come to rest.']
          : [];
    const nobody =
      named.length === 0
        ? ['Nobody is in the picture and no product; the place itself tells the story.']
        : character === null
          ? ['No people in the picture.']
          : [];
    const wanted = [
      ...instant,
      ...nobody,
      `${markers.style}.`,
      `Mood: ${scene.lighting.mood.toLowerCase()}; ${scene.emotionalTone.toLowerCase()}.`,
      `Palette: ${lowerFirst(markers.colorPalette)}.`,
    ];
    const spare = [
      'A clear foreground, middle ground and background, nothing in the picture without a reason.',
      'Real materials with visible grain, small imperfections and honest wear.',
      'The eye is led to one point and finds calm space around it.',
      'Shadows keep their detail and highlights hold their texture.',
    ];
    const short = [
      opening,
      ...subjects,
      sentence(moment),
      sentence(scene.setting),
      camera,
      sentence(firstClause(scene.lighting.setup)),
      kelvin,
    ];
    return fitWords(required, short, wanted, spare, promptWordLimits(named.map((entry) => entry.text)));
  };
  return {
    imagePrompt: prompt('whole', action.middle),
    startPrompt: prompt('start', action.start),
    endPrompt: prompt('end', action.end),
    motionPrompt: clip(motionFor(scene, action), 2000),
    negativePrompt: mergeNegatives([
      DEFAULT_NEGATIVES,
      scene.presence.characterVisible
        ? ['extra fingers', 'changing face']
        : scene.presence.productVisible
          ? ['people', 'hands']
          : ['people'],
      negativesFromDonts(brief.brandDonts),
    ]),
  };
}

function nounOf(story: Story, reading: Reading): string {
  const first = /^[\p{L}\s-]{2,40}?(?=[,:])/u
    .exec(story.subject.characterDescription ?? '')?.[0]
    .toLowerCase()
    .trim();
  if (first !== undefined && first.split(' ').length <= 3 && !/^(?:the |animal$|machine$)/u.test(first))
    return first.split(' ').at(-1) ?? first;
  return reading.tale !== null && reading.tale.nature !== 'person' ? (reading.tale.hero.split(' ').at(-1) ?? 'character') : 'person';
}

function motionFor(scene: SceneSpec, action: { middle: string; end: string }): string {
  const slow =
    /extreme|macro/iu.test(`${scene.camera.framing} ${scene.camera.lens}`) || /triumph|bliss|awe|joy/iu.test(scene.emotionalTone);
  const rate = slow ? 'filmed at 120 fps and played at 24 fps for slow motion' : '24 fps, real time';
  const outside = !/kitchen|room|studio|office|shop|gym|café|black space|bathroom|bedroom/iu.test(scene.setting);
  const air = /rain/iu.test(scene.setting)
    ? 'rain falling steadily, drops running'
    : /snow/iu.test(scene.setting)
      ? 'snow drifting down without hurry'
      : /steam|coffee|tea|hot/iu.test(scene.action)
        ? 'steam curling upwards, fine dust in the light'
        : /black space|studio/iu.test(scene.setting)
          ? 'fine haze in the beam, slow glints of light'
          : outside
            ? 'a light wind in hair and leaves, thin mist'
            : 'fine dust particles drifting through the light';
  const seconds = Math.round(scene.seconds * 10) / 10;
  return [
    `${sentence(scene.camera.movementNote)} One continuous movement over ${seconds} seconds, eased in and out, ${rate}.`,
    sentence(action.middle),
    sentence(action.end),
    `In the air: ${air}.`,
    scene.presence.characterVisible
      ? 'Natural blinking and breathing; face, hands and clothes keep their shape.'
      : 'The object keeps its exact shape and markings.',
  ].join(' ');
}

const sentence = (text: string): string => (/[.!?…。！？]["”’)]?$/u.test(text.trim()) ? text.trim() : `${text.trim()}.`);
const firstClause = (text: string): string => text.split(/[,;]/u)[0] ?? text;
const lowerFirst = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);

/** Joins what must be said, adds what the film wants said while there is room, and fills up a prompt that is still thin. */
function fitWords(
  required: readonly string[],
  short: readonly string[],
  wanted: readonly string[],
  spare: readonly string[],
  limits: { min: number; max: number },
): string {
  const join = (parts: readonly string[]): string => parts.filter((part) => part !== '').join(' ');
  let text = join(required);
  if (countWords(text) > limits.max) text = join(short);
  const add = (extra: string): void => {
    if (countWords(text) + countWords(extra) <= limits.max) text = `${text} ${extra}`;
  };
  wanted.forEach(add);
  for (const extra of spare) if (countWords(text) < limits.min + 30) add(extra);
  return text
    .replace(/[ \t]+/gu, ' ')
    .trim()
    .slice(0, 4000);
}
