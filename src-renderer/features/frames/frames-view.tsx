/** The Frames stage: the start and end frame of a scene, each chosen among its variations. */
import { GalleryThumbnails, ImageUp } from 'lucide-react';
import { useMemo, useRef, useState } from 'react';
import type { DragEvent } from 'react';
import type { SceneView, Variation } from '#contract/model/film.ts';
import { frameRoleValues } from '#contract/model/primitives.ts';
import { useFilm, useJobs, useSceneView, useSession, useStudio } from '../../app/studio-context.tsx';
import { selectBrief, selectPickedVariation, selectScene, selectScenes } from '../../stores/film/selectors.ts';
import { selectAnyActive } from '../../stores/jobs/selectors.ts';
import { selectFrameRoleShown, selectSelectedSceneId, selectSelectedVariationId } from '../../stores/session/selectors.ts';
import { Button } from '../../ui/button.tsx';
import { ChipChoice } from '../../ui/chip.tsx';
import { classNames } from '../../ui/class-names.ts';
import { countOf, formatSeconds } from '../../ui/format.ts';
import { EmptyState, ErrorNotice } from '../../ui/notices.tsx';
import { Picture } from '../../ui/picture.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { aspectRatio, movementWords } from '../../ui/words.ts';
import { useLiveActions } from '../timeline/use-live-actions.ts';
import { CandidateGrid } from './candidate-grid.tsx';
import { firstPair, groupCandidates } from './candidates.ts';
import type { CandidateOrder } from './candidates.ts';
import { FrameCompare } from './frame-compare.tsx';
import { FrameNotice } from './frame-notice.tsx';
import { framesActions } from './frames-actions.ts';
import type { FramesCommands } from './frames-actions.ts';
import { makeHero, pickVariation, replaceWithOwn, roleWords } from './frame-operations.ts';
import { Lightbox } from './lightbox.tsx';
import { MoreVariations } from './more-variations.tsx';
import { presetSettings } from '#contract/model/presets.ts';
import { usePrice } from './price.ts';
import { PromptRounds } from './prompt-rounds.tsx';
import { SceneHeading } from './scene-heading.tsx';
import css from './frames.module.css';

/** Pixels; the width follows from the film's shape. */
const ROLE_THUMB_HEIGHT = 28;

export default function FramesView() {
  const app = useStudio();
  const sceneId = useSession(selectSelectedSceneId);
  const scenes = useFilm(selectScenes);
  const scene = useFilm((state) => selectScene(state, sceneId));
  const entry = useSceneView(sceneId);
  if (scenes.length === 0 || scene === null) {
    return (
      <EmptyState
        icon={<GalleryThumbnails />}
        title="No scenes yet"
        actions={<Button onClick={() => app.session.actions.showStage('story')}>Go to the story</Button>}
      >
        Every scene is held between a start and an end frame. They are made here once the story has scenes.
      </EmptyState>
    );
  }
  if (entry.view === null) {
    if (entry.error !== null) return <ErrorNotice error={entry.error} onRetry={() => app.sync.refetch()} />;
    return <LoadingFrames />;
  }
  return <SceneFrames key={scene.id} view={entry.view} />;
}

function LoadingFrames() {
  const ratio = useFilm((state) => aspectRatio(selectBrief(state)?.aspect ?? '16:9'));
  return (
    <div className={css['loading']} aria-busy="true" aria-label="Loading the frames">
      {[1, 2, 3, 4].map((each) => (
        <Skeleton key={each} ratio={ratio} />
      ))}
    </div>
  );
}

