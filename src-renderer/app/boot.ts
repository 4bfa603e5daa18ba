/** What happens before the first screen: is the core there, and how does the person like the studio to look. */
import type { Theme } from '../stores/ui/state.ts';
import { followAddress } from './address.ts';
import type { StudioApp } from './studio-app.ts';

const THEME_KEY = 'ui.theme';
const TOUR_KEY = 'ui.tour-seen';
const themes: readonly Theme[] = ['system', 'dark', 'light', 'contrast'];

/** Starts the studio, or starts it again from the fatal screen: the place in the address is only followed once the core is there. */
export async function beginStudio(app: StudioApp, page: Window): Promise<void> {
  if (await bootStudio(app)) followAddress(app, page);
}

/** Asks the core whether it is up. False when it is not; the fatal screen then says why. */
async function bootStudio(app: StudioApp): Promise<boolean> {
  const info = await app.client.call('app.info', {});
  if (!info.ok) {
    app.ui.actions.setFatal(info.error);
    return false;
  }
  app.ui.actions.setFatal(null);
  const settings = await app.client.call('settings.get', {});
  if (settings.ok) {
    const wanted = settings.value.values[THEME_KEY];
    const theme = themes.find((known) => known === wanted);
    if (theme !== undefined) app.ui.actions.setTheme(theme);
    app.ui.actions.setTourSeen(settings.value.values[TOUR_KEY] === true);
  }
  return true;
}

/** Changes how the studio looks, now and next time. */
export function chooseTheme(app: StudioApp, theme: Theme): void {
  app.ui.actions.setTheme(theme);
  void app.change('settings.set', { key: THEME_KEY, value: theme });
}

/** The tour was seen or put away; it does not come back by itself. */
export function finishTour(app: StudioApp): void {
  app.ui.actions.setTourSeen(true);
  app.ui.actions.closeSheet();
  void app.change('settings.set', { key: TOUR_KEY, value: true }, { quiet: true });
}
