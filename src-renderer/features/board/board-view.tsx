import { Clapperboard } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import type { StudioAction } from '../../actions/registry.ts';
import { moveScene, removeScene, stepScene } from '../../actions/studio-actions.ts';
import type { StudioApp } from '../../app/studio-app.ts';
import { useFilm, useJobs, useRegisterActions, useStudio } from '../../app/studio-context.tsx';
import { selectBrief, selectFilmSeconds, selectScenes } from '../../stores/film/selectors.ts';
import { selectAnyActive } from '../../stores/jobs/selectors.ts';
import { Button } from '../../ui/button.tsx';
import { countOf, formatSeconds } from '../../ui/format.ts';
import { EmptyState } from '../../ui/notices.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { aspectRatio } from '../../ui/words.ts';
import { RunButton } from '../studio/run-button.tsx';
import { StageHead } from '../studio/stage-head.tsx';
import { reorderedBy } from './reorder.ts';
import { SceneCard } from './scene-card.tsx';
import css from './board.module.css';

/** The film on one page: every scene with its first and last picture. */
export default function BoardView() {
  const app = useStudio();
  const scenes = useFilm(selectScenes);
  const brief = useFilm(selectBrief);
  const seconds = useFilm(selectFilmSeconds);
  const anyActive = useJobs(selectAnyActive);
  const grid = useRef<HTMLOListElement>(null);
  const [dragged, setDragged] = useState<string | null>(null);
  const [dropAt, setDropAt] = useState<number | null>(null);

  useRegisterActions(boardActions);

  // The cursor keys move the selection; the selected card is brought into view and keeps the focus.
  useEffect(
    () =>
      app.session.api.subscribe((state, before) => {
        if (state.sceneId === before.sceneId || state.sceneId === null) return;
        const card = grid.current?.querySelector<HTMLElement>(`[data-scene="${CSS.escape(state.sceneId)}"]`);
        card?.scrollIntoView({ block: 'nearest' });
        if (grid.current?.contains(document.activeElement) === true)
          card?.querySelector<HTMLElement>('button')?.focus({ preventScroll: true });
      }),
    [app],
  );

  if (brief === null) return null;
  const ratio = aspectRatio(brief.aspect);
  const undrawn = scenes.filter((scene) => scene.startFrame.picked === null || scene.endFrame.picked === null).length;
  const stale = scenes.filter((scene) => scene.startFrame.state === 'stale' || scene.endFrame.state === 'stale').length;

  if (scenes.length === 0) {
    return anyActive ? (
      <>
        <StageHead title="Board" facts="The story is being written" />
        <output className={css['grid']} aria-label="The story is being written">
          {Array.from({ length: 4 }, (_, index) => (
            <div key={index} className={css['ghost']}>
              <div className={css['ghostPictures']}>
                <Skeleton ratio={ratio} />
                <Skeleton ratio={ratio} />
              </div>
              <Skeleton className={css['ghostLine']} />
              <Skeleton />
            </div>
          ))}
        </output>
      </>
    ) : (
      <EmptyState
        icon={<Clapperboard />}
        title="No scenes yet"
        actions={
          <>
            <RunButton until="frames" label="Create storyboard" primary />
            <Button onClick={() => app.session.actions.showStage('story')}>Go to the story</Button>
          </>
        }
      >
        The board fills as soon as the story is written.
      </EmptyState>
    );
  }

  const drop = () => {
    if (dragged !== null && dropAt !== null) {
      const { projectId } = app.film.get();
      const ids = scenes.map((scene) => scene.id);
      const next = reorderedBy(ids, dragged, dropAt);
      if (projectId !== null && next.some((id, index) => id !== ids[index])) {
        void app.change('scenes.reorder', { projectId, sceneIds: next }, { done: 'Scenes reordered', undoable: true });
      }
    }
    setDragged(null);
    setDropAt(null);
  };

  return (
    <>
      <StageHead
        title="Board"
        facts={`${countOf(scenes.length, 'scene')} · ${formatSeconds(seconds)}${undrawn > 0 ? ` · ${undrawn} without pictures` : ''}${stale > 0 ? ` · ${stale} out of date` : ''}`}
      >
        {undrawn > 0 || stale > 0 ? (
          <RunButton until="frames" label={stale > 0 && undrawn === 0 ? 'Draw what is out of date' : 'Draw the frames'} primary />
        ) : (
          <RunButton until="takes" label="Shoot takes" primary={scenes.every((scene) => scene.takes === 0)} />
        )}
      </StageHead>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- dragging has its keys: Alt with the cursor keys */}
      <ol
        ref={grid}
        id="board-grid"
        className={css['grid']}
        aria-label="Scenes"
        style={{ '--card-min': ratio >= 1 ? '380px' : '280px' }}
        onDragOver={(event) => {
          if (dragged === null) return;
          event.preventDefault();
          const at = insertionAt(event.currentTarget, event.clientX, event.clientY);
          setDropAt((before) => (before === at ? before : at));
        }}
        onDrop={(event) => {
          event.preventDefault();
          drop();
        }}
      >
        {scenes.map((scene, index) => (
          <SceneCard
            key={scene.id}
            scene={scene}
            ratio={ratio}
            running={anyActive}
            mark={dropAt === index ? 'before' : dropAt === scenes.length && index === scenes.length - 1 ? 'after' : null}
            lifted={dragged === scene.id}
            onDragStart={setDragged}
            onDragEnd={() => {
              setDragged(null);
              setDropAt(null);
            }}
          />
        ))}
      </ol>
    </>
  );
}

