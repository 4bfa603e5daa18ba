import { ArrowRight, CircleAlert, Clapperboard, FolderOpen, MoreHorizontal, Plus, Settings } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import { useEffect, useState } from 'react';
import type { StudioError } from '#contract/errors.ts';
import { PROMPT_MAX_CHARACTERS } from '#contract/model/brief.ts';
import type { OperationOutput, ProjectCard } from '#contract/operations.ts';
import { useModels, useStudio, useUi, useWantModels } from '../../app/studio-context.tsx';
import { selectModels, selectProviders } from '../../stores/models/selectors.ts';
import { selectTourSeen } from '../../stores/ui/selectors.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { countOf, formatAgo, formatSeconds } from '../../ui/format.ts';
import menu from '../../ui/menu.module.css';
import { ErrorNotice } from '../../ui/notices.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { useNow } from '../../ui/use-now.ts';
import { connectedWords } from '../models/model-list.ts';
import { beginDraft } from '../brief/brief-draft.ts';
import css from './home.module.css';

type AppInfo = OperationOutput<'app.info'>;

/** Recent films as posters, ways to begin, and what this computer can do right now. */
export function HomeScreen() {
  const app = useStudio();
  const tourSeen = useUi(selectTourSeen);
  const [projects, setProjects] = useState<readonly ProjectCard[] | null>(null);
  const [error, setError] = useState<StudioError | null>(null);
  const [info, setInfo] = useState<AppInfo | null>(null);
  /** Grows when the list should be asked for again. */
  const [asked, setAsked] = useState(0);
  useWantModels();
  const connected = connectedWords(useModels(selectProviders), useModels(selectModels) ?? []);
  const [opening, setOpening] = useState<string | null>(null);

  useEffect(() => {
    let gone = false;
    const load = async () => {
      const answer = await app.client.call('projects.recent', {});
      if (gone) return;
      setError(answer.ok ? null : answer.error);
      if (answer.ok) setProjects(answer.value.projects);
    };
    void load();
    const stop = app.client.subscribe((event) => {
      if (event.type === 'projects.changed') setAsked((count) => count + 1);
    });
    return () => {
      gone = true;
      stop();
    };
    // oxlint-disable-next-line react/exhaustive-effect-dependencies -- `asked` is only there to ask again
  }, [app, asked]);

  useEffect(() => {
    let gone = false;
    const look = async () => {
      const answer = await app.client.call('app.info', {});
      if (answer.ok && !gone) setInfo(answer.value);
    };
    void look();
    return () => {
      gone = true;
    };
  }, [app]);

  const open = async (key: string, begin: () => ReturnType<typeof app.change<'projects.open'>>) => {
    setOpening(key);
    const answer = await begin();
    setOpening(null);
    if (answer.ok) await app.enter(answer.value.projectId, 'board');
  };

  const sample = async () => {
    await open('sample', () => app.change('projects.createSample', {}));
    if (!tourSeen && app.session.get().screen === 'studio') app.ui.actions.openSheet('tour');
  };

  const openFolder = async () => {
    if (app.client.openFolder === undefined) return;
    const answer = await app.client.openFolder();
    if (!answer.ok) app.ui.actions.showError(answer.error);
    else if (answer.value !== null) await app.enter(answer.value.projectId, 'board');
  };

  const newFilm = () => app.session.actions.showScreen('brief');
  const first = projects !== null && projects.length === 0;

  return (
    <div className={css['home']}>
      <header className={css['top']}>
        <h1 className={css['brand']}>
          <Clapperboard aria-hidden="true" />
          Heroframe
        </h1>
        <div className={css['topActions']}>
          {app.client.openFolder === undefined ? null : (
            <Button icon={<FolderOpen />} onClick={() => void openFolder()}>
              Open folder…
            </Button>
          )}
          <Button disabled={opening !== null} onClick={() => void sample()}>
            {opening === 'sample' ? 'Making the sample…' : 'Sample film'}
          </Button>
          <IconButton
            label="Settings"
            keys="mod+,"
            icon={<Settings aria-hidden="true" />}
            onClick={() => app.session.actions.showSettings()}
          />
          <Button variant="primary" icon={<Plus />} keys="alt+n" onClick={newFilm}>
            New film
          </Button>
        </div>
      </header>

      <main className={css['main']}>
        {error === null ? null : <ErrorNotice className={css['problem']} error={error} onRetry={() => setAsked((count) => count + 1)} />}
        {first ? (
          <section className={css['welcome']} aria-labelledby="welcome">
            <h2 id="welcome">One sentence becomes a film</h2>
            <p>
              Type what the film is about. Heroframe writes the story, draws the storyboard, shoots takes and cuts them together, and you
              decide at every step. All of it works on this computer alone, free and without a network.
            </p>
            <div className={css['welcomeActions']}>
              <Button variant="primary" size="large" onClick={newFilm}>
                Write your first film
              </Button>
              <Button size="large" disabled={opening !== null} onClick={() => void sample()}>
                {opening === 'sample' ? 'Making the sample…' : 'Look around in a sample'}
              </Button>
            </div>
            <ol className={css['steps']}>
              {['Story', 'Board', 'Frames', 'Takes', 'Cut'].map((step, index) => (
                <li key={step}>
                  <span>{index + 1}</span>
                  {step}
                </li>
              ))}
            </ol>
          </section>
        ) : null}
        {first ? null : <StartLine />}
        {first || error !== null ? null : (
          <section aria-labelledby="recent">
            <h2 id="recent" className={css['sectionTitle']}>
              Recent films
            </h2>
            {projects === null ? (
              <output className={css['grid']} aria-label="Loading films">
                {Array.from({ length: 4 }, (_, index) => (
                  <div key={index}>
                    <Skeleton ratio={16 / 9} />
                    <Skeleton className={css['skeletonLine']} />
                  </div>
                ))}
              </output>
            ) : (
              <ul className={css['grid']}>
                {projects.map((project) => (
                  <PosterCard
                    key={project.key}
                    project={project}
                    busy={opening === project.key}
                    onOpen={() => void open(project.key, () => app.change('projects.open', { key: project.key }))}
                  />
                ))}
              </ul>
            )}
          </section>
        )}
      </main>

      <footer className={css['installed']} aria-label="What is installed">
        {info === null ? (
          <Skeleton className={css['installedSkeleton']} />
        ) : (
          <>
            <ul>
              {info.installed.map((item) => (
                <li key={item.id} data-state={item.state}>
                  <span className={css['installedDot']} aria-hidden="true" />
                  <span className={css['installedLabel']}>{item.label}</span>
                  <span className={css['installedDetail']}>
                    {item.state === 'missing' ? <span className="visually-hidden">Missing: </span> : null}
                    {item.detail}
                  </span>
                </li>
              ))}
              {connected === null ? null : (
                <li data-state={connected.ready ? 'ready' : 'missing'}>
                  <span className={css['installedDot']} aria-hidden="true" />
                  <span className={css['installedLabel']}>Providers</span>
                  <button
                    type="button"
                    className={css['installedLink']}
                    title={connected.words}
                    onClick={() => app.session.actions.showSettings('providers')}
                  >
                    {connected.words}
                    <span className="visually-hidden">, open the settings</span>
                  </button>
                </li>
              )}
            </ul>
            <div className={css['installedEnd']}>
              <span className={css['installedDetail']}>Version {info.version}</span>
              <Button size="small" onClick={() => app.ui.actions.openSheet('doctor')}>
                Check this computer
              </Button>
            </div>
          </>
        )}
      </footer>
    </div>
  );
}

