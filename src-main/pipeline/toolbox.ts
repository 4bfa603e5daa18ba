/** Everything the pipeline works with, passed in once per open project. */
import type { Caption } from '#contract/model/film.ts';
import type { StoryTemplate } from '#contract/model/story.ts';
import type { Overall, Score } from '#contract/model/quality.ts';
import type { ClipFlag } from '#domain/flags.ts';
import type { ProviderAdapter } from '#providers/adapter.ts';
import type { TextAgent } from '#providers/text-agent.ts';
import type { OpenProject } from '#storage/index.ts';
import type { Till } from './jobs/till.ts';

/** Measures pictures and clips; real in the app, and the same interface in tests. */
export interface Scorer {
  scorePicture(
    file: string,
    options: { prompt: string; signal: AbortSignal },
  ): Promise<{ scores: Score[]; overall: Overall; phash: string }>;
  scoreClip(
    file: string,
    options: { prompt: string; signal: AbortSignal },
  ): Promise<{ scores: Score[]; overall: Overall; frameQuality: (number | null)[]; flags: ClipFlag[] }>;
}

export interface SpokenLine {
  file: string;
  /** Seconds. */
  seconds: number;
}

/** Sound and picture work on files; implemented by the media room. */
export interface MediaDesk {
  /** Facts read from the bytes. */
  inspect: (
    file: string,
    mime: string,
  ) => Promise<{
    /** When the bytes are something else than was promised. */ mime?: string;
    width: number | null;
    height: number | null;
    seconds: number | null;
  }>;
  /** A still from the middle of a clip, as PNG. */
  poster: (clip: string, file: string, signal: AbortSignal) => Promise<void>;
  /** Speaks a line into a WAV file so that it fits `fitSeconds` if it can; null when this computer has no voice. */
  speak(text: string, options: { file: string; fitSeconds: number; signal: AbortSignal }): Promise<SpokenLine | null>;
  stitch(order: {
    shots: { file: string; seconds: number }[];
    captions: Caption[];
    voice: { file: string; atSeconds: number }[];
    width: number;
    height: number;
    file: string;
    signal: AbortSignal;
    onProgress: (progress: number) => void;
  }): Promise<{ notes: string[] }>;
}

export interface Toolbox {
  project: OpenProject;
  /** Who writes, on behalf of one run. */
  agent: (runId: string) => Promise<TextAgent>;
  /** Writes when the chosen one gives nothing usable in three tries; needs no network. */
  fallbackAgent: TextAgent;
  templates: () => Promise<readonly StoryTemplate[]>;
  /** The models that are chosen now, for new work. @throws StudioFailure when a chosen one is not there any more */
  picture: () => ProviderAdapter;
  clip: () => ProviderAdapter;
  /** Null when this computer's own voices speak. */
  speech: () => ProviderAdapter | null;
  /** The model by its id (`provider:model`), for work that was laid out with it. @throws StudioFailure provider when it is gone */
  adapterOf: (modelId: string) => ProviderAdapter;
  till: Till;
  scorer: Scorer;
  media: MediaDesk;
  report: Reporter;
  /** Milliseconds between two polls of a provider. */
  pollMs: number;
}

/** How a run tells what it is doing. */
export interface Reporter {
  /** Units of work the run will have in all; called when the plan is known, and again when it changes. */
  plan(runId: string, units: number): void;
  /**
   * A part is finished (also when it was finished in an earlier life of the run). `part` names it: a run that is
   * played through again says so again, and it counts once.
   */
  done(runId: string, part: string, units: number): void;
  /** What is happening now, with how far the unit is (0–1). */
  doing(runId: string, message: string, part: number): void;
  log(runId: string, level: 'info' | 'warning', message: string): void;
  /** Something in the project changed outside an edit. */
  changed(sceneIds: string[]): void;
}
