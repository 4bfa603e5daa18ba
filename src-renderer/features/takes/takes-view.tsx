/** The Takes stage: the shots of a scene side by side, in step, with what was measured about each. */
import { Clapperboard, Film } from 'lucide-react';
import { useEffect, useMemo, useState } from 'react';
import type { RunView, SceneView, Take } from '#contract/model/film.ts';
import { useFilm, useJobs, useSceneView, useSession, useStudio } from '../../app/studio-context.tsx';
import { selectBrief, selectPickedTake, selectReview, selectScene, selectScenes } from '../../stores/film/selectors.ts';
import { isRunActive, selectRuns } from '../../stores/jobs/selectors.ts';
import { selectSelectedSceneId, selectSelectedTakeId } from '../../stores/session/selectors.ts';
import { Button } from '../../ui/button.tsx';
import { formatSeconds } from '../../ui/format.ts';
import { EmptyState, ErrorNotice } from '../../ui/notices.tsx';
import { Panel } from '../../ui/panel.tsx';
import { Picture } from '../../ui/picture.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { aspectRatio, movementWords } from '../../ui/words.ts';
import { firstPair } from '../frames/candidates.ts';
import { useRoom } from '../frames/measured-box.ts';
import { usePrice } from '../frames/price.ts';
import { SceneHeading } from '../frames/scene-heading.tsx';
import { SynchronisedPlayback } from '../timeline/synchronised-playback.ts';
import { TransportBar } from '../timeline/transport-bar.tsx';
import { useLiveActions } from '../timeline/use-live-actions.ts';
import { dimensionsOf, radarAxes } from './dimensions.ts';
import { MeasuredTable } from './measured-table.tsx';
import { RadarChart } from './radar-chart.tsx';
import { ShootPanel } from './shoot-panel.tsx';
import { TakeCard } from './take-card.tsx';
import { TakeCompare } from './take-compare.tsx';
import { pickTake, showTake, takesToShow } from './take-operations.ts';
import { takesActions } from './takes-actions.ts';
import type { TakesCommands } from './takes-actions.ts';
import { TakesNotice } from './takes-notice.tsx';
import css from './takes.module.css';

/** Takes in one order when nothing else is asked for. */
const TAKES_AT_ONCE = 3;
const GAP = 12;
const CARD_MIN = 224;

export default function TakesView() {
  const app = useStudio();
  const sceneId = useSession(selectSelectedSceneId);
  const scenes = useFilm(selectScenes);
  const scene = useFilm((state) => selectScene(state, sceneId));
  const entry = useSceneView(sceneId);
  const ratio = useFilm((state) => aspectRatio(selectBrief(state)?.aspect ?? '16:9'));
  if (scenes.length === 0 || scene === null) {
    return (
      <EmptyState
        icon={<Clapperboard />}
        title="No scenes yet"
        actions={<Button onClick={() => app.session.actions.showStage('story')}>Go to the story</Button>}
      >
        Takes are shot from the hero frame of each scene, once the story has scenes.
      </EmptyState>
    );
  }
  if (entry.view === null) {
    if (entry.error !== null) return <ErrorNotice error={entry.error} onRetry={() => app.sync.refetch()} />;
    return (
      <div className={css['loading']} aria-busy="true" aria-label="Loading the takes">
        {[1, 2, 3].map((each) => (
          <Skeleton key={each} ratio={ratio} />
        ))}
      </div>
    );
  }
  return <SceneTakes key={scene.id} view={entry.view} ratio={ratio} />;
}

