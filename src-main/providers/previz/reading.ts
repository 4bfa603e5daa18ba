/**
 * Reads a scene's words into what its picture shows. Lexicons, not models:
 * quick, repeatable, and at home in plain English; what is not understood
 * stays neutral or covered, never wrong.
 */
import type { FigureSpec, Hex, LightSpec, PictureSpec, PropSpec, SettingKind } from '#domain/picture.ts';
import type { SceneContext } from '../adapter.ts';
import { hashText } from './chance.ts';
import { readAngle, readFraming, readLens } from './reading/camera.ts';
import { emphasised } from './reading/emphasis.ts';
import { coloursIn } from './reading/colours.ts';
import { readExpression, readLight, readMood } from './reading/light.ts';
import { readGaze, readLooks, readNature, readPose } from './reading/people.ts';
import { readAir, readExtras, readSetting } from './reading/places.ts';
import { machineOf, petOf, readCompanion, readProduct, thingsIn } from './reading/things.ts';
import { plain } from './reading/words.ts';

const outdoors: ReadonlySet<SettingKind> = new Set(['street-day', 'street-night', 'forest', 'beach', 'mountain-road']);

/** Where there is no table between a person and the camera. */
const tableless: ReadonlySet<SettingKind> = new Set([...outdoors, 'gym', 'bedroom', 'living-room', 'studio', 'abstract']);
/** What somebody on their feet has in the hand rather than beside them. */
const handy: ReadonlySet<PropSpec['kind']> = new Set([
  'mug',
  'bottle',
  'perfume',
  'jar',
  'can',
  'phone',
  'book',
  'box',
  'chocolate',
  'plate',
]);

/** Whether something with this timing ("full_scene", "enters_at_2s", "exits halfway") is in the picture at a moment. */
function present(visible: boolean, timing: string, moment: number): boolean {
  if (!visible) return false;
  const words = plain(timing);
  if (
    /\b(?:enters?|appears?|arrives?|revealed?|reveals?|comes? in|introduced|from (?:the )?(?:middle|second half|halfway)|second half|last|late|ending|end only|end)\b/.test(
      words,
    )
  ) {
    const at = /(\d+(?:\.\d+)?)\s*s/.exec(words);
    if (at && Number(at[1]) === 0) return true;
    return moment >= 0.5;
  }
  if (/\b(?:exits?|leaves?|disappears?|fades? out|first half|beginning only|start only|until|opening only)\b/.test(words))
    return moment < 0.5;
  if (/\b(?:not visible|absent|never|none|not shown)\b/.test(words)) return false;
  return true;
}

/** Whether the frame is about the thing rather than the person. */
function aboutTheThing(scene: SceneContext, prop: PropSpec, framing: PictureSpec['framing']): boolean {
  const { camera } = scene.spec;
  const words = plain(`${camera.framing} ${camera.lens}`);
  if (
    /\b(?:face|eyes|her|his|portrait|smile|lips|expression|character|person|woman|man)\b/.test(words) &&
    !/\b(?:product|hero shot|packshot)\b/.test(words)
  )
    return false;
  const name = scene.story.subject.characterName;
  if (name && words.includes(plain(name))) return false;
  if (/\b(?:product|packshot|pack shot|hero shot|insert|detail|texture|label|logo|still life|macro)\b/.test(words)) return true;
  const named = thingsIn(camera.framing).includes(prop.kind);
  return named && (framing === 'close-up' || framing === 'extreme-close-up' || framing === 'medium-close-up');
}

function paletteOf(scene: SceneContext, prop: PropSpec | null): Hex[] {
  const found = coloursIn(scene.markers.colorPalette).map((word) => word.hex);
  const own = prop && prop.kind !== 'covered' ? [prop.accent] : [];
  return [...new Set([...found, ...own])].slice(0, 6);
}

/** What floats in the air when the words do not say: dust in indoor beams, nothing outdoors. */
function airOf(words: string, light: LightSpec, setting: SettingKind, mood: PictureSpec['mood']): PictureSpec['atmosphere'] {
  const said = readAir(words);
  if (said) return outdoors.has(setting) || said === 'dust' || said === 'sparkle' || said === 'mist' ? said : 'dust';
  if (setting === 'abstract') return 'sparkle';
  if (setting === 'studio') return mood === 'luxurious' || mood === 'mysterious' ? 'sparkle' : 'none';
  if (outdoors.has(setting)) return setting === 'forest' || light.time === 'golden-hour' ? 'dust' : 'none';
  return light.key === 'high' && light.time === 'day' ? 'none' : 'dust';
}