/** Columns the grid shows now. */
function columnsOf(grid: Element | null): number {
  return grid === null ? 1 : Math.max(1, getComputedStyle(grid).gridTemplateColumns.split(' ').length);
}

/** Index in front of which something dropped here lands. */
function insertionAt(grid: HTMLElement, x: number, y: number): number {
  const cards = [...grid.children];
  for (const [index, card] of cards.entries()) {
    const box = card.getBoundingClientRect();
    if (y < box.top || (y <= box.bottom && x < box.left + box.width / 2)) return index;
  }
  return cards.length;
}

/** The board registers its keys once for all boards; there is only ever one on screen. */
const columns = () => columnsOf(document.querySelector('#board-grid'));
const scenesThere = (app: StudioApp) => selectScenes(app.film.get()).length > 0;
const step = (id: string, label: string, keys: string, by: () => number): StudioAction => ({
  id,
  label,
  section: 'Scene',
  keys: [keys],
  hidden: true,
  when: scenesThere,
  perform: (app) => stepScene(app, by()),
});

const boardActions: readonly StudioAction[] = [
  step('board.left', 'Scene to the left', 'arrowleft', () => -1),
  step('board.right', 'Scene to the right', 'arrowright', () => 1),
  step('board.up', 'Scene above', 'arrowup', () => -columns()),
  step('board.down', 'Scene below', 'arrowdown', () => columns()),
  {
    id: 'board.move-earlier',
    label: 'Move scene earlier',
    section: 'Scene',
    keys: ['alt+arrowleft'],
    hidden: true,
    when: scenesThere,
    perform: (app) => moveScene(app, -1),
  },
  {
    id: 'board.move-later',
    label: 'Move scene later',
    section: 'Scene',
    keys: ['alt+arrowright'],
    hidden: true,
    when: scenesThere,
    perform: (app) => moveScene(app, 1),
  },
  { id: 'scene.remove', label: 'Remove scene', section: 'Scene', keys: ['delete', 'backspace'], when: scenesThere, perform: removeScene },
  {
    id: 'board.open-frames',
    label: 'Open the frames of the scene',
    section: 'Scene',
    keys: ['mod+enter'],
    when: scenesThere,
    perform: (app) => app.session.actions.showStage('frames'),
  },
];
