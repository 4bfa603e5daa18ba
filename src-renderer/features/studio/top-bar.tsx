import { ChevronLeft, PanelBottom, PanelRight, Redo2, Search, Settings, Undo2 } from 'lucide-react';
import { performAction, useFilm, useSession, useStudio } from '../../app/studio-context.tsx';
import { selectBrief, selectFilm, selectFilmSeconds, selectStory } from '../../stores/film/selectors.ts';
import { selectPanels } from '../../stores/session/selectors.ts';
import { ActionButton, Button, IconButton } from '../../ui/button.tsx';
import { formatAmount, formatSeconds } from '../../ui/format.ts';
import { Tooltip } from '../../ui/tooltip.tsx';
import { FilmName } from './film-name.tsx';
import { useTemplateName } from '../templates.ts';
import css from './studio.module.css';

/** Name and facts of the film at the left, money, search and export at the right. */
export function TopBar() {
  const app = useStudio();
  const film = useFilm(selectFilm);
  const brief = useFilm(selectBrief);
  const seconds = useFilm(selectFilmSeconds);
  const chosen = useFilm((state) => selectStory(state, 'template')?.content?.selectedTemplate ?? null);
  const panels = useSession(selectPanels);
  const templateName = useTemplateName(chosen);
  const undo = film?.history.undo ?? null;
  const redo = film?.history.redo ?? null;
  // Exporting is the main thing to do only once there is something to export.
  const finished = film !== null && film.scenes.length > 0 && film.scenes.every((scene) => scene.picked !== null);
  const lower = (label: string) => `${label.charAt(0).toLowerCase()}${label.slice(1)}`;

  return (
    <header className={css['topbar']}>
      <IconButton label="All films" keys="alt+0" icon={<ChevronLeft aria-hidden="true" />} onClick={() => performAction(app, 'go.home')} />
      <FilmName />
      {brief === null ? null : (
        <p className={css['facts']}>
          {formatSeconds(seconds > 0 ? seconds : brief.durationSeconds)} · {brief.aspect}
          {templateName === null ? '' : ` · ${templateName}`}
        </p>
      )}
      <div className={css['spacer']} />
      {film === null ? null : (
        <Tooltip label="What this film costs, and its limits" keys="alt+m">
          <button type="button" className={css['spent']} onClick={() => app.ui.actions.openSheet('money')}>
            {film.ledger.actual === 0 && film.ledger.estimated === 0
              ? 'Nothing spent'
              : `Spent ${formatAmount({ amount: film.ledger.actual, currency: film.ledger.currency })}`}
            {film.ledger.estimated > film.ledger.actual ? (
              <span className={css['spentOf']}>
                {' '}
                of about {formatAmount({ amount: film.ledger.estimated, currency: film.ledger.currency })}
              </span>
            ) : null}
          </button>
        </Tooltip>
      )}
      <div className={css['group']}>
        <IconButton
          label={undo === null ? 'Nothing to undo' : `Undo: ${lower(undo)}`}
          keys="mod+z"
          icon={<Undo2 aria-hidden="true" />}
          disabled={undo === null}
          onClick={() => void app.undo()}
        />
        <IconButton
          label={redo === null ? 'Nothing to redo' : `Redo: ${lower(redo)}`}
          keys="shift+mod+z"
          icon={<Redo2 aria-hidden="true" />}
          disabled={redo === null}
          onClick={() => void app.redo()}
        />
        <IconButton
          label="Settings"
          keys="mod+,"
          icon={<Settings aria-hidden="true" />}
          onClick={() => app.session.actions.showSettings()}
        />
        <IconButton
          label="Timeline"
          keys="mod+j"
          pressed={panels.timeline}
          icon={<PanelBottom aria-hidden="true" />}
          onClick={() => app.session.actions.togglePanel('timeline')}
        />
        <IconButton
          label="Inspector"
          keys="mod+i"
          pressed={panels.inspector}
          icon={<PanelRight aria-hidden="true" />}
          onClick={() => app.session.actions.togglePanel('inspector')}
        />
      </div>
      <ActionButton action="help.palette" icon={<Search />}>
        Search or run
      </ActionButton>
      <Button variant={finished ? 'primary' : 'plain'} disabled={film === null} onClick={() => app.session.actions.showStage('export')}>
        Export…
      </Button>
    </header>
  );
}
