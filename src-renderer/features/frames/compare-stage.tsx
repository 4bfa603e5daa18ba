/**
 * Two pictures or videos against each other: side by side, under a slider, or
 * one flipped to the other while held. Zoom and position are shared. The two
 * layers stay in the page when the mode changes, so videos go on playing.
 */
import { useEffect, useRef, useState } from 'react';
import type { CSSProperties, KeyboardEvent, PointerEvent, ReactNode } from 'react';
import { ChipChoice } from '../../ui/chip.tsx';
import { Button } from '../../ui/button.tsx';
import { clampLook, clipLeftOf, dividerAt, fitInside, WHOLE_PICTURE, zoomLook } from './compare-geometry.ts';
import type { Look, Rect } from './compare-geometry.ts';
import { useMeasuredBox } from './measured-box.ts';
import css from './compare-stage.module.css';

export type CompareMode = 'side' | 'slider' | 'flip';

export interface CompareSide {
  id: string;
  title: string;
  /** Fills its box. */
  content: ReactNode;
  /** Words and buttons under the picture. */
  caption: ReactNode;
}

interface CompareStageProps {
  left: CompareSide;
  right: CompareSide;
  /** Width over height. */
  shape: number;
  mode: CompareMode;
  onMode: (mode: CompareMode) => void;
  onSwap: () => void;
  onClose: () => void;
}

const GAP = 12;
const modes: { value: CompareMode; label: string }[] = [
  { value: 'side', label: 'Side by side' },
  { value: 'slider', label: 'Slider' },
  { value: 'flip', label: 'Hold to flip' },
];

