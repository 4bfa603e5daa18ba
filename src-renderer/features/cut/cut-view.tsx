/** The Cut stage: the film to watch, finished or as it would be. */
import { Captions, Expand, Film, Volume2, VolumeX } from 'lucide-react';
import { useEffect, useMemo, useRef, useState } from 'react';
import type { FilmView, RunView } from '#contract/model/film.ts';
import type { Estimate } from '#contract/model/brief.ts';
import type { StudioAction } from '../../actions/registry.ts';
import { useFilm, useJobs, useRegisterActions, useStudio } from '../../app/studio-context.tsx';
import { selectFilm } from '../../stores/film/selectors.ts';
import { isRunActive, selectRuns } from '../../stores/jobs/selectors.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { ChipChoice } from '../../ui/chip.tsx';
import { someUnknown, totalWords } from '../brief/estimate-words.ts';
import { useEstimate } from '../brief/use-estimate.ts';
import { countOf, formatAgo, formatMoney, formatPercent, formatSeconds } from '../../ui/format.ts';
import { EmptyState } from '../../ui/notices.tsx';
import { ProgressBar } from '../../ui/progress-bar.tsx';
import { aspectRatio } from '../../ui/words.ts';
import { fitInside } from '../frames/compare-geometry.ts';
import frames from '../frames/frames.module.css';
import { useMeasuredBox } from '../frames/measured-box.ts';
import { useFilmPlayback } from '../timeline/film-playback.ts';
import { timelineActions } from '../timeline/timeline-actions.ts';
import { TransportBar } from '../timeline/transport-bar.tsx';
import { useLiveActions } from '../timeline/use-live-actions.ts';
import { useNow } from '../timeline/use-now.ts';
import { CaptionOverlay } from './caption-overlay.tsx';
import { CutPlayer } from './cut-player.tsx';
import { PreviewPlayer } from './preview-player.tsx';
import { Scrubber } from './scrubber.tsx';
import { ShotList } from './shot-list.tsx';
import { shotIndexAt, shotsOf } from './shots.ts';
import css from './cut.module.css';

type Source = 'cut' | 'preview';

export default function CutView() {
  const app = useStudio();
  const film = useFilm(selectFilm);
  if (film === null || film.scenes.length === 0) {
    return (
      <EmptyState
        icon={<Film />}
        title="Nothing to cut yet"
        actions={<Button onClick={() => app.session.actions.showStage('story')}>Go to the story</Button>}
      >
        The film is put together here once there are scenes with takes.
      </EmptyState>
    );
  }
  return <FilmCutView film={film} />;
}

