/** The open film as the core last told it, with the scenes that were looked at in full. */
import type { StudioError } from '#contract/errors.ts';
import type { FilmView, SceneView } from '#contract/model/film.ts';

export interface SceneEntry {
  view: SceneView | null;
  error: StudioError | null;
  /** Revision of the film when this was fetched; behind the film means it is being fetched again. */
  revision: number;
}

export interface FilmState {
  projectId: string | null;
  film: FilmView | null;
  status: 'none' | 'loading' | 'ready' | 'failed';
  error: StudioError | null;
  scenes: Readonly<Record<string, SceneEntry>>;
  /**
   * Picks made here that the core has not confirmed yet: frame id → variation id, scene id → take id.
   * The only optimistic part: a digit must answer at once; everything else waits for the core.
   */
  pendingPicks: Readonly<Record<string, string>>;
}

export const initialFilmState: FilmState = {
  projectId: null,
  film: null,
  status: 'none',
  error: null,
  scenes: {},
  pendingPicks: {},
};