/** The quickest way in: one sentence, Enter, and the brief opens with it. */
function StartLine() {
  const app = useStudio();
  const [sentence, setSentence] = useState('');
  return (
    <form
      className={css['start']}
      onSubmit={(event) => {
        event.preventDefault();
        beginDraft(app, sentence);
        app.session.actions.showScreen('brief');
      }}
    >
      <div className={css['startField']}>
        <label htmlFor="start-sentence" className={css['startLabel']}>
          What is the next film about?
        </label>
        <input
          id="start-sentence"
          className={css['startInput']}
          placeholder="One sentence is enough"
          value={sentence}
          maxLength={PROMPT_MAX_CHARACTERS}
          onChange={(event) => setSentence(event.target.value)}
        />
      </div>
      <Button type="submit" size="large" className={css['startButton']} icon={<ArrowRight />}>
        Go on
      </Button>
    </form>
  );
}

function PosterCard({ project, busy, onOpen }: { project: ProjectCard; busy: boolean; onOpen: () => void }) {
  const now = useNow();
  const app = useStudio();
  const facts = [
    project.seconds === null ? null : formatSeconds(project.seconds),
    project.scenes === 0 ? null : countOf(project.scenes, 'scene'),
    formatAgo(project.openedAt, now),
  ].filter((fact) => fact !== null);

  return (
    <li className={css['card']} data-available={project.available}>
      <button
        type="button"
        className={css['poster']}
        disabled={!project.available || busy}
        onClick={onOpen}
        aria-label={
          project.poster === null || project.projectId === null ? `Open ${project.name}: ${project.prompt}` : `Open ${project.name}`
        }
      >
        {project.poster === null || project.projectId === null ? (
          <span className={css['posterWords']} aria-hidden="true">
            {project.prompt}
          </span>
        ) : (
          <>
            <img
              className={css['posterBack']}
              src={app.client.mediaUrl(project.projectId, project.poster.sha256, { width: 640 })}
              alt=""
              loading="lazy"
              draggable={false}
            />
            <img
              className={css['posterFront']}
              src={app.client.mediaUrl(project.projectId, project.poster.sha256, { width: 640 })}
              alt=""
              loading="lazy"
              draggable={false}
            />
          </>
        )}
        {busy ? <span className={css['posterBusy']}>Opening…</span> : null}
      </button>
      <div className={css['cardText']}>
        <div className={css['cardTitles']}>
          <h3 title={project.path}>{project.name}</h3>
          {project.available ? (
            <p>{facts.join(' · ')}</p>
          ) : (
            <p className={css['gone']}>
              <CircleAlert aria-hidden="true" />
              The folder is not there now
            </p>
          )}
        </div>
        <DropdownMenu.Root>
          <DropdownMenu.Trigger asChild>
            <IconButton size="small" label={`More for ${project.name}`} icon={<MoreHorizontal aria-hidden="true" />} />
          </DropdownMenu.Trigger>
          <DropdownMenu.Portal>
            <DropdownMenu.Content className={menu['menu']} align="end" sideOffset={4}>
              <DropdownMenu.Item className={menu['item']} disabled={!project.available} onSelect={onOpen}>
                Open
              </DropdownMenu.Item>
              <DropdownMenu.Item
                className={menu['item']}
                onSelect={() =>
                  void app.change(
                    'projects.forget',
                    { key: project.key },
                    { done: `${project.name} taken off the list; its folder stays where it is` },
                  )
                }
              >
                Take off this list
              </DropdownMenu.Item>
            </DropdownMenu.Content>
          </DropdownMenu.Portal>
        </DropdownMenu.Root>
      </div>
    </li>
  );
}
