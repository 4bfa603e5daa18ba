import { Command } from 'cmdk';
import { Dialog } from 'radix-ui';
import { useMemo, useState } from 'react';
import type { SceneSummary } from '#contract/model/film.ts';
import { actionSections, oneLinePerLabel } from '../../actions/registry.ts';
import { performAction, useActionList, useFilm, useSession, useStudio, useUi } from '../../app/studio-context.tsx';
import { selectScenes } from '../../stores/film/selectors.ts';
import { selectScreen } from '../../stores/session/selectors.ts';
import { selectSheet } from '../../stores/ui/selectors.ts';
import { formatSeconds } from '../../ui/format.ts';
import { Kbd } from '../../ui/kbd.tsx';
import { matchWords } from './match-words.ts';
import css from './palette.module.css';

/** Scenes listed at most; typing narrows them down. */
const SCENES_SHOWN = 60;

/** Everything the studio can do, and every scene, found by typing. */
export function CommandPalette() {
  const app = useStudio();
  const open = useUi(selectSheet) === 'palette';
  return (
    <Dialog.Root open={open} onOpenChange={(next) => (next ? undefined : app.ui.actions.closeSheet())}>
      <Dialog.Portal>
        <Dialog.Overlay className={css['scrim']} />
        <Dialog.Content className={css['palette']} aria-describedby={undefined}>
          <Dialog.Title className="visually-hidden">Search or run</Dialog.Title>
          {open ? <PaletteBody /> : null}
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

const sceneWords = (scene: SceneSummary) => `scene ${scene.number} ${scene.spec.beat} ${scene.spec.action} ${scene.id}`;

function PaletteBody() {
  const app = useStudio();
  const [search, setSearch] = useState('');
  const all = useActionList();
  const scenes = useFilm(selectScenes);
  const inStudio = useSession(selectScreen) === 'studio';
  const actions = useMemo(
    () => oneLinePerLabel(all.filter((action) => action.hidden !== true && (action.when === undefined || action.when(app)))),
    [all, app],
  );
  // With 500 scenes the list is cut before it is drawn, so the search has to come before the cut.
  const found = useMemo(() => scenes.filter((scene) => matchWords(sceneWords(scene), search) > 0).slice(0, SCENES_SHOWN), [scenes, search]);
  const run = (perform: () => void) => {
    app.ui.actions.closeSheet();
    perform();
  };

  return (
    <Command label="Search or run" className={css['command']} loop filter={matchWords}>
      <Command.Input className={css['input']} placeholder="Search scenes or run a command" value={search} onValueChange={setSearch} />
      <Command.List className={css['list']} label="Results">
        <Command.Empty className={css['empty']}>Nothing found</Command.Empty>
        {actionSections.map((section) => {
          const entries = actions.filter((action) => action.section === section);
          return entries.length === 0 ? null : (
            <Command.Group key={section} heading={section} className={css['group']}>
              {entries.map((action) => (
                <Command.Item
                  key={action.id}
                  value={`${action.label} ${action.id}`}
                  keywords={[section, ...(action.keywords?.split(' ') ?? [])]}
                  className={css['item']}
                  onSelect={() => run(() => performAction(app, action.id))}
                >
                  <span>{action.label}</span>
                  {action.keys?.[0] === undefined ? null : <Kbd keys={action.keys[0]} />}
                </Command.Item>
              ))}
            </Command.Group>
          );
        })}
        {inStudio && found.length > 0 ? (
          <Command.Group heading="Scenes" className={css['group']}>
            {found.map((scene) => (
              <Command.Item
                key={scene.id}
                value={sceneWords(scene)}
                className={css['item']}
                onSelect={() => run(() => app.session.actions.selectSceneById(scene.id))}
              >
                <span className={css['scene']}>
                  <span className={css['number']}>{scene.number}</span>
                  <span>{scene.spec.beat}</span>
                  <span className={css['action']}>{scene.spec.action}</span>
                </span>
                <span className={css['aside']}>{formatSeconds(scene.spec.seconds)}</span>
              </Command.Item>
            ))}
          </Command.Group>
        ) : null}
      </Command.List>
    </Command>
  );
}
