import { useEffect, type ReactNode } from 'react';
import { DoctorSheet } from '../features/home/doctor-sheet.tsx';
import { HomeScreen } from '../features/home/home-screen.tsx';
import { BriefScreen } from '../features/brief/brief-screen.tsx';
import { SettingsScreen } from '../features/settings/settings-screen.tsx';
import { KeysSheet } from '../features/palette/keys-sheet.tsx';
import { CommandPalette } from '../features/palette/command-palette.tsx';
import { StudioScreen } from '../features/studio/studio-screen.tsx';
import { selectScreen } from '../stores/session/selectors.ts';
import { selectConnection, selectFatal, selectTheme } from '../stores/ui/selectors.ts';
import { Toasts } from '../ui/toasts.tsx';
import { TooltipProvider } from '../ui/tooltip.tsx';
import { ConnectionBanner } from './connection-banner.tsx';
import { FatalScreen } from './fatal-screen.tsx';
import { listenToKeys } from './keyboard.ts';
import { useSession, useStudio, useUi } from './studio-context.tsx';
import css from './app.module.css';
import { watchBackgroundRuns } from './background.ts';

/** The whole studio: one screen at a time, sheets and toasts above it. */
export function App() {
  const app = useStudio();
  const screen = useSession(selectScreen);
  const theme = useUi(selectTheme);
  const fatal = useUi(selectFatal);
  const connection = useUi(selectConnection);

  useEffect(() => listenToKeys(app, window), [app]);
  useEffect(() => watchBackgroundRuns(app, document), [app]);
  useEffect(() => {
    if (theme === 'system') delete document.documentElement.dataset['theme'];
    else document.documentElement.dataset['theme'] = theme;
  }, [theme]);

  // Elements are only descriptions until they are rendered, so those not shown cost nothing.
  const screens: Record<typeof screen, ReactNode> = {
    home: <HomeScreen />,
    brief: <BriefScreen />,
    studio: <StudioScreen />,
    settings: <SettingsScreen />,
  };

  return (
    <TooltipProvider>
      {fatal === null ? (
        <div className={css['window']}>
          {connection === 'lost' ? <ConnectionBanner /> : null}
          <div className={css['screen']}>{screens[screen]}</div>
          <CommandPalette />
          <KeysSheet />
          <DoctorSheet />
        </div>
      ) : (
        <FatalScreen error={fatal} />
      )}
      <Toasts />
    </TooltipProvider>
  );
}