function SceneTakes({ view, ratio }: { view: SceneView; ratio: number }) {
  const app = useStudio();
  const scene = useFilm((state) => selectScene(state, view.summary.id)) ?? view.summary;
  const review = useFilm(selectReview);
  const pickedId = useFilm((state) => selectPickedTake(state, scene));
  const focusedId = useSession(selectSelectedTakeId);
  const [playback] = useState(() => {
    const made = new SynchronisedPlayback();
    made.setLoop(true);
    return made;
  });
  const atWork = useJobs((state) => Object.values(selectRuns(state)).some((run) => isRunActive(run) && worksOn(run, scene.id)));
  const price = usePrice('take', view.takes, TAKES_AT_ONCE);
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const [editing, setEditing] = useState(false);
  const [compared, setCompared] = useState<[string, string] | null>(null);
  const [viewRef, row] = useRoom<HTMLDivElement>();

  const shown = useMemo(() => takesToShow(view.takes, pickedId, chosen), [view.takes, pickedId, chosen]);
  const others = view.takes.filter((take) => !shown.includes(take));
  const playable = shown.filter((take) => take.asset !== null);
  const longest = Math.max(0, ...playable.map((take) => take.seconds));
  const measuredTakes = useMemo(() => shown.filter((take) => take.status === 'ready'), [shown]);
  const dimensions = useMemo(() => dimensionsOf(measuredTakes), [measuredTakes]);
  const axes = useMemo(() => radarAxes(dimensions.measured), [dimensions]);
  const decision = scene.picked !== null && scene.picked.takeId === pickedId ? scene.picked.decision : null;
  const below = review.some((item) => item.sceneId === scene.id && item.state === 'open' && item.kind === 'takes-below-threshold');

  useEffect(() => playback.setDuration(longest), [playback, longest]);
  useEffect(() => () => playback.dispose(), [playback]);

  const find = (id: string | null): Take | undefined => view.takes.find((take) => take.id === id);
  const pick = (id: string): void => {
    const take = find(id);
    if (take !== undefined) void pickTake(app, scene, take);
  };
  const toggleCompare = (): void => {
    const pair = firstPair(playable, pickedId, focusedId);
    if (compared !== null) setCompared(null);
    else if (pair !== null) setCompared([pair[0].id, pair[1].id]);
    else app.ui.actions.showToast({ message: 'There must be two takes to compare.' });
  };
  const commands: TakesCommands = {
    playback,
    pickShown: (index) => {
      const take = shown[index];
      if (take !== undefined) pick(take.id);
    },
    pickFocused: () => (focusedId === null ? undefined : pick(focusedId)),
    focusBy: (by) => {
      const index = shown.findIndex((take) => take.id === (focusedId ?? pickedId));
      const next = shown[Math.min(shown.length - 1, Math.max(0, index + by))];
      if (next !== undefined) app.session.actions.selectTake(next.id);
    },
    toggleCompare,
    swap: () => setCompared((pair) => (pair === null ? null : [pair[1], pair[0]])),
    comparing: compared !== null,
    shootMore: () => setEditing(true),
    canPlay: playable.length > 0,
    canShoot: scene.hero !== null,
  };
  useLiveActions(commands, takesActions);

  // Players leave room for what was measured below them.
  const stageHeight = row?.height ?? 640;
  const cardMax = Math.round(Math.min(620, Math.max(ratio < 1 ? 180 : 220, stageHeight * 0.58 * ratio)));
  const cardMin = Math.min(CARD_MIN, cardMax);
  const columns = row === null ? shown.length : Math.max(1, Math.min(shown.length, Math.floor((row.width + GAP) / (cardMin + GAP))));
  const left = find(compared?.[0] ?? null);
  const right = find(compared?.[1] ?? null);
  const fromHero =
    scene.hero === null ? 'no hero frame yet' : scene.hero.decision.by === 'you' ? 'from the hero frame you chose' : 'from the hero frame';

  return (
    <div ref={viewRef} className={css['view']}>
      <SceneHeading
        scene={scene}
        makes="clip"
        about={`${formatSeconds(scene.spec.seconds)} · ${movementWords[scene.spec.camera.movement].toLowerCase()} · ${fromHero}`}
      >
        <Button keys="c" aria-pressed={compared !== null} disabled={playable.length < 2} onClick={toggleCompare}>
          Compare
        </Button>
        <Button keys="r" money={price} disabled={scene.hero === null} onClick={() => setEditing(true)}>
          Shoot {TAKES_AT_ONCE}
          {view.takes.length === 0 ? ' takes' : ' more'}
        </Button>
      </SceneHeading>

      <TakesNotice scene={scene} below={below} hasTakes={view.takes.length > 0} onShoot={() => setEditing(true)} />
      {editing ? <ShootPanel view={view} count={TAKES_AT_ONCE} onClose={() => setEditing(false)} /> : null}

      {view.takes.length === 0 ? (
        <NoTakes view={view} ratio={ratio} atWork={atWork} onShoot={() => setEditing(true)} />
      ) : (
        <>
          {left !== undefined && right !== undefined ? (
            <TakeCompare
              left={left}
              right={right}
              ratio={ratio}
              playback={playback}
              takes={playable}
              pickedId={pickedId}
              onPair={(a, b) => setCompared([a, b])}
              onPick={pick}
              onClose={() => setCompared(null)}
            />
          ) : (
            <ul
              className={css['players']}
              aria-label="Takes"
              style={{ gridTemplateColumns: `repeat(${columns}, minmax(0, ${cardMax}px))`, gap: GAP }}
            >
              {shown.map((take, index) => (
                <TakeCard
                  key={take.id}
                  take={take}
                  position={index + 1}
                  playback={playback}
                  ratio={ratio}
                  hero={scene.hero?.asset ?? null}
                  focused={take.id === focusedId}
                  picked={take.id === pickedId}
                  decision={take.id === pickedId ? decision : null}
                  onFocus={(id) => app.session.actions.selectTake(id)}
                  onPick={pick}
                />
              ))}
            </ul>
          )}
          <div className={css['transport']}>
            <TransportBar playback={playback} of="takes" totalSeconds={longest} loop disabled={playable.length === 0} />
            {others.length === 0 ? null : (
              <ul className={css['others']} aria-label="Other takes">
                {others.map((take) => (
                  <li key={take.id}>
                    <button
                      type="button"
                      aria-label={`${take.number}: show this take in a player`}
                      onClick={() =>
                        setChosen(
                          showTake(
                            shown.map((each) => each.id),
                            take.id,
                            pickedId,
                          ),
                        )
                      }
                    >
                      <Picture asset={take.poster} alt="" ratio={ratio} width={64} busy={take.status === 'making'} />
                      <span>{take.number}</span>
                    </button>
                  </li>
                ))}
              </ul>
            )}
          </div>
          {compared === null && measuredTakes.length > 0 ? (
            <div className={css['panels']}>
              <h2 className="visually-hidden">What was measured</h2>
              <Panel title="Quality" className={css['panel']}>
                {axes.length === 0 ? (
                  <p className={css['quiet']}>Fewer than three dimensions are measured, so there is no shape to draw.</p>
                ) : (
                  <RadarChart axes={axes} takes={measuredTakes} pickedId={pickedId} focusedId={focusedId} />
                )}
              </Panel>
              <Panel title="Measured" aside={whereWords(dimensions.measured)} className={css['panel']}>
                <MeasuredTable dimensions={dimensions} takes={measuredTakes} />
              </Panel>
            </div>
          ) : null}
        </>
      )}
    </div>
  );
}

