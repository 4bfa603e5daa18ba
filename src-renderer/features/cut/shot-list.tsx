import { useEffect, useRef } from 'react';
import type { SceneSummary } from '#contract/model/film.ts';
import { Picture } from '../../ui/picture.tsx';
import { ScoreBadge } from '../../ui/score-badge.tsx';
import { timecode } from '../timeline/timecode.ts';
import type { Shot } from './shots.ts';
import css from './cut.module.css';

interface ShotListProps {
  shots: readonly Shot[];
  scenes: readonly SceneSummary[];
  current: number;
  ratio: number;
  onGo: (shot: Shot) => void;
}

/** The shots in order; the one on screen is marked and stays in view. */
export function ShotList({ shots, scenes, current, ratio, onGo }: ShotListProps) {
  const list = useRef<HTMLOListElement>(null);
  useEffect(() => {
    list.current?.children[current]?.scrollIntoView({ block: 'nearest' });
  }, [current]);
  return (
    <section className={css['shots']} aria-labelledby="shots-title">
      <h2 id="shots-title" className={css['shotsTitle']}>
        Shots
      </h2>
      <ol ref={list} className={css['shotList']}>
        {shots.map((shot, index) => {
          const scene = scenes[index];
          return (
            <li key={shot.sceneId} className={css['shot']} data-current={index === current || undefined}>
              <button
                type="button"
                className={css['shotGo']}
                aria-current={index === current ? 'true' : undefined}
                onClick={() => onGo(shot)}
              >
                <span className={css['shotThumb']} data-tall={ratio < 1 || undefined}>
                  <Picture asset={scene?.picked?.poster ?? shot.still} alt="" ratio={ratio} width={80} />
                </span>
                <span className={css['shotWords']}>
                  <span className={css['shotName']}>
                    {shot.number} {shot.beat}
                  </span>
                  <span className={css['shotMeta']}>
                    {timecode(shot.startSeconds)} · {(shot.endSeconds - shot.startSeconds).toFixed(1)} s
                    {shot.takeNumber === null ? ' · no take' : ` · take ${shot.takeNumber}`}
                  </span>
                </span>
              </button>
              {scene?.picked ? <ScoreBadge overall={scene.picked.overall} /> : null}
            </li>
          );
        })}
      </ol>
    </section>
  );
}
