/**
 * What a picture shows, in a form that can be drawn: the meaning of a scene's
 * words, independent of who draws it.
 */
import type { Aspect, CameraAngle, CameraMovement, Framing } from '#contract/model/primitives.ts';

export const settingKinds = [
  'kitchen',
  'living-room',
  'bedroom',
  'bathroom',
  'cafe',
  'office',
  'street-day',
  'street-night',
  'shop',
  'gym',
  'forest',
  'beach',
  'mountain-road',
  'studio',
  'abstract',
] as const;
export type SettingKind = (typeof settingKinds)[number];

export const propKinds = [
  'mug',
  'bottle',
  'perfume',
  'jar',
  'can',
  'phone',
  'laptop',
  'watch',
  'shoe',
  'bag',
  'box',
  'car',
  'bicycle',
  'plate',
  'plant',
  'pet',
  'book',
  'headphones',
  'lamp',
  'chocolate',
  'covered',
] as const;
/** `covered` is a lit object under a cloth with its name: drawn for anything we cannot draw truly. */
export type PropKind = (typeof propKinds)[number];

export const poseKinds = [
  'standing',
  'sitting',
  'reaching',
  'holding',
  'drinking',
  'walking',
  'running',
  'working',
  'looking-away',
  'looking-up',
  'arms-crossed',
  'celebrating',
  'slumped',
  'stretching',
  'presenting',
] as const;
export type PoseKind = (typeof poseKinds)[number];

/** sRGB colour, `#rrggbb`. */
export type Hex = string;

export interface FigureSpec {
  build: 'slim' | 'medium' | 'broad' | 'heavy';
  presentation: 'feminine' | 'masculine' | 'neutral';
  age: 'child' | 'young' | 'adult' | 'middle' | 'senior';
  hair: { style: 'long' | 'bob' | 'short' | 'bun' | 'ponytail' | 'curly' | 'afro' | 'bald' | 'covered'; color: Hex };
  /** Fitzpatrick type. */
  skin: 1 | 2 | 3 | 4 | 5 | 6;
  top: Hex;
  bottom: Hex;
  glasses: boolean;
  beard: boolean;
  pose: PoseKind;
  gaze: 'camera' | 'left' | 'right' | 'down' | 'up' | 'closed' | 'product';
  expression: 'calm' | 'smile' | 'tired' | 'worried' | 'surprised' | 'determined';
}

export interface PropSpec {
  kind: PropKind;
  /** What it is called, for the label of a covered object. */
  name: string;
  color: Hex;
  accent: Hex;
  material: 'matte' | 'gloss' | 'glass' | 'metal' | 'fabric' | 'paper' | 'leather';
  /** Hot drinks and food steam. */
  steaming: boolean;
}

export interface LightSpec {
  /** Where the key light comes from, as seen in the picture. */
  direction: 'left' | 'right' | 'back' | 'front' | 'top';
  quality: 'soft' | 'hard';
  /** Colour temperature of the key, 1800–12000 K. */
  kelvin: number;
  time: 'dawn' | 'morning' | 'day' | 'golden-hour' | 'dusk' | 'night';
  key: 'high' | 'normal' | 'low';
}

/** Everything a storyboard artist needs to draw one frame. */
export interface PictureSpec {
  aspect: Aspect;
  setting: SettingKind;
  /** The person in the frame, or null. */
  figure: FigureSpec | null;
  /** A second person or a small crowd behind, for social scenes. */
  extras: number;
  /** The thing in the frame, or null. */
  prop: PropSpec | null;
  framing: Framing;
  angle: CameraAngle;
  lens: 'wide' | 'normal' | 'tele' | 'macro';
  light: LightSpec;
  mood: 'calm' | 'warm' | 'energetic' | 'tense' | 'sad' | 'mysterious' | 'joyful' | 'epic' | 'luxurious' | 'fresh';
  /** Named colours found in the brief or markers, strongest first; may be empty. */
  palette: Hex[];
  /** 0 at the scene's first instant, 1 at its last: moves pose, gaze, prop and steam along the action. */
  moment: number;
  movement: CameraMovement;
  /** Air: what floats in the light. */
  atmosphere: 'none' | 'dust' | 'rain' | 'snow' | 'mist' | 'sparkle';
}
