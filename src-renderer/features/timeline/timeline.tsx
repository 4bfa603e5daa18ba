/** The film from left to right: always at the bottom of the studio. */
import { Copy, Maximize, Scissors, Trash2, UnfoldHorizontal, ZoomIn, ZoomOut } from 'lucide-react';
import { useCallback, useEffect, useMemo, useRef } from 'react';
import type { KeyboardEvent, MouseEvent, PointerEvent, ReactNode } from 'react';
import type { StudioAction } from '../../actions/registry.ts';
import { performAction, useFilm, useRegisterActions, useSession, useStudio } from '../../app/studio-context.tsx';
import { selectBrief, selectCaptions, selectScenes } from '../../stores/film/selectors.ts';
import { selectSelectedSceneId, selectStage } from '../../stores/session/selectors.ts';
import { IconButton } from '../../ui/button.tsx';
import { formatSeconds } from '../../ui/format.ts';
import { aspectRatio } from '../../ui/words.ts';
import { useFilmPlayback } from './film-playback.ts';
import { hitTest, layOut, MAX_PIXELS_PER_SECOND, rulerTicks, totalSeconds, toPixels, visibleSpans } from './geometry.ts';
import { Playhead } from './playhead.tsx';
import { SceneBlock } from './scene-block.tsx';
import { SceneMenu } from './scene-menu.tsx';
import { reorderScenes, retimeScene, selectNeighbour, timelineActions } from './timeline-actions.ts';
import { startTimelineDrag } from './timeline-drag.ts';
import type { Placement } from './timeline-drag.ts';
import { Timecode, TransportBar } from './transport-bar.tsx';
import { useLiveActions } from './use-live-actions.ts';
import { SIDE_ROOM, useTimelineView, ZOOM_STEP } from './use-timeline-view.ts';
import type { TimelineView } from './use-timeline-view.ts';
import { captionClips, voiceClips, WordTrack } from './word-tracks.tsx';
import css from './timeline.module.css';

/** Height of the pictures on the track, pixels; the tiles' width follows from the film's shape. */
const STRIP_HEIGHT = 54;

