import { ChevronLeft } from 'lucide-react';
import { Tabs } from 'radix-ui';
import { useFilm, useSession, useStudio } from '../../app/studio-context.tsx';
import { selectSettingsTab } from '../../stores/session/selectors.ts';
import { settingsTabValues, type SettingsTab } from '../../stores/session/state.ts';
import { IconButton } from '../../ui/button.tsx';
import { ViewBoundary } from '../studio/view-boundary.tsx';
import { ComputerPage } from './computer-page.tsx';
import { ModelsPage } from './models-page.tsx';
import { ProvidersPage } from './providers-page.tsx';
import css from './settings.module.css';

const tabWords: Record<SettingsTab, string> = { providers: 'Providers', models: 'Models', computer: 'This computer' };
const fromWords = { home: 'All films', brief: 'New film', studio: 'the film' } as const;

/** Everything that is set once: who makes what, with which keys, and what this computer can do. */
export function SettingsScreen() {
  const app = useStudio();
  const tab = useSession(selectSettingsTab);
  const from = useSession((state) => state.settingsFrom);
  const film = useFilm((state) => state.film?.name ?? null);
  const back = from === 'studio' && film !== null ? film : fromWords[from];
  return (
    <Tabs.Root
      className={css['screen']}
      value={tab}
      onValueChange={(next) => {
        const chosen = settingsTabValues.find((each) => each === next);
        if (chosen !== undefined) app.session.actions.showSettings(chosen);
      }}
    >
      <header className={css['top']}>
        <IconButton
          label={`Back to ${back}`}
          keys="escape"
          icon={<ChevronLeft aria-hidden="true" />}
          onClick={app.session.actions.leaveSettings}
        />
        <h1>Settings</h1>
        <Tabs.List className={css['tabs']} aria-label="Settings">
          {settingsTabValues.map((each) => (
            <Tabs.Trigger key={each} value={each} className={css['tab']}>
              {tabWords[each]}
            </Tabs.Trigger>
          ))}
        </Tabs.List>
      </header>
      <main className={css['main']}>
        {settingsTabValues.map((each) => (
          <Tabs.Content key={each} value={each} className={css['page']} tabIndex={-1}>
            <ViewBoundary>{each === 'providers' ? <ProvidersPage /> : each === 'models' ? <ModelsPage /> : <ComputerPage />}</ViewBoundary>
          </Tabs.Content>
        ))}
      </main>
    </Tabs.Root>
  );
}
