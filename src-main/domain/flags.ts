/** Faults found in a clip, as data that ranking and people both read. */

export const flagKinds = ['unexpected-cut', 'flash', 'frozen', 'black'] as const;
export type FlagKind = (typeof flagKinds)[number];

export interface ClipFlag {
  kind: FlagKind;
  /** Seconds from the clip's start; a cut has `fromSeconds === toSeconds`. */
  fromSeconds: number;
  toSeconds: number;
  /** A full sentence. */
  message: string;
}

/** Share of a clip that must be frozen or black before the clip counts as broken. */
const BROKEN_SHARE = 0.5;

/**
 * Whether a clip with these flags is broken, so that it ranks behind every sound one: a jump inside a
 * single shot, or half of it frozen or black. A flash or a short hold may be meant.
 */
export function isBroken(flags: readonly ClipFlag[], seconds: number): boolean {
  if (flags.some((flag) => flag.kind === 'unexpected-cut')) return true;
  return (['frozen', 'black'] as const).some((kind) => {
    const lost = flags.filter((flag) => flag.kind === kind).reduce((sum, flag) => sum + flag.toSeconds - flag.fromSeconds, 0);
    return seconds > 0 && lost / seconds >= BROKEN_SHARE;
  });
}
