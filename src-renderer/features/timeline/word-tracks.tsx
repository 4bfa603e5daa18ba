import { memo, useCallback } from 'react';
import type { Caption, SceneSummary } from '#contract/model/film.ts';
import { classNames } from '../../ui/class-names.ts';
import type { SceneSpan } from './geometry.ts';
import type { Placement } from './timeline-drag.ts';
import { timecode } from './timecode.ts';
import css from './timeline.module.css';

/** Words that stand on a track for a while. */
interface Clip {
  key: string;
  sceneId: string;
  text: string;
  offsetSeconds: number;
  lengthSeconds: number;
  startSeconds: number;
}

/** What is said, scene by scene, where the film is visible. */
export function voiceClips(scenes: readonly SceneSummary[], spans: readonly SceneSpan[], first: number, end: number): Clip[] {
  return spans.slice(first, end).flatMap((span) => {
    const voice = scenes[span.index]?.spec.voiceOver ?? null;
    if (voice === null) return [];
    return [
      {
        key: span.id,
        sceneId: span.id,
        text: voice.text,
        offsetSeconds: voice.startSeconds,
        lengthSeconds: Math.max(0, voice.endSeconds - voice.startSeconds),
        startSeconds: span.startSeconds + voice.startSeconds,
      },
    ];
  });
}

/** Captions that touch a stretch of the film. */
export function captionClips(captions: readonly Caption[], spans: readonly SceneSpan[], fromSeconds: number, toSeconds: number): Clip[] {
  const starts = new Map(spans.map((span) => [span.id, span.startSeconds]));
  return captions.flatMap((caption, index) => {
    const sceneStart = starts.get(caption.sceneId);
    if (sceneStart === undefined || caption.endSeconds < fromSeconds || caption.startSeconds > toSeconds) return [];
    return [
      {
        key: `${caption.sceneId}:${index}`,
        sceneId: caption.sceneId,
        text: caption.text,
        offsetSeconds: caption.startSeconds - sceneStart,
        lengthSeconds: Math.max(0, caption.endSeconds - caption.startSeconds),
        startSeconds: caption.startSeconds,
      },
    ];
  });
}

interface WordTrackProps {
  name: string;
  tone: 'voice' | 'caption';
  clips: readonly Clip[];
  pixelsPerSecond: number;
  place: (element: HTMLElement, placement: Placement) => () => void;
}

export function WordTrack({ name, tone, clips, pixelsPerSecond, place }: WordTrackProps) {
  return (
    <ul className={css['wordTrack']} aria-label={name}>
      {clips.map(({ key, sceneId, text, offsetSeconds, lengthSeconds, startSeconds }) => (
        // Passed one by one, so that scrolling leaves what is already there alone.
        <WordClip
          key={key}
          sceneId={sceneId}
          text={text}
          offsetSeconds={offsetSeconds}
          lengthSeconds={lengthSeconds}
          startSeconds={startSeconds}
          tone={tone}
          pixelsPerSecond={pixelsPerSecond}
          place={place}
        />
      ))}
    </ul>
  );
}

type WordClipProps = Omit<Clip, 'key'> & Pick<WordTrackProps, 'tone' | 'pixelsPerSecond' | 'place'>;

const WordClip = memo(function WordClip(props: WordClipProps) {
  const { sceneId, text, offsetSeconds, lengthSeconds, startSeconds, tone, pixelsPerSecond, place } = props;
  const ref = useCallback(
    (element: HTMLLIElement | null) =>
      element === null ? undefined : place(element, { sceneId, offsetSeconds, lengthSeconds, block: false }),
    [place, sceneId, offsetSeconds, lengthSeconds],
  );
  const width = lengthSeconds * pixelsPerSecond;
  return (
    <li
      ref={ref}
      className={classNames(css['word'], tone === 'voice' ? css['voice'] : css['captionWord'])}
      style={{ left: startSeconds * pixelsPerSecond, width }}
      title={`${timecode(startSeconds)}  ${text}`}
    >
      <span className={width > 24 ? undefined : 'visually-hidden'}>{text}</span>
    </li>
  );
});