function FilmCutView({ film }: { film: FilmView }) {
  const app = useStudio();
  const playback = useFilmPlayback();
  const now = useNow();
  const { scenes, cut, captions } = film;
  const shots = useMemo(() => shotsOf(scenes), [scenes]);
  const ratio = aspectRatio(film.brief.aspect);
  const run = useJobs((state) => activeFilmRun(selectRuns(state)));
  const [wanted, setWanted] = useState<Source | null>(null);
  const source: Source = cut === null ? 'preview' : (wanted ?? (cut.state === 'current' ? 'cut' : 'preview'));
  const [captionsOn, setCaptionsOn] = useState<Record<Source, boolean>>({ cut: false, preview: true });
  const [muted, setMuted] = useState(false);
  const [volume, setVolume] = useState(1);
  const [current, setCurrent] = useState(() => Math.max(0, shotIndexAt(shots, playback.position)));
  const [boxRef, box] = useMeasuredBox<HTMLDivElement>();
  const stage = useRef<HTMLDivElement>(null);

  useEffect(() => {
    const follow = (seconds: number): void => setCurrent(Math.max(0, shotIndexAt(shots, seconds)));
    follow(playback.position);
    return playback.onPosition(follow);
  }, [playback, shots]);
  // Leaving the stage stops the film.
  useEffect(() => () => playback.pause(), [playback]);

  const total = source === 'cut' ? (cut?.asset.seconds ?? shots.at(-1)?.endSeconds ?? 0) : (shots.at(-1)?.endSeconds ?? 0);
  const missing = shots.filter((shot) => shot.video === null);
  // What a whole film like this costs, so that money is seen before it is spent; nothing is asked when nothing is missing.
  const { estimate } = useEstimate(missing.length === 0 && cut?.state === 'current' ? null : film.brief);

  const make = async (): Promise<void> => {
    if (run !== null) return;
    playback.pause();
    await app.change('runs.start', { projectId: film.projectId, until: 'film' });
  };
  const fullScreen = (): void => {
    if (document.fullscreenElement !== null) void document.exitFullscreen();
    else void stage.current?.requestFullscreen().catch(() => app.ui.actions.showToast({ message: 'This window cannot go full screen.' }));
  };
  const toggleCaptions = (): void => setCaptionsOn((on) => ({ ...on, [source]: !on[source] }));
  const toggleSound = (): void => setMuted((silent) => !silent);
  useRegisterActions(timelineActions);
  useLiveActions({ make, fullScreen, toggleCaptions, toggleSound }, cutActions);

  const fitted = box === null ? null : fitInside(box, ratio);
  return (
    <div className={css['view']}>
      <header className={css['heading']}>
        <h1>{source === 'cut' ? 'The film' : 'Preview of the picked takes'}</h1>
        <p className={css['about']}>{aboutFilm(film, source, shots.length, missing.length, now)}</p>
        {cut === null ? null : (
          <ChipChoice<Source>
            label="What to watch"
            value={source}
            options={[
              { value: 'cut', label: cut.state === 'current' ? 'Finished film' : 'Last finished film' },
              { value: 'preview', label: 'Live preview' },
            ]}
            onChange={(next) => {
              playback.pause();
              setWanted(next);
            }}
          />
        )}
        <MakeButton film={film} missing={missing.length} run={run} onMake={() => void make()} />
      </header>

      {run === null ? <CutNotice film={film} missing={missing.length} estimate={estimate} /> : <MakingNotice run={run} />}

      <div className={css['columns']}>
        <div className={css['main']}>
          <div ref={stage} className={css['stage']}>
            <div ref={boxRef} className={css['box']}>
              {fitted === null ? null : (
                <div
                  className={css['picture']}
                  style={{
                    left: fitted.left,
                    top: fitted.top,
                    width: fitted.width,
                    height: fitted.height,
                    fontSize: Math.max(12, fitted.width * 0.026),
                  }}
                >
                  {source === 'cut' && cut !== null ? (
                    <CutPlayer key={cut.asset.sha256} cut={cut} playback={playback} muted={muted} volume={volume} />
                  ) : (
                    <PreviewPlayer shots={shots} playback={playback} />
                  )}
                  {captionsOn[source] ? <CaptionOverlay captions={captions} playback={playback} /> : null}
                </div>
              )}
            </div>
            <Scrubber
              playback={playback}
              totalSeconds={total}
              cuts={(source === 'cut' && cut !== null ? cut.shots : shots).slice(1).map((shot) => shot.startSeconds)}
            />
            <div className={css['controls']}>
              <TransportBar playback={playback} of="film" totalSeconds={total} loop />
              <div className={css['controlsEnd']}>
                {source === 'cut' ? (
                  <>
                    <IconButton
                      label={muted ? 'Sound on' : 'Sound off'}
                      keys="shift+m"
                      side="top"
                      pressed={muted}
                      icon={muted || volume === 0 ? <VolumeX /> : <Volume2 />}
                      onClick={toggleSound}
                    />
                    <input
                      type="range"
                      className={css['volume']}
                      aria-label="Volume"
                      min={0}
                      max={1}
                      step={0.05}
                      value={muted ? 0 : volume}
                      onChange={(event) => {
                        setVolume(Number(event.target.value));
                        setMuted(false);
                      }}
                    />
                  </>
                ) : null}
                <IconButton
                  label={source === 'cut' ? 'Captions over the film (it may already carry its own)' : 'Captions'}
                  keys="t"
                  side="top"
                  pressed={captionsOn[source]}
                  icon={<Captions />}
                  onClick={toggleCaptions}
                />
                <IconButton label="Full screen" keys="shift+f" side="top" icon={<Expand />} onClick={fullScreen} />
              </div>
            </div>
          </div>
        </div>
        <ShotList
          shots={shots}
          scenes={scenes}
          current={current}
          ratio={ratio}
          onGo={(shot) => {
            playback.seek(shot.startSeconds);
            app.session.actions.selectSceneById(shot.sceneId);
          }}
        />
      </div>
    </div>
  );
}

