/** What a setting hands to the composer, and the tools it draws with. */
import type { LightSpec, PictureSpec } from '#domain/picture.ts';
import type { DrawContext } from '../drawing.ts';
import type { ColourScript } from '../light.ts';
import type { Layer, PlaneLayer } from '../scene-graph.ts';

/** Sets are always drawn with the light from the left; the composer mirrors them when it comes from the right. */
export interface SetContext extends DrawContext {
  script: ColourScript;
  lighting: LightSpec;
  mood: PictureSpec['mood'];
  /** Size of the thing in the frame, millimetres, for stands made to measure. */
  thing: { width: number; height: number } | null;
  /** Where the key light enters, millimetres from the middle of the set. */
  keyX: number;
  /** Height of the middle of that opening, millimetres (negative is up). */
  keyY: number;
}

/** What a thing stands or lies on. */
export interface Support {
  /** Height of its top over the floor, millimetres, positive. */
  height: number;
  /** Far and near edge of the top, millimetres beyond the subject (negative is nearer the camera). */
  far: number;
  near: number;
  /** How shiny the top is, 0 matte … 1 mirror. */
  shine: number;
  /** Hides a person's legs: they stand or sit behind it. */
  hidesLegs: boolean;
  layers: Layer[];
}

/** Shapes near the lens that frame the picture. */
export type ForegroundKind =
  'leaves' | 'doorway' | 'shoulder' | 'post' | 'lamp' | 'glass' | 'curtain' | 'branch' | 'shelf' | 'grass' | 'ribbon';

export interface SetDesign {
  /** Behind the subject, back to front. */
  layers: Layer[];
  /** Light in the air, over the subject. */
  air: PlaneLayer[];
  /** Null: things stand on the floor. */
  support: Support | null;
  /** A place to sit, height in millimetres over the floor; its layers are drawn behind the sitter. Without layers people bring a stool. */
  seat: { height: number; layers: Layer[]; /** People here sit down without being told to. */ inviting: boolean };
  foregrounds: readonly ForegroundKind[];
  /** How much of the things on it the floor mirrors, 0–1. */
  wet: number;
  /** Largest useful field of view at the subject, millimetres of height (rooms end somewhere). */
  largestField: number;
}

export type Setting = (context: SetContext) => SetDesign;

/** Width of the world every backdrop covers, millimetres to each side. */
export const REACH = 16_000;