export default function Timeline() {
  const app = useStudio();
  const playback = useFilmPlayback();
  const scenes = useFilm(selectScenes);
  const captions = useFilm(selectCaptions);
  const aspect = useFilm((state) => selectBrief(state)?.aspect ?? '16:9');
  const briefSeconds = useFilm((state) => selectBrief(state)?.durationSeconds ?? null);
  const selectedId = useSession(selectSelectedSceneId);
  const stage = useSession(selectStage);
  const spans = useMemo(() => layOut(scenes.map((scene) => ({ id: scene.id, seconds: scene.spec.seconds }))), [scenes]);
  const total = totalSeconds(spans);
  const [viewport, view] = useTimelineView(total, playback);
  const { scale } = view;
  const content = useRef<HTMLDivElement>(null);
  const bubble = useRef<HTMLDivElement>(null);
  const snapLine = useRef<HTMLDivElement>(null);
  const placements = useRef(new Map<HTMLElement, Placement>());

  const place = useCallback((element: HTMLElement, placement: Placement) => {
    placements.current.set(element, placement);
    return () => {
      placements.current.delete(element);
    };
  }, []);

  useRegisterActions(timelineActions);
  useLiveActions({ zoomBy: view.zoomBy, fit: view.fit }, zoomActions);

  const { reveal } = view;
  const revealed = useRef<string | null>(null);
  useEffect(() => {
    // Once per choice: zooming or an edit elsewhere must not scroll the film back to the selected scene.
    if (revealed.current === selectedId) return;
    const span = spans.find((each) => each.id === selectedId);
    if (span === undefined) return;
    revealed.current = selectedId;
    reveal(span.startSeconds, span.endSeconds);
  }, [selectedId, spans, reveal]);

  const visible = visibleSpans(spans, view.fromSeconds, view.toSeconds);
  const ticks = rulerTicks(scale, view.fromSeconds, Math.min(view.toSeconds, total));

  const onPointerDown = (event: PointerEvent<HTMLElement>): void => {
    if (event.button !== 0 || content.current === null || viewport.current === null || bubble.current === null || snapLine.current === null)
      return;
    if (spans.length === 0) return;
    const track = event.target instanceof Element ? event.target.closest('[data-track]')?.getAttribute('data-track') : null;
    if (track !== 'ruler' && track !== 'picture') return;
    event.preventDefault();
    // What one holds must not change its scale under the hand.
    if (track === 'picture') view.hold();
    if (track === 'picture' && event.currentTarget instanceof HTMLElement)
      content.current.querySelector<HTMLElement>('[role="listbox"]')?.focus();
    startTimelineDrag(event.nativeEvent, track, {
      viewport: viewport.current,
      content: content.current,
      bubble: bubble.current,
      snapLine: snapLine.current,
      spans,
      scale,
      placements: placements.current,
      snapTargets: () => [playback.position, ...(briefSeconds === null ? [] : [briefSeconds])],
      seek: (seconds) => playback.seek(seconds),
      select: (sceneId) => {
        app.session.actions.selectSceneById(sceneId);
        // Where the film itself is on screen, choosing a scene means looking at it.
        const span = spans.find((each) => each.id === sceneId);
        if (stage === 'cut' && span !== undefined) playback.seek(span.startSeconds);
      },
      retime: (sceneId, seconds) => retimeScene(app, sceneId, seconds),
      reorder: (sceneIds, movedId, toIndex) => reorderScenes(app, sceneIds, movedId, toIndex),
    });
  };

  const onPointerMove = (event: PointerEvent<HTMLElement>): void => {
    const element = content.current;
    if (element === null || event.buttons !== 0) return;
    const track = event.target instanceof Element ? event.target.closest('[data-track]')?.getAttribute('data-track') : null;
    const hit = track === 'picture' ? hitTest(spans, scale, event.clientX - element.getBoundingClientRect().left) : null;
    element.dataset['cursor'] = hit === null ? '' : hit.part === 'body' ? 'grab' : 'resize';
  };

  const onDoubleClick = (event: MouseEvent<HTMLElement>): void => {
    const box = content.current?.getBoundingClientRect();
    const hit = box === undefined ? null : hitTest(spans, scale, event.clientX - box.left);
    if (hit !== null) playback.seek(hit.span.startSeconds);
  };

  const onContextMenu = (event: MouseEvent<HTMLElement>): void => {
    const box = content.current?.getBoundingClientRect();
    const hit = box === undefined ? null : hitTest(spans, scale, event.clientX - box.left);
    if (hit !== null) app.session.actions.selectSceneById(hit.span.id);
  };

  const onListKeyDown = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    if (event.key === 'ArrowLeft') selectNeighbour(app, -1);
    else if (event.key === 'ArrowRight') selectNeighbour(app, 1);
    else if (event.key === 'Home') performAction(app, 'play.start');
    else if (event.key === 'End') performAction(app, 'play.end');
    else if (event.key === 'Enter') {
      const span = spans.find((each) => each.id === selectedId);
      if (span !== undefined) playback.seek(span.startSeconds);
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };

  const selectedShown = spans.slice(visible.first, visible.end).some((span) => span.id === selectedId);
  const over = briefSeconds === null ? 0 : total - briefSeconds;
  return (
    <div className={css['timeline']}>
      <div className={css['tools']}>
        {stage === 'cut' ? (
          <Timecode playback={playback} totalSeconds={total} />
        ) : (
          <TransportBar playback={playback} of="film" totalSeconds={total} disabled={spans.length === 0} ownsKeys={stage !== 'takes'} />
        )}
        <fieldset className={css['toolGroup']} aria-label="Scene">
          <ToolButton action="timeline.split" label="Split scene at playhead" keys="s" icon={<Scissors />} />
          <ToolButton action="timeline.merge" label="Join scene with the next" keys="m" icon={<UnfoldHorizontal />} />
          <ToolButton action="timeline.duplicate" label="Duplicate scene" keys="mod+d" icon={<Copy />} />
          <ToolButton action="timeline.remove" label="Delete scene" keys="delete" icon={<Trash2 />} />
        </fieldset>
        <span className={css['length']}>
          {spans.length === 0 || briefSeconds === null || Math.abs(over) < 0.05
            ? null
            : `${formatSeconds(Math.abs(over))} ${over > 0 ? 'longer' : 'shorter'} than the brief`}
        </span>
        <fieldset className={css['toolGroup']} aria-label="Zoom">
          <ToolButton action="timeline.zoomOut" label="Zoom out" keys="-" icon={<ZoomOut />} />
          <input
            type="range"
            className={css['zoom']}
            aria-label="Zoom of the timeline"
            min={0}
            max={100}
            value={Math.round(zoomToSlider(scale.pixelsPerSecond))}
            onChange={(event) => view.zoomTo(sliderToZoom(Number(event.target.value)))}
          />
          <ToolButton action="timeline.zoomIn" label="Zoom in" keys="=" icon={<ZoomIn />} />
          <IconButton
            size="small"
            side="top"
            label="Fit the film"
            keys="shift+z"
            icon={<Maximize />}
            pressed={view.fitted}
            onClick={view.fit}
          />
        </fieldset>
      </div>
      <div className={css['body']}>
        <div className={css['names']} aria-hidden="true">
          <span data-row="ruler" />
          <span data-row="picture">Picture</span>
          <span data-row="words">Voice</span>
          <span data-row="words">Captions</span>
        </div>
        <div ref={viewport} className={css['viewport']} onScroll={view.onScroll}>
          {spans.length === 0 ? (
            <p className={css['nothing']}>Scenes appear here, at their true length, as soon as the story is written.</p>
          ) : (
            <div
              ref={content}
              className={css['content']}
              style={{ width: toPixels(scale, total), marginInline: SIDE_ROOM }}
              onPointerDown={onPointerDown}
              onPointerMove={onPointerMove}
              onDoubleClick={onDoubleClick}
            >
              <div className={css['ruler']} data-track="ruler" aria-hidden="true">
                {ticks.map((tick) => (
                  <span key={tick.seconds} data-major={tick.label !== null || undefined} style={{ left: toPixels(scale, tick.seconds) }}>
                    {tick.label}
                  </span>
                ))}
              </div>
              <SceneMenu>
                <div
                  className={css['picture']}
                  data-track="picture"
                  // A <select> cannot hold blocks at their true length.
                  // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role
                  role="listbox"
                  aria-label="Scenes in order"
                  aria-orientation="horizontal"
                  aria-activedescendant={selectedShown ? `timeline-${selectedId}` : undefined}
                  tabIndex={0}
                  onKeyDown={onListKeyDown}
                  onContextMenu={onContextMenu}
                >
                  {spans.slice(visible.first, visible.end).map((span) => {
                    const scene = scenes[span.index];
                    return scene === undefined ? null : (
                      <SceneBlock
                        key={span.id}
                        scene={scene}
                        leftPixels={toPixels(scale, span.startSeconds)}
                        widthPixels={toPixels(scale, span.endSeconds - span.startSeconds)}
                        viewFrom={toPixels(scale, Math.max(0, view.fromSeconds - span.startSeconds))}
                        viewTo={toPixels(scale, Math.min(span.endSeconds, view.toSeconds) - span.startSeconds)}
                        tilePixels={Math.round(STRIP_HEIGHT * aspectRatio(aspect))}
                        selected={span.id === selectedId}
                        total={spans.length}
                        startSeconds={span.startSeconds}
                        place={place}
                      />
                    );
                  })}
                </div>
              </SceneMenu>
              <WordTrack
                name="Voice"
                tone="voice"
                clips={voiceClips(scenes, spans, visible.first, visible.end)}
                pixelsPerSecond={scale.pixelsPerSecond}
                place={place}
              />
              <WordTrack
                name="Captions"
                tone="caption"
                clips={captionClips(captions, spans, view.fromSeconds, view.toSeconds)}
                pixelsPerSecond={scale.pixelsPerSecond}
                place={place}
              />
              <Playhead playback={playback} pixelsPerSecond={scale.pixelsPerSecond} totalSeconds={total} follow={(at) => reveal(at, at)} />
              <div ref={snapLine} className={css['snapLine']} hidden />
              <div ref={bubble} className={css['bubble']} hidden />
            </div>
          )}
        </div>
      </div>
    </div>
  );
}

