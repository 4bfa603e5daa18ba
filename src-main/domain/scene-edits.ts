/** What a director does to scenes on the timeline, as pure functions on their specifications. */
import type { SceneSpec } from '#contract/model/story.ts';
import { snapSeconds } from './timing.ts';

/** Shortest piece that splitting may leave, seconds. */
export const MIN_SCENE_SECONDS = 1;
export const MAX_SCENE_SECONDS = 15;

/** Gives a scene another length; its voice-over stays inside it. */
export function retimeScene(spec: SceneSpec, seconds: number): SceneSpec {
  const length = Math.min(MAX_SCENE_SECONDS, Math.max(MIN_SCENE_SECONDS, snapSeconds(seconds)));
  return { ...spec, seconds: length, voiceOver: voiceWithin(spec.voiceOver, 0, length) };
}

/**
 * Cuts a scene in two at `atSeconds` from its start. The line stays with the half in which it begins.
 * Returns null when a half would be shorter than a second.
 */
export function splitScene(spec: SceneSpec, atSeconds: number): [SceneSpec, SceneSpec] | null {
  const at = snapSeconds(atSeconds);
  const rest = snapSeconds(spec.seconds - at);
  if (at < MIN_SCENE_SECONDS || rest < MIN_SCENE_SECONDS) return null;
  const spokenFirst = spec.voiceOver !== null && spec.voiceOver.startSeconds < at;
  return [
    { ...spec, seconds: at, voiceOver: spokenFirst ? voiceWithin(spec.voiceOver, 0, at) : null },
    { ...spec, seconds: rest, voiceOver: spokenFirst ? null : voiceWithin(spec.voiceOver, at, rest) },
  ];
}

/** Joins two neighbours into one scene; the first one's camera and light lead. Null when together they are too long. */
export function mergeScenes(first: SceneSpec, second: SceneSpec): SceneSpec | null {
  const seconds = snapSeconds(first.seconds + second.seconds);
  if (seconds > MAX_SCENE_SECONDS) return null;
  const later = second.voiceOver;
  const shifted =
    later === null
      ? null
      : { text: later.text, startSeconds: later.startSeconds + first.seconds, endSeconds: later.endSeconds + first.seconds };
  const voiceOver =
    first.voiceOver === null || shifted === null
      ? (first.voiceOver ?? shifted)
      : { text: `${first.voiceOver.text} ${shifted.text}`, startSeconds: first.voiceOver.startSeconds, endSeconds: shifted.endSeconds };
  return {
    ...first,
    seconds,
    action: `${first.action} Then: ${second.action}`.slice(0, 1500),
    presence: {
      characterVisible: first.presence.characterVisible || second.presence.characterVisible,
      characterTiming: first.presence.characterVisible ? first.presence.characterTiming : second.presence.characterTiming,
      productVisible: first.presence.productVisible || second.presence.productVisible,
      productTiming: first.presence.productVisible ? first.presence.productTiming : second.presence.productTiming,
    },
    voiceOver: voiceOver === null ? null : { ...voiceOver, text: voiceOver.text.slice(0, 400) },
  };
}

/** A line moved by `offset` and held inside a scene of `length` seconds. */
function voiceWithin(voice: SceneSpec['voiceOver'], offset: number, length: number): SceneSpec['voiceOver'] {
  if (voice === null) return null;
  const start = Math.min(Math.max(0, voice.startSeconds - offset), Math.max(0, length - 0.5));
  const end = Math.min(length, Math.max(start + 0.5, voice.endSeconds - offset));
  return { ...voice, startSeconds: snapSeconds(start), endSeconds: snapSeconds(end) };
}
