import { useMemo } from 'react';
import type { KeyboardEvent } from 'react';
import type { Decision, PromptVersion } from '#contract/model/film.ts';
import type { FrameRole } from '#contract/model/primitives.ts';
import type { StudioAction } from '../../actions/registry.ts';
import { formatAgo } from '../../ui/format.ts';
import { EmptyState } from '../../ui/notices.tsx';
import { Picture } from '../../ui/picture.tsx';
import { CandidateTile } from './candidate-tile.tsx';
import { isGridKey, moveInRows, rowLengths } from './candidates.ts';
import type { CandidateGroup, GridKey } from './candidates.ts';
import { bestGrid } from './compare-geometry.ts';
import { useLiveActions } from '../timeline/use-live-actions.ts';
import { useNow } from '../timeline/use-now.ts';
import { useRoom } from './measured-box.ts';
import css from './frames.module.css';

const GAP = 12;
/** Caption and reason under a picture, pixels, as far as they count for fitting. */
const CAPTION = 58;
/** Narrower than this a picture cannot be judged, pixels: wide films, tall films. */
const TILE_MIN = 220;
const TALL_TILE_MIN = 140;
/** Heading, tabs and padding above the grid, pixels. */
const HEADINGS = 124;

interface CandidateGridProps {
  groups: readonly CandidateGroup[];
  /** How many pictures are on their way that have no row yet. */
  expected: number;
  /** Whether they are being made now, or wait their turn. */
  making: boolean;
  role: FrameRole;
  ratio: number;
  focusedId: string | null;
  pickedId: string | null;
  decision: Decision | null;
  heroId: string | null;
  onFocus: (id: string) => void;
  onOpen: (id: string) => void;
  onPick: (id: string) => void;
  onHero: (id: string) => void;
}

export function CandidateGrid(props: CandidateGridProps) {
  const { groups, expected, making, role, ratio, focusedId, pickedId, decision, heroId, onFocus, onOpen, onPick, onHero } = props;
  const [boxRef, stage] = useRoom<HTMLDivElement>();
  const now = useNow();
  const flat = useMemo(() => groups.flatMap((group) => group.candidates), [groups]);
  const count = Math.max(expected, Math.min(flat.length, Math.max(...groups.map((group) => group.candidates.length), 1)));
  const room = { width: stage?.width ?? 0, height: Math.max(260, (stage?.height ?? 0) - HEADINGS) };
  const fitted = bestGrid(room, count, ratio, GAP, CAPTION);
  const least = ratio < 1 ? TALL_TILE_MIN : TILE_MIN;
  // Everything in view at once while that leaves pictures one can judge; otherwise rows that fill the width and scroll.
  const allInView = fitted.tile.width >= least;
  const columns = allInView ? fitted.columns : Math.max(1, Math.floor((room.width + GAP) / (least + GAP)));
  const width = Math.floor(allInView ? fitted.tile.width : (room.width - GAP * (columns - 1)) / columns);

  const rows = rowLengths(
    groups.map((group) => group.candidates.length),
    columns,
  );
  const index = Math.max(
    0,
    flat.findIndex((candidate) => candidate.id === (focusedId ?? pickedId)),
  );
  const move = (key: GridKey): void => {
    const next = flat[focusedId === null && flat[index]?.id !== focusedId ? index : moveInRows(rows, index, key)];
    if (next !== undefined) onFocus(next.id);
  };
  useLiveActions(move, arrowActions);
  const onKeyDown = (event: KeyboardEvent): void => {
    if (!isGridKey(event.key) || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    move(event.key);
    event.preventDefault();
    event.stopPropagation();
  };

  let position = 0;
  return (
    // The keys belong to the pictures inside; this only hears them on their way up.
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions
    <div ref={boxRef} className={css['groups']} data-candidates="" onKeyDown={onKeyDown}>
      {flat.length === 0 && expected === 0 ? (
        <EmptyState title={`No ${role} frame yet`}>
          Press R to make variations from the scene’s prompt, or drop your own picture here.
        </EmptyState>
      ) : null}
      {flat.length === 0 && expected > 0 ? (
        <ul className={css['grid']} aria-label={making ? 'Pictures being made' : 'Pictures on their way'} style={{ gap: GAP }}>
          {Array.from({ length: expected }, (_, place) => (
            <li key={place} style={{ width }}>
              <Picture asset={null} alt="" ratio={ratio} width={width} busy={making} />
            </li>
          ))}
        </ul>
      ) : null}
      {width === 0
        ? null
        : groups.map((group) => (
            <section key={group.key} aria-label={groupName(group)}>
              {groups.length > 1 ? (
                <p className={css['groupHead']}>
                  {groupName(group)}
                  <span>{formatAgo(Math.max(...group.candidates.map((each) => each.createdAt)), now)}</span>
                </p>
              ) : null}
              <ul className={css['grid']} style={{ gap: GAP }}>
                {group.candidates.map((candidate) => {
                  position += 1;
                  return (
                    <CandidateTile
                      key={candidate.id}
                      candidate={candidate}
                      position={position}
                      ratio={ratio}
                      width={width}
                      focused={candidate.id === focusedId}
                      tabbable={candidate.id === flat[index]?.id}
                      picked={candidate.id === pickedId}
                      decision={candidate.id === pickedId ? decision : null}
                      hero={candidate.id === heroId}
                      canBeHero={heroId !== null}
                      onFocus={onFocus}
                      onOpen={onOpen}
                      onPick={onPick}
                      onHero={onHero}
                    />
                  );
                })}
              </ul>
            </section>
          ))}
    </div>
  );
}

const arrowWords = { ArrowLeft: 'before', ArrowRight: 'after', ArrowUp: 'above', ArrowDown: 'below' } as const;
const arrowKeys = ['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown'] as const;

/** Cursor keys work without first clicking a picture. */
const arrowActions = (now: () => (key: GridKey) => void): readonly StudioAction[] =>
  arrowKeys.map((key) => ({
    id: `frames.${key}`,
    label: `Select the picture ${arrowWords[key]}`,
    section: 'Frames' as const,
    keys: [key.toLowerCase()],
    hidden: true,
    perform: () => now()(key),
  }));

const authorOf: Record<PromptVersion['author'], string> = {
  writer: 'written from the story',
  cinematographer: 'by the cinematographer',
  you: 'edited by you',
};

function groupName(group: CandidateGroup): string {
  if (group.key === 'own') return 'Your own pictures';
  if (group.key === 'rank') return 'By rank';
  return group.prompt === null ? 'From an earlier prompt' : `Prompt version ${group.prompt.number}, ${authorOf[group.prompt.author]}`;
}