/**
 * What the picture of a scene shows at a moment (0 first instant … 1 last).
 * Total: any text gives a picture.
 */
export function readPicture(written: SceneContext, moment: number): PictureSpec {
  const scene = emphasised(written);
  const { spec, story, markers } = scene;
  const { subject } = story;
  const everything = `${spec.setting}. ${spec.action}`;
  const lightWords = `${spec.lighting.setup} ${spec.lighting.mood}`;
  const setting = readSetting(spec.setting, spec.action, lightWords);
  const mood = readMood(spec.emotionalTone, spec.lighting.mood, markers.mood);
  const light = readLight(
    {
      setup: spec.lighting.setup,
      mood: spec.lighting.mood,
      temperature: spec.lighting.colorTemperature,
      setting: spec.setting,
      markers: markers.lighting,
      action: spec.action,
    },
    { setting, flip: hashText(story.title) % 2 === 1 },
  );
  const framing = readFraming(spec.camera.framing, moment);

  const hasCharacter = subject.type !== 'product' || subject.characterName !== null;
  const hasProduct = subject.productName !== null || subject.productDescription !== null;
  let showsPerson = hasCharacter && present(spec.presence.characterVisible, spec.presence.characterTiming, moment);
  let showsProduct = hasProduct && present(spec.presence.productVisible, spec.presence.productTiming, moment);
  if (!showsPerson && !showsProduct) {
    // An entrance leaves the frame empty at one end; a storyboard shows who it is about.
    showsPerson = hasCharacter && spec.presence.characterVisible;
    showsProduct = !showsPerson && hasProduct && spec.presence.productVisible;
  }
  const name = subject.characterName ?? story.title;
  const nature = hasCharacter ? readNature(name, subject.characterDescription ?? '') : 'person';
  let prop: PropSpec | null = null;
  if (nature !== 'person' && showsPerson) {
    // Nobody human: what is drawn is the creature itself where we can draw it, else the product, else the place alone.
    const own =
      nature === 'pet'
        ? petOf(name, subject.characterDescription ?? '')
        : nature === 'machine'
          ? machineOf(name, subject.characterDescription ?? '')
          : null;
    const product = showsProduct ? readProduct(subject.productName ?? '', subject.productDescription ?? '', spec.action) : null;
    prop = product && (own === null || aboutTheThing(scene, product, framing)) ? product : (own ?? product);
    showsPerson = false;
  } else if (showsProduct) prop = readProduct(subject.productName ?? '', subject.productDescription ?? '', spec.action);
  else if (showsPerson && !hasProduct) prop = readCompanion(spec.action);

  let figure: FigureSpec | null = null;
  if (showsPerson && !(prop && showsProduct && aboutTheThing(scene, prop, framing))) {
    const looks = readLooks(name, subject.characterDescription ?? spec.action);
    const aside = light.direction === 'right' ? 'right' : 'left';
    let pose =
      readPose(spec.action, moment) ??
      (setting === 'office' || setting === 'cafe' || setting === 'kitchen' || setting === 'living-room' ? 'sitting' : 'standing');
    const handheld = prop !== null && showsProduct && handy.has(prop.kind);
    if (handheld && tableless.has(setting) && (pose === 'standing' || pose === 'looking-away' || pose === 'looking-up')) pose = 'holding';
    if (!prop && (pose === 'holding' || pose === 'drinking')) pose = 'sitting';
    figure = {
      ...looks,
      pose,
      gaze: readGaze(spec.action, moment, prop !== null, aside),
      expression: readExpression(spec.action, spec.emotionalTone, moment),
    };
  }
  return {
    aspect: scene.aspect,
    setting,
    figure,
    extras: figure ? readExtras(everything) : 0,
    prop,
    framing,
    angle: readAngle(spec.camera.angle),
    lens: readLens(spec.camera.lens),
    light,
    mood,
    palette: paletteOf(scene, prop),
    moment,
    movement: spec.camera.movement,
    atmosphere: airOf(`${everything} ${lightWords}`, light, setting, mood),
  };
}