export function CompareStage({ left, right, shape, mode, onMode, onSwap, onClose }: CompareStageProps) {
  const [boxRef, box] = useMeasuredBox<HTMLDivElement>();
  const [look, setLook] = useState<Look>(WHOLE_PICTURE);
  const [divider, setDivider] = useState(0.5);
  const [flipped, setFlipped] = useState(false);
  const grab = useRef<{ x: number; y: number; look: Look; divider: boolean } | null>(null);

  const cell: Rect | null =
    box === null ? null : fitInside({ width: mode === 'side' ? (box.width - GAP) / 2 : box.width, height: box.height }, shape);

  useEffect(() => {
    const element = boxRef.current;
    if (element === null || cell === null) return undefined;
    const onWheel = (event: WheelEvent): void => {
      event.preventDefault();
      const area = element.getBoundingClientRect();
      const half = mode === 'side' ? (area.width + GAP) / 2 : area.width;
      const inHalf = (event.clientX - area.left) % half;
      const width = mode === 'side' ? half - GAP : half;
      const x = inHalf - width / 2;
      const y = event.clientY - area.top - area.height / 2;
      setLook((now) => zoomLook(cell, now, Math.exp(-event.deltaY * 0.0018), x, y));
    };
    element.addEventListener('wheel', onWheel, { passive: false });
    return () => element.removeEventListener('wheel', onWheel);
  });

  const onPointerDown = (event: PointerEvent<HTMLDivElement>): void => {
    if (event.button !== 0 || cell === null) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    if (mode === 'flip' && look.zoom === 1) setFlipped(true);
    const onDivider = mode === 'slider' && look.zoom === 1;
    grab.current = { x: event.clientX, y: event.clientY, look, divider: onDivider };
    if (onDivider) moveDivider(event);
  };
  const moveDivider = (event: PointerEvent<HTMLDivElement>): void => {
    if (cell === null) return;
    setDivider(dividerAt(cell, event.clientX - event.currentTarget.getBoundingClientRect().left));
  };
  const onPointerMove = (event: PointerEvent<HTMLDivElement>): void => {
    const from = grab.current;
    if (from === null || cell === null) return;
    if (from.divider) moveDivider(event);
    else if (from.look.zoom > 1)
      setLook(
        clampLook(cell, {
          ...from.look,
          offsetX: from.look.offsetX + event.clientX - from.x,
          offsetY: from.look.offsetY + event.clientY - from.y,
        }),
      );
  };
  const onPointerUp = (): void => {
    grab.current = null;
    setFlipped(false);
  };

  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const step = event.shiftKey ? 0.1 : 0.02;
    if (mode === 'slider' && event.key === 'ArrowLeft') setDivider((at) => Math.max(0, at - step));
    else if (mode === 'slider' && event.key === 'ArrowRight') setDivider((at) => Math.min(1, at + step));
    else if (mode === 'flip' && (event.key === ' ' || event.key === 'Enter')) setFlipped(true);
    else if (event.key === '0') setLook(WHOLE_PICTURE);
    else if (event.key === '+' || event.key === '=') setLook((now) => (cell === null ? now : zoomLook(cell, now, 1.5, 0, 0)));
    else if (event.key === '-') setLook((now) => (cell === null ? now : zoomLook(cell, now, 1 / 1.5, 0, 0)));
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  const transform = `translate(${look.offsetX}px, ${look.offsetY}px) scale(${look.zoom})`;
  const layer = (which: 'left' | 'right'): { frame: CSSProperties; inner: CSSProperties } | null => {
    if (cell === null || box === null) return null;
    const shift = mode === 'side' && which === 'right' ? (box.width + GAP) / 2 : 0;
    const clip = mode === 'slider' && which === 'left' ? { clipPath: clipLeftOf(cell, look, divider) } : {};
    const hidden = mode === 'flip' && (which === 'left') === flipped;
    return {
      frame: { left: cell.left + shift, top: cell.top, width: cell.width, height: cell.height, zIndex: which === 'left' ? 2 : 1 },
      inner: { transform, ...clip, ...(hidden ? { visibility: 'hidden' } : {}) },
    };
  };

  const low = mode === 'side' && shape >= 1;
  const sliderProps =
    mode === 'slider'
      ? { role: 'slider' as const, 'aria-valuemin': 0, 'aria-valuemax': 100, 'aria-valuenow': Math.round(divider * 100) }
      : { role: 'group' as const };
  const boxName =
    mode === 'slider'
      ? `Divider between ${left.title} and ${right.title}`
      : mode === 'flip'
        ? `${flipped ? right.title : left.title}. Hold Space to see ${flipped ? left.title : right.title}`
        : `${left.title} beside ${right.title}`;
  return (
    <section className={css['compare']} data-low={low || undefined} aria-label={`${left.title} against ${right.title}`}>
      <div className={css['bar']}>
        <ChipChoice label="How to compare" value={mode} options={modes} onChange={onMode} />
        <span className={css['hint']}>
          {look.zoom > 1 ? `${look.zoom.toFixed(1)}× · 0 shows all` : mode === 'flip' ? 'Hold the pointer or Space' : 'Wheel zooms both'}
        </span>
        <Button size="small" variant="quiet" keys="x" onClick={onSwap}>
          Swap
        </Button>
        <Button size="small" keys="c" onClick={onClose}>
          Close
        </Button>
      </div>
      {/* Its role changes with the mode: a slider, or a group. */}
      {/* oxlint-disable-next-line jsx-a11y/no-static-element-interactions */}
      <div
        ref={boxRef}
        className={css['box']}
        data-mode={mode}
        // Side by side the pair is low and wide: its captions stand right under it.
        style={low ? { flex: 'none', aspectRatio: String(shape * 2) } : {}}
        {...sliderProps}
        // The picture itself is what one drags, zooms and flips, so it takes the keys for that too.
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        tabIndex={0}
        aria-label={boxName}
        onPointerDown={onPointerDown}
        onPointerMove={onPointerMove}
        onPointerUp={onPointerUp}
        onPointerCancel={onPointerUp}
        onKeyDown={onKeyDown}
        onKeyUp={() => setFlipped(false)}
        onBlur={() => setFlipped(false)}
      >
        {(
          [
            ['left', left],
            ['right', right],
          ] as const
        ).map(([which, side]) => {
          const styles = layer(which);
          return styles === null ? null : (
            <div key={which} className={css['frame']} style={styles.frame}>
              <div className={css['inner']} style={styles.inner}>
                {side.content}
              </div>
              {mode === 'flip' && (which === 'left') === flipped ? null : (
                <span className={css['title']} data-side={mode === 'slider' ? which : 'left'}>
                  {side.title}
                </span>
              )}
            </div>
          );
        })}
        {mode === 'slider' && cell !== null ? (
          <span
            className={css['divider']}
            style={{ left: cell.left + cell.width * divider, top: cell.top, height: cell.height }}
            aria-hidden="true"
          />
        ) : null}
      </div>
      <div className={css['captions']}>
        <div>{left.caption}</div>
        <div>{right.caption}</div>
      </div>
    </section>
  );
}