interface CutCommands {
  make(): Promise<void>;
  fullScreen(): void;
  toggleCaptions(): void;
  toggleSound(): void;
}

const cutActions = (now: () => CutCommands): readonly StudioAction[] => [
  { id: 'cut.fullScreen', label: 'Show the film full screen', section: 'Play', keys: ['shift+f'], perform: () => now().fullScreen() },
  { id: 'cut.captions', label: 'Show or hide captions', section: 'Play', keys: ['t'], perform: () => now().toggleCaptions() },
  { id: 'cut.mute', label: 'Sound on or off', section: 'Play', keys: ['shift+m'], perform: () => now().toggleSound() },
  { id: 'cut.make', label: 'Make the film', section: 'Film', keys: ['r'], perform: async () => await now().make() },
];

function MakeButton({ film, missing, run, onMake }: { film: FilmView; missing: number; run: RunView | null; onMake: () => void }) {
  const app = useStudio();
  const upToDate = film.cut?.state === 'current' && missing === 0;
  if (upToDate && run === null) {
    return (
      <Button variant="primary" onClick={() => app.session.actions.showStage('export')}>
        Export
      </Button>
    );
  }
  return (
    <Button variant="primary" keys="r" disabled={run !== null} onClick={onMake}>
      {run === null ? (film.cut === null ? 'Make the film' : 'Make the film again') : 'Making the film'}
    </Button>
  );
}

function aboutFilm(film: FilmView, source: Source, shots: number, missing: number, now: number): string {
  if (source === 'cut' && film.cut !== null) {
    const { cut } = film;
    return [
      formatSeconds(cut.asset.seconds ?? 0),
      countOf(cut.shots.length, 'shot'),
      cut.voiced ? 'with voice-over' : 'without voice',
      `made ${formatAgo(cut.createdAt, now)}`,
    ].join(' · ');
  }
  const total = film.scenes.reduce((sum, scene) => sum + scene.spec.seconds, 0);
  return [formatSeconds(total), countOf(shots, 'shot'), 'without sound', ...(missing === 0 ? [] : [`${missing} without a take`])].join(
    ' · ',
  );
}

function CutNotice({ film, missing, estimate }: { film: FilmView; missing: number; estimate: Estimate | null }) {
  const price =
    estimate === null
      ? ''
      : totalWords(estimate, 'about') === 'free'
        ? ' It costs nothing.'
        : someUnknown(estimate)
          ? ` The whole film: ${totalWords(estimate, 'about')}; what exists is not paid again.`
          : ` The whole film is estimated at ${formatMoney(estimate.cost)}; what exists is not paid again.`;
  if (film.cut?.state === 'stale') {
    return (
      <div className={frames['notice']} data-tone="accent">
        <p>The film changed after it was put together. Until it is made again, the preview shows it as it is now.{price}</p>
      </div>
    );
  }
  if (film.cut !== null) return null;
  return (
    <div className={frames['notice']}>
      <p>
        {missing === 0
          ? 'Every scene has a take. Making the film joins them and adds voice-over and captions.'
          : `${countOf(missing, 'scene')} ${missing === 1 ? 'has' : 'have'} no take yet. Making the film makes what is missing first.`}
        {price}
      </p>
    </div>
  );
}

function MakingNotice({ run }: { run: RunView }) {
  return (
    <div className={css['making']} aria-live="polite">
      <p>
        {run.message} · {formatPercent(run.progress)}
      </p>
      <ProgressBar value={run.progress} label={run.title} />
    </div>
  );
}

/** The run that is making the film now; the newest when there are several. */
function activeFilmRun(runs: Readonly<Record<string, RunView>>): RunView | null {
  let found: RunView | null = null;
  for (const run of Object.values(runs)) {
    if (run.kind === 'film' && isRunActive(run) && (found === null || run.startedAt > found.startedAt)) found = run;
  }
  return found;
}