function SceneFrames({ view }: { view: SceneView }) {
  const app = useStudio();
  // The film's summary is fresher than the scene's own copy while the scene is being fetched again.
  const scene = useFilm((state) => selectScene(state, view.summary.id)) ?? view.summary;
  const role = useSession(selectFrameRoleShown);
  const focusedId = useSession(selectSelectedVariationId);
  const brief = useFilm(selectBrief);
  const frame = role === 'start' ? view.startFrame : view.endFrame;
  const summary = role === 'start' ? scene.startFrame : scene.endFrame;
  const pickedId = useFilm((state) => selectPickedVariation(state, summary));
  const ratio = aspectRatio(brief?.aspect ?? '16:9');
  const batch = presetSettings[brief?.preset ?? 'balanced'].variations;

  const atWork = useJobs(selectAnyActive);
  const price = usePrice('picture', frame.candidates, batch);

  const [order, setOrder] = useState<CandidateOrder>('made');
  const [editing, setEditing] = useState(false);
  const [opened, setOpened] = useState<string | null>(null);
  const [compared, setCompared] = useState<[string, string] | null>(null);
  const [dropping, setDropping] = useState(false);
  const file = useRef<HTMLInputElement>(null);

  const groups = useMemo(() => groupCandidates(frame.candidates, frame.prompts, order), [frame, order]);
  const shown = useMemo(() => groups.flatMap((group) => group.candidates), [groups]);
  const ready = shown.filter((candidate) => candidate.asset !== null);

  const find = (id: string): Variation | undefined => frame.candidates.find((candidate) => candidate.id === id);
  const pick = (id: string): void => {
    const candidate = find(id);
    if (candidate !== undefined) void pickVariation(app, scene.id, frame, candidate);
  };
  const hero = (id: string): void => {
    const candidate = find(id);
    if (candidate !== undefined) void makeHero(app, scene, candidate);
  };
  const toggleCompare = (): void => {
    const pair = firstPair(ready, pickedId, focusedId);
    if (compared !== null) setCompared(null);
    else if (pair !== null) setCompared([pair[0].id, pair[1].id]);
    else app.ui.actions.showToast({ message: 'There must be two pictures to compare.' });
  };

  useLiveActions<FramesCommands>(
    {
      pickShown: (index) => {
        const candidate = shown[index];
        if (candidate !== undefined) pick(candidate.id);
      },
      pickFocused: () => (focusedId === null ? undefined : pick(focusedId)),
      makeFocusedHero: () => (focusedId === null ? undefined : hero(focusedId)),
      openFocused: () => setOpened(focusedId),
      hasFocused: focusedId !== null,
      toggleCompare,
      swap: () => setCompared((pair) => (pair === null ? null : [pair[1], pair[0]])),
      comparing: compared !== null,
      regenerate: () => setEditing(true),
    },
    framesActions,
  );

  const onDrop = (event: DragEvent): void => {
    event.preventDefault();
    setDropping(false);
    const dropped = event.dataTransfer.files[0];
    if (dropped !== undefined) void replaceWithOwn(app, scene, role, dropped);
  };
  const carriesFiles = (event: DragEvent): boolean => event.dataTransfer.types.includes('Files');
  const pair = compared === null ? null : ([find(compared[0]), find(compared[1])] as const);
  const left = pair?.[0];
  const right = pair?.[1];

  return (
    // Dropping a file has a twin in the "Use own picture" button, so nothing here is for the pointer alone.
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions
    <div
      className={css['view']}
      onDragOver={(event) => {
        if (!carriesFiles(event)) return;
        event.preventDefault();
        setDropping(true);
      }}
      onDragLeave={(event) => {
        if (!(event.relatedTarget instanceof Node) || !event.currentTarget.contains(event.relatedTarget)) setDropping(false);
      }}
      onDrop={onDrop}
    >
      <SceneHeading
        scene={scene}
        makes="picture"
        about={`${formatSeconds(scene.spec.seconds)} · ${movementWords[scene.spec.camera.movement].toLowerCase()} · ${scene.spec.action}`}
      >
        <Button keys="c" aria-pressed={compared !== null} onClick={toggleCompare} disabled={ready.length < 2}>
          Compare
        </Button>
        <Button keys="r" money={price} onClick={() => setEditing(true)}>
          {frame.candidates.length === 0
            ? `Make ${countOf(batch, 'variation')}`
            : `${batch} more ${batch === 1 ? 'variation' : 'variations'}`}
        </Button>
      </SceneHeading>

      <div className={css['bar']}>
        <div className={css['roles']} role="tablist" aria-label="Frame of the scene">
          {frameRoleValues.map((each) => {
            const of = each === 'start' ? scene.startFrame : scene.endFrame;
            return (
              <button
                key={each}
                type="button"
                role="tab"
                aria-selected={each === role}
                aria-controls="frame-candidates"
                className={css['role']}
                onClick={() => app.session.actions.selectFrameRole(each)}
              >
                <span className={css['roleThumb']} style={{ width: Math.round(ROLE_THUMB_HEIGHT * ratio) }}>
                  <Picture asset={of.picked?.asset ?? null} alt="" ratio={ratio} width={64} busy={of.status === 'making'} />
                </span>
                <span>{roleWords[each]}</span>
                <span className={css['roleCount']}>{of.variations === 0 ? '' : of.variations}</span>
              </button>
            );
          })}
        </div>
        <div className={css['barEnd']}>
          {frame.candidates.length > 1 && compared === null ? (
            <ChipChoice
              label="Order"
              value={order}
              options={[
                { value: 'made', label: 'As made' },
                { value: 'rank', label: 'By rank' },
              ]}
              onChange={setOrder}
            />
          ) : null}
          <Button size="small" variant="quiet" icon={<ImageUp />} onClick={() => file.current?.click()}>
            Use own picture
          </Button>
          <input
            ref={file}
            type="file"
            accept="image/png,image/jpeg,image/webp"
            aria-label={`Own picture for the ${roleWords[role].toLowerCase()}`}
            className="visually-hidden"
            tabIndex={-1}
            onChange={(event) => {
              const chosen = event.target.files?.[0];
              event.target.value = '';
              if (chosen !== undefined) void replaceWithOwn(app, scene, role, chosen);
            }}
          />
        </div>
      </div>

      <FrameNotice
        frame={summary}
        bar={brief === null ? null : presetSettings[brief.preset].threshold}
        onRegenerate={() => setEditing(true)}
      />
      {editing ? <MoreVariations key={frame.id} scene={scene} frame={frame} count={batch} onClose={() => setEditing(false)} /> : null}

      <div id="frame-candidates" role="tabpanel" aria-label={roleWords[role]} className={css['candidates']}>
        {left !== undefined && right !== undefined ? (
          <FrameCompare
            left={left}
            right={right}
            ratio={ratio}
            candidates={ready}
            pickedId={pickedId}
            onPair={(a, b) => setCompared([a, b])}
            onPick={pick}
            onClose={() => setCompared(null)}
          />
        ) : (
          <CandidateGrid
            groups={groups}
            expected={
              frame.candidates.length === 0 && (summary.status === 'making' || (summary.status === 'waiting' && atWork)) ? batch : 0
            }
            making={summary.status === 'making'}
            role={role}
            ratio={ratio}
            focusedId={focusedId}
            pickedId={pickedId}
            decision={summary.picked?.variationId === pickedId ? (summary.picked?.decision ?? null) : null}
            heroId={scene.hero?.variationId ?? null}
            onFocus={(id) => app.session.actions.selectVariation(id)}
            onOpen={setOpened}
            onPick={pick}
            onHero={hero}
          />
        )}
      </div>
      <PromptRounds prompts={frame.prompts} />
      {opened === null ? null : (
        <Lightbox
          candidates={ready}
          shownId={opened}
          pickedId={pickedId}
          ratio={ratio}
          onShow={(id) => {
            setOpened(id);
            app.session.actions.selectVariation(id);
          }}
          onPick={pick}
          onClose={() => setOpened(null)}
        />
      )}
      <div className={classNames(css['drop'], dropping && css['dropping'])} aria-hidden="true">
        Drop to use it as the {roleWords[role].toLowerCase()}
      </div>
    </div>
  );
}