/** Whether a run brings takes of a scene: the whole film's does, and the scene's own. */
function worksOn(run: RunView, sceneId: string): boolean {
  return run.kind === 'film' || (run.kind === 'takes' && run.result?.sceneId === sceneId);
}

/** Where the measuring happened, when it was all in one place. */
function whereWords(measured: readonly { where: string | null }[]): string {
  const places = new Set(measured.flatMap((each) => (each.where === null ? [] : [each.where])));
  const [only] = places;
  return places.size === 1 && only !== undefined ? `on ${only}` : '';
}

function NoTakes({ view, ratio, atWork, onShoot }: { view: SceneView; ratio: number; atWork: boolean; onShoot: () => void }) {
  const app = useStudio();
  const price = usePrice('take', view.takes, TAKES_AT_ONCE);
  const { hero } = view.summary;
  if (hero === null) {
    return (
      <EmptyState
        icon={<Film />}
        title="This scene has no hero frame yet"
        actions={<Button onClick={() => app.session.actions.showStage('frames')}>Go to the frames</Button>}
      >
        Takes are shot from the picked start frame. Make and pick one first.
      </EmptyState>
    );
  }
  return (
    <div className={css['noTakes']}>
      <Picture asset={hero.asset} alt="The hero frame" ratio={ratio} width={560} className={css['noTakesPicture']} />
      <div className={css['noTakesWords']}>
        <h2>{atWork ? 'Takes are on their way' : 'No takes yet'}</h2>
        <p>
          {atWork
            ? 'They appear here as each can be played, and are measured as they come.'
            : `Shoot this frame ${TAKES_AT_ONCE} times, measure every take and let the best be picked. You can overrule it with a digit.`}
        </p>
        <Button variant={atWork ? 'plain' : 'primary'} keys="r" money={price} onClick={onShoot}>
          Shoot {TAKES_AT_ONCE} takes
        </Button>
      </div>
    </div>
  );
}
