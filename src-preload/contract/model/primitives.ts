/**
 * Small shared vocabulary of the contract: identifiers, times, money, and the
 * enumerations that every side of the program must spell the same way.
 *
 * Enumerations are `as const` arrays (so that user interfaces can list them)
 * with a zod schema and an inferred type beside them.
 */
import { z } from 'zod';

/** Opaque identifier made by the core; the prefix names the kind (`scn_…`, `var_…`). */
export const idSchema = z.string().min(1).max(80);
/** Lower-case hex SHA-256 of an asset's bytes; assets are named by content. */
export const sha256Schema = z.string().regex(/^[0-9a-f]{64}$/);
/** Milliseconds since the Unix epoch. */
export const timestampSchema = z.number().int().nonnegative();

export const aspectValues = ['16:9', '9:16', '1:1', '4:5'] as const;
export const aspectSchema = z.enum(aspectValues);
/** Picture shape, width to height. */
export type Aspect = z.infer<typeof aspectSchema>;

export const presetValues = ['fast', 'balanced', 'maximum', 'simple'] as const;
export const presetSchema = z.enum(presetValues);
/** Quality preset: how many variations and enhancement rounds a frame gets. */
export type Preset = z.infer<typeof presetSchema>;

export const cameraMovementValues = [
  'static',
  'push-in',
  'pull-out',
  'pan-left',
  'pan-right',
  'tilt-up',
  'tilt-down',
  'dolly-left',
  'dolly-right',
  'tracking',
  'orbit',
  'crane-up',
  'crane-down',
  'handheld',
] as const;
export const cameraMovementSchema = z.enum(cameraMovementValues);
/** How the camera moves during a shot. */
export type CameraMovement = z.infer<typeof cameraMovementSchema>;

export const framingValues = ['extreme-wide', 'wide', 'medium-wide', 'medium', 'medium-close-up', 'close-up', 'extreme-close-up'] as const;
export const framingSchema = z.enum(framingValues);
/** Shot size: how much of the subject the frame holds. */
export type Framing = z.infer<typeof framingSchema>;

export const cameraAngleValues = ['eye-level', 'high', 'low', 'overhead', 'dutch'] as const;
export const cameraAngleSchema = z.enum(cameraAngleValues);
export type CameraAngle = z.infer<typeof cameraAngleSchema>;

export const frameRoleValues = ['start', 'end'] as const;
export const frameRoleSchema = z.enum(frameRoleValues);
/** A shot is held between two storyboard frames: where it starts and where it ends. */
export type FrameRole = z.infer<typeof frameRoleSchema>;

export const decidedByValues = ['machine', 'you'] as const;
export const decidedBySchema = z.enum(decidedByValues);
/** Who made a choice. A choice by `you` is never overruled by the machine. */
export type DecidedBy = z.infer<typeof decidedBySchema>;

/** An amount in a currency's main unit (dollars, not cents). `estimated` marks a figure nobody billed yet. */
export const moneySchema = z.object({
  amount: z.number().nonnegative(),
  currency: z.string().length(3),
  estimated: z.boolean(),
});
export type Money = z.infer<typeof moneySchema>;

/** Reference to stored bytes, as the renderer sees them: by content hash, never by path. */
export const assetRefSchema = z.object({
  sha256: sha256Schema,
  mime: z.string(),
  bytes: z.number().int().nonnegative(),
  width: z.number().int().positive().nullable(),
  height: z.number().int().positive().nullable(),
  /** Seconds, for video and audio. */
  seconds: z.number().nonnegative().nullable(),
});
export type AssetRef = z.infer<typeof assetRefSchema>;
