import { ChevronLeft, ChevronRight, X } from 'lucide-react';
import { Dialog as Radix } from 'radix-ui';
import { useEffect, useRef, useState } from 'react';
import type { KeyboardEvent, PointerEvent } from 'react';
import type { Variation } from '#contract/model/film.ts';
import { useMediaUrl } from '../../app/studio-context.tsx';
import { Button, IconButton } from '../../ui/button.tsx';
import { ScoreBreakdown } from '../../ui/score-badge.tsx';
import { clampLook, fitInside, WHOLE_PICTURE, zoomLook } from './compare-geometry.ts';
import type { Look } from './compare-geometry.ts';
import { useMeasuredBox } from './measured-box.ts';
import css from './lightbox.module.css';

interface LightboxProps {
  /** Ready candidates in the order of the grid. */
  candidates: readonly Variation[];
  shownId: string;
  pickedId: string | null;
  ratio: number;
  onShow: (id: string) => void;
  onPick: (id: string) => void;
  onClose: () => void;
}

/** One candidate as large as the window allows, with everything known about it. */
export function Lightbox({ candidates, shownId, pickedId, ratio, onShow, onPick, onClose }: LightboxProps) {
  const content = useRef<HTMLDivElement>(null);
  const index = candidates.findIndex((candidate) => candidate.id === shownId);
  const candidate = candidates[index];
  const step = (by: number): void => {
    const next = candidates[index + by];
    if (next !== undefined) onShow(next.id);
  };
  if (candidate === undefined) return null;
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const digit = /^[1-9]$/.test(event.key) ? candidates[Number(event.key) - 1] : undefined;
    if (event.key === 'ArrowLeft') step(-1);
    else if (event.key === 'ArrowRight') step(1);
    else if (digit !== undefined) {
      onShow(digit.id);
      onPick(digit.id);
    } else if (event.key === 'a' || (event.key === ' ' && !(event.target instanceof HTMLButtonElement))) onPick(candidate.id);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const name = candidate.source === 'own' ? 'Your picture' : `Variation ${candidate.number}`;
  return (
    <Radix.Root open onOpenChange={(open) => (open ? undefined : onClose())}>
      <Radix.Portal>
        <Radix.Overlay className={css['scrim']} />
        <Radix.Content
          ref={content}
          className={css['lightbox']}
          aria-describedby={undefined}
          tabIndex={-1}
          onOpenAutoFocus={(event) => {
            // The keys belong to the picture; a focused button would open its tooltip over it.
            event.preventDefault();
            content.current?.focus();
          }}
          onKeyDown={onKeyDown}
        >
          <ZoomPicture candidate={candidate} ratio={ratio} name={name} />
          <aside className={css['side']}>
            <header className={css['head']}>
              <Radix.Title className={css['title']}>{name}</Radix.Title>
              <span className={css['place']}>
                {index + 1} of {candidates.length}
              </span>
              <IconButton
                size="small"
                label="Previous"
                keys="arrowleft"
                icon={<ChevronLeft />}
                disabled={index === 0}
                onClick={() => step(-1)}
              />
              <IconButton
                size="small"
                label="Next"
                keys="arrowright"
                icon={<ChevronRight />}
                disabled={index === candidates.length - 1}
                onClick={() => step(1)}
              />
              <Radix.Close asChild>
                <IconButton size="small" label="Close" keys="escape" icon={<X />} />
              </Radix.Close>
            </header>
            <dl className={css['facts']}>
              <Fact name="Model" value={candidate.source === 'own' ? 'none, your own picture' : candidate.model} />
              <Fact name="Made by" value={candidate.provider} />
              <Fact name="Seed" value={String(candidate.seed)} />
              <Fact
                name="Size"
                value={
                  candidate.asset?.width && candidate.asset.height ? `${candidate.asset.width} × ${candidate.asset.height}` : 'unknown'
                }
              />
              <Fact name="Rank" value={candidate.rank === null ? 'not ranked' : String(candidate.rank)} />
            </dl>
            <ScoreBreakdown overall={candidate.overall} scores={candidate.scores} />
            <div className={css['foot']}>
              <Button variant="primary" keys="a" disabled={candidate.id === pickedId} onClick={() => onPick(candidate.id)}>
                {candidate.id === pickedId ? 'Picked' : 'Use this'}
              </Button>
            </div>
          </aside>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

function Fact({ name, value }: { name: string; value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}

function ZoomPicture({ candidate, ratio, name }: { candidate: Variation; ratio: number; name: string }) {
  const mediaUrl = useMediaUrl();
  const [boxRef, box] = useMeasuredBox<HTMLDivElement>();
  const [look, setLook] = useState<Look>(WHOLE_PICTURE);
  const grab = useRef<{ x: number; y: number; look: Look } | null>(null);
  const picture = box === null ? null : fitInside(box, ratio);
  useEffect(() => {
    const element = boxRef.current;
    if (element === null || picture === null) return undefined;
    const onWheel = (event: WheelEvent): void => {
      event.preventDefault();
      const area = element.getBoundingClientRect();
      const x = event.clientX - area.left - area.width / 2;
      const y = event.clientY - area.top - area.height / 2;
      setLook((now) => zoomLook(picture, now, Math.exp(-event.deltaY * 0.0018), x, y));
    };
    element.addEventListener('wheel', onWheel, { passive: false });
    return () => element.removeEventListener('wheel', onWheel);
  });
  const onPointerDown = (event: PointerEvent<HTMLDivElement>): void => {
    event.currentTarget.setPointerCapture(event.pointerId);
    grab.current = { x: event.clientX, y: event.clientY, look };
  };
  const onPointerMove = (event: PointerEvent<HTMLDivElement>): void => {
    const from = grab.current;
    if (from === null || picture === null) return;
    setLook(
      clampLook(picture, {
        ...from.look,
        offsetX: from.look.offsetX + event.clientX - from.x,
        offsetY: from.look.offsetY + event.clientY - from.y,
      }),
    );
  };
  const letGo = (): void => {
    grab.current = null;
  };
  return (
    <div
      ref={boxRef}
      className={css['box']}
      data-zoomed={look.zoom > 1 || undefined}
      onPointerDown={onPointerDown}
      onPointerMove={onPointerMove}
      onPointerUp={letGo}
      onPointerCancel={letGo}
      onDoubleClick={() => setLook((now) => (now.zoom > 1 ? WHOLE_PICTURE : { ...WHOLE_PICTURE, zoom: 2.5 }))}
    >
      {picture === null || candidate.asset === null ? null : (
        <div className={css['frame']} style={{ left: picture.left, top: picture.top, width: picture.width, height: picture.height }}>
          <img
            src={mediaUrl(candidate.asset.sha256)}
            alt={name}
            draggable={false}
            style={{ transform: `translate(${look.offsetX}px, ${look.offsetY}px) scale(${look.zoom})` }}
          />
        </div>
      )}
    </div>
  );
}