function ToolButton({ action, label, keys, icon }: { action: string; label: string; keys: string; icon: ReactNode }) {
  const app = useStudio();
  return <IconButton size="small" side="top" label={label} keys={keys} icon={icon} onClick={() => performAction(app, action)} />;
}

const zoomActions = (now: () => Pick<TimelineView, 'zoomBy' | 'fit'>): readonly StudioAction[] => [
  { id: 'timeline.zoomIn', label: 'Zoom the timeline in', section: 'Timeline', keys: ['=', '+'], perform: () => now().zoomBy(ZOOM_STEP) },
  { id: 'timeline.zoomOut', label: 'Zoom the timeline out', section: 'Timeline', keys: ['-'], perform: () => now().zoomBy(1 / ZOOM_STEP) },
  { id: 'timeline.fit', label: 'Fit the film in the timeline', section: 'Timeline', keys: ['shift+z'], perform: () => now().fit() },
];

/** The zoom slider is logarithmic: equal moves feel equal. */
const SLIDER_MIN = 4;
const zoomToSlider = (pixelsPerSecond: number): number =>
  (100 * Math.log(Math.max(SLIDER_MIN, pixelsPerSecond) / SLIDER_MIN)) / Math.log(MAX_PIXELS_PER_SECOND / SLIDER_MIN);
const sliderToZoom = (slider: number): number => SLIDER_MIN * (MAX_PIXELS_PER_SECOND / SLIDER_MIN) ** (slider / 100);
