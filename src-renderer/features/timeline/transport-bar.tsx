import { ChevronFirst, ChevronLast, Pause, Play, Repeat, StepBack, StepForward } from 'lucide-react';
import { useCallback, useRef } from 'react';
import { IconButton } from '../../ui/button.tsx';
import { usePlaybackState, usePosition } from './film-playback.ts';
import type { SynchronisedPlayback } from './synchronised-playback.ts';
import { timecode } from './timecode.ts';
import css from './transport.module.css';

interface TransportBarProps {
  playback: SynchronisedPlayback;
  /** What is played, for screen readers: "film", "takes". */
  of: string;
  totalSeconds: number;
  loop?: boolean;
  disabled?: boolean;
  /** Whether the transport keys drive this bar now; another one may own them. */
  ownsKeys?: boolean;
}

/** Play, step, loop and the timecode. */
export function TransportBar({ playback, of, totalSeconds, loop = false, disabled = false, ownsKeys = true }: TransportBarProps) {
  const state = usePlaybackState(playback);
  const keys = (written: string): string | undefined => (ownsKeys ? written : undefined);
  return (
    <fieldset className={css['bar']} aria-label={`Playback of the ${of}`}>
      <IconButton
        size="small"
        label="To the start"
        keys={keys('home')}
        icon={<ChevronFirst />}
        disabled={disabled}
        onClick={() => playback.seek(0)}
      />
      <IconButton
        size="small"
        label="Back one frame"
        keys={keys(',')}
        icon={<StepBack />}
        disabled={disabled}
        onClick={() => playback.step(-1)}
      />
      <IconButton
        label={state.playing ? 'Pause' : 'Play'}
        keys={keys('space')}
        className={css['play']}
        icon={state.playing ? <Pause /> : <Play />}
        disabled={disabled}
        onClick={() => playback.toggle()}
      />
      <IconButton
        size="small"
        label="Forward one frame"
        keys={keys('.')}
        icon={<StepForward />}
        disabled={disabled}
        onClick={() => playback.step(1)}
      />
      <IconButton
        size="small"
        label="To the end"
        keys={keys('end')}
        icon={<ChevronLast />}
        disabled={disabled}
        onClick={() => playback.seek(Number.MAX_SAFE_INTEGER)}
      />
      {loop ? (
        <IconButton
          size="small"
          label="Loop"
          keys={keys('shift+l')}
          icon={<Repeat />}
          pressed={state.loop}
          disabled={disabled}
          onClick={() => playback.setLoop(!state.loop)}
        />
      ) : null}
      <Timecode playback={playback} totalSeconds={totalSeconds} />
      <span className={css['rate']} aria-live="polite">
        {state.waiting ? 'Loading' : state.playing && state.rate !== 1 ? `${state.rate}×`.replace('-', '−') : ''}
      </span>
    </fieldset>
  );
}

/** Where playback is, written straight into the page at every picture. */
export function Timecode({ playback, totalSeconds }: { playback: SynchronisedPlayback; totalSeconds: number }) {
  const ref = useRef<HTMLSpanElement>(null);
  const draw = useCallback((seconds: number) => {
    if (ref.current !== null) ref.current.textContent = timecode(seconds);
  }, []);
  usePosition(playback, draw);
  return (
    <span className={css['timecode']}>
      <span ref={ref} data-testid="timecode" />
      <span className={css['total']}> / {timecode(totalSeconds)}</span>
    </span>
  );
}
