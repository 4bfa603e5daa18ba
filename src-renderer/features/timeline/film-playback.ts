/**
 * The one transport of the film: the timeline's playhead, the keys J K L and
 * the player of the Cut stage all speak to it. The session store carries its
 * position so that other parts of the studio can read or move the playhead.
 */
import { useEffect, useSyncExternalStore } from 'react';
import { useStudio } from '../../app/studio-context.tsx';
import type { StudioApp } from '../../app/studio-app.ts';
import { selectFilmSeconds } from '../../stores/film/selectors.ts';
import { SynchronisedPlayback } from './synchronised-playback.ts';
import type { PlaybackState } from './synchronised-playback.ts';

const playbacks = new WeakMap<StudioApp, SynchronisedPlayback>();

/** The film's transport in this studio; made on first use and kept for its life. */
export function filmPlayback(app: StudioApp): SynchronisedPlayback {
  const known = playbacks.get(app);
  if (known !== undefined) return known;
  const playback = new SynchronisedPlayback();
  playbacks.set(app, playback);
  const fitToFilm = (): void => playback.setDuration(selectFilmSeconds(app.film.get()));
  fitToFilm();
  playback.seek(app.session.get().playhead);
  app.film.api.subscribe((state, before) => {
    if (state.projectId !== before.projectId) {
      playback.pause();
      playback.seek(0);
    }
    if (state.film?.scenes !== before.film?.scenes) fitToFilm();
  });
  playback.onPosition((seconds) => app.session.actions.seek(seconds));
  playback.onState(() => {
    const { playing, rate } = playback.state;
    if (app.session.get().playing !== playing) app.session.actions.setPlaying(playing);
    if (app.session.get().rate !== rate) app.session.actions.setRate(rate);
  });
  app.session.api.subscribe((state, before) => {
    // Someone else moved the playhead or stopped playing (a change of stage does).
    if (state.playhead !== before.playhead && Math.abs(state.playhead - playback.position) > 1e-6) playback.seek(state.playhead);
    if (!state.playing && before.playing && playback.state.playing) playback.pause();
  });
  return playback;
}

export function useFilmPlayback(): SynchronisedPlayback {
  return filmPlayback(useStudio());
}

/** What the transport's buttons show; renders again only when it changed. */
export function usePlaybackState(playback: SynchronisedPlayback): PlaybackState {
  return useSyncExternalStore(
    (listener) => playback.onState(listener),
    () => playback.state,
  );
}

/** Calls `draw` with the position now and at every picture, without rendering. `draw` must not change between renders needlessly. */
export function usePosition(playback: SynchronisedPlayback, draw: (seconds: number) => void): void {
  useEffect(() => {
    draw(playback.position);
    return playback.onPosition(draw);
  }, [playback, draw]);
}
