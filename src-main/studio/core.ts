/** What every service is given: the open films, the ways to the outside, and the clock. */
import type { StudioError } from '#contract/errors.ts';
import type { StudioEvent } from '#contract/events.ts';
import type { Brief, Estimate } from '#contract/model/brief.ts';
import type { StoryTemplate } from '#contract/model/story.ts';
import type { DoctorCheck } from '#contract/operations.ts';
import type { MediaTools } from '#media/locate.ts';
import type { Scorer } from '#pipeline/toolbox.ts';
import type { Home, Spending, StorageEnv } from '#storage/index.ts';
import type { Install } from './install-root.ts';
import type { OpenFilm, WritableFilm } from './open-film.ts';
import type { ProviderDesk } from './providers/desk.ts';

export interface Core {
  host: 'electron' | 'browser' | 'cli';
  install: Install;
  env: StorageEnv;
  home: Home;
  /** Folder in which new films are made when nobody names one. */
  filmsFolder: string;
  emit: (event: StudioEvent) => void;
  templates: () => Promise<{ templates: readonly StoryTemplate[]; problems: { file: string; message: string }[] }>;
  scorer: () => Scorer;
  /** ffmpeg and ffprobe as the settings and this computer have them. */
  mediaTools: () => Promise<MediaTools>;
  /** With the models in force for a film's stored choice; null for new films. */
  estimate: (brief: Brief, storedChoice: unknown) => Promise<Estimate>;
  /** The providers; loaded when they are first needed, because looking at a film needs none of them. */
  desk: () => Promise<ProviderDesk>;
  /** What all films spend per day; opened when it is first needed. */
  spending: () => Spending;
  checks: () => Promise<DoctorCheck[]>;
  /** The film of this id; a typed `not-found` when it is not open. */
  film: (projectId: string) => OpenFilm;
  /** Opens a folder, or returns the film that is already open from it. */
  open: (folder: string, how?: { readOnly?: boolean; resume?: boolean }) => Promise<OpenFilm>;
  create: (folder: string, name: string, brief: Brief) => Promise<WritableFilm>;
  close: (projectId: string) => Promise<void>;
  /** Puts the film at the top of the recent ones, with a fresh poster. */
  remember: (film: OpenFilm) => Promise<void>;
  /** Renews what is shown of the film among the recent ones, unless the person took it off the list. */
  renew: (film: OpenFilm) => Promise<void>;
  warn: (error: StudioError) => void;
}
