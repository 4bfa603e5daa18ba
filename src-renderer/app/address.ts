/**
 * Keeps where the person is in the page's hash, so that a reload (and Back in a
 * browser) comes back to the same film and stage.
 */
import { studioStageValues, type StudioStage } from '#contract/model/film.ts';
import { settingsTabValues, type SessionState, type SettingsTab } from '../stores/session/state.ts';
import type { StudioApp } from './studio-app.ts';

export interface Place {
  screen: SessionState['screen'];
  projectId: string | null;
  stage: StudioStage;
  /** Of the settings. */
  tab?: SettingsTab;
}

/** The hash for a place: `#/`, `#/new`, `#/settings/<tab>`, `#/film/<id>/<stage>`. */
export function writePlace(place: Place): string {
  if (place.screen === 'brief') return '#/new';
  if (place.screen === 'settings') return `#/settings/${place.tab ?? 'providers'}`;
  if (place.screen === 'home' || place.projectId === null) return '#/';
  return `#/film/${encodeURIComponent(place.projectId)}/${place.stage}`;
}

/** Reads a hash; anything unknown is Home. */
export function readPlace(hash: string): Place {
  const [, first, id, last] = hash.replace(/^#/, '').split('/');
  if (first === 'new') return { screen: 'brief', projectId: null, stage: 'story' };
  if (first === 'settings') {
    return { screen: 'settings', projectId: null, stage: 'story', tab: settingsTabValues.find((tab) => tab === id) ?? 'providers' };
  }
  const projectId = id === undefined ? null : decoded(id);
  if (first === 'film' && projectId !== null && projectId !== '') {
    return { screen: 'studio', projectId, stage: studioStageValues.find((stage) => stage === last) ?? 'board' };
  }
  return { screen: 'home', projectId: null, stage: 'story' };
}

/** A hash may be typed by hand, and not everything typed can be decoded. */
function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}

/** Goes where the hash points now, and writes every later move into it. */
export function followAddress(app: StudioApp, page: Window): void {
  const goTo = (place: Place) => {
    if (place.screen === 'studio' && place.projectId !== null) {
      if (app.film.get().projectId === place.projectId) app.session.actions.showStage(place.stage);
      else void app.enter(place.projectId, place.stage);
    } else if (place.screen === 'settings') app.session.actions.showSettings(place.tab);
    else if (app.film.get().projectId !== null && place.screen === 'home') app.leave();
    else app.session.actions.showScreen(place.screen);
  };
  const write = () => {
    const { screen, stage, settingsTab } = app.session.get();
    const hash = writePlace({ screen, stage, projectId: app.film.get().projectId, tab: settingsTab });
    if (page.location.hash !== hash && !(hash === '#/' && page.location.hash === '')) page.history.pushState(null, '', hash);
  };
  if (page.location.hash !== '') goTo(readPlace(page.location.hash));
  app.session.api.subscribe(write);
  app.film.api.subscribe((state, before) => {
    if (state.projectId !== before.projectId) write();
  });
  page.addEventListener('popstate', () => goTo(readPlace(page.location.hash)));
}
