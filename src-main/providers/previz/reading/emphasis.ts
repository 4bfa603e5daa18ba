/** What a person wrote into the prompt wins over what the scene says. */
import type { SceneContext } from '../../adapter.ts';
import { readAngle, readFraming, readLens } from './camera.ts';
import { readKelvin, readLight, readMood } from './light.ts';
import { readPose } from './people.ts';
import { readSetting } from './places.ts';
import { plain } from './words.ts';

/**
 * The scene with the added words put where they belong: a shot size into the framing, a place into the setting,
 * light into the lighting, what somebody does into the action. Words that nothing here understands change nothing.
 */
export function emphasised(scene: SceneContext): SceneContext {
  const { emphasis } = scene;
  if (emphasis === undefined || plain(emphasis) === '') return scene;
  const { spec } = scene;
  const words = plain(emphasis);
  /** Whether a reader finds something in these words that it would not find in silence. */
  const speaksOf = (read: (text: string) => unknown): boolean => read(emphasis) !== read('');
  const light = (setup: string): string =>
    JSON.stringify(
      readLight({ setup, mood: '', temperature: '', setting: '', markers: '', action: '' }, { setting: 'studio', flip: false }),
    );
  const lit = speaksOf(light) || readKelvin(emphasis) !== null;
  return {
    ...scene,
    spec: {
      ...spec,
      setting: speaksOf((text) => readSetting(text, '', '')) ? emphasis : spec.setting,
      action: readPose(emphasis, 0) === null ? spec.action : emphasis,
      emotionalTone: speaksOf((text) => readMood(text, '', '')) ? emphasis : spec.emotionalTone,
      camera: {
        ...spec.camera,
        framing: speaksOf((text) => readFraming(text, 0)) || /\bmedium shot\b/.test(words) ? emphasis : spec.camera.framing,
        angle: speaksOf(readAngle) || /\beye.?level\b/.test(words) ? emphasis : spec.camera.angle,
        lens: speaksOf(readLens) ? emphasis : spec.camera.lens,
      },
      lighting: lit
        ? { setup: emphasis, mood: spec.lighting.mood, colorTemperature: readKelvin(emphasis) === null ? '' : emphasis }
        : spec.lighting,
    },
  };
}
