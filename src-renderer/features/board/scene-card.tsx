import { AlertTriangle, Copy, Mic, MoreHorizontal, StickyNote, Trash2, Video } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import { memo } from 'react';
import type { FrameSummary, SceneSummary } from '#contract/model/film.ts';
import { duplicateScene, moveScene, removeScene } from '../../actions/studio-actions.ts';
import { performAction, useSession, useStudio } from '../../app/studio-context.tsx';
import { Button, IconButton } from '../../ui/button.tsx';
import { classNames } from '../../ui/class-names.ts';
import { Chip } from '../../ui/chip.tsx';
import { formatSeconds } from '../../ui/format.ts';
import { Kbd } from '../../ui/kbd.tsx';
import menu from '../../ui/menu.module.css';
import { Picture } from '../../ui/picture.tsx';
import { ScoreBadge } from '../../ui/score-badge.tsx';
import { movementWords } from '../../ui/words.ts';
import { useNearView } from './use-near-view.ts';
import css from './board.module.css';

export interface SceneCardProps {
  scene: SceneSummary;
  /** Width over height of the film. */
  ratio: number;
  /** Some run is at work, so missing pictures may be on their way. */
  running: boolean;
  /** Where something being dragged would land. */
  mark: 'before' | 'after' | null;
  lifted: boolean;
  onDragStart: (sceneId: string) => void;
  onDragEnd: () => void;
}

/** One scene of the board. The card is one button; the small controls lie above it. */
export const SceneCard = memo(function SceneCard({ scene, ratio, running, mark, lifted, onDragStart, onDragEnd }: SceneCardProps) {
  const app = useStudio();
  const [item, near] = useNearView<HTMLLIElement>();
  const selected = useSession((state) => state.sceneId === scene.id);
  const { spec } = scene;
  const select = () => app.session.actions.selectSceneById(scene.id);
  const withSelected = (work: () => void) => () => {
    select();
    work();
  };

  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- dragging has its keys: Alt with the cursor keys
    <li
      ref={item}
      className={classNames(css['card'], selected && css['selected'], lifted && css['lifted'])}
      data-scene={scene.id}
      data-mark={mark}
      draggable
      onDragStart={(event) => {
        event.dataTransfer.effectAllowed = 'move';
        event.dataTransfer.setData('text/plain', scene.id);
        onDragStart(scene.id);
      }}
      onDragEnd={onDragEnd}
    >
      <button
        type="button"
        className={css['cover']}
        aria-label={`Scene ${scene.number}, ${spec.beat}, ${formatSeconds(spec.seconds)}. ${spec.action}${scene.attention === null ? '' : ` Needs you: ${scene.attention}`}`}
        aria-current={selected ? 'true' : undefined}
        tabIndex={selected ? 0 : -1}
        onClick={select}
        onDoubleClick={withSelected(() => app.session.actions.showStage('frames'))}
      />
      {near ? (
        <>
          <div className={css['pictures']} data-tall={ratio < 1}>
            <FramePicture sceneId={scene.id} frame={scene.startFrame} words="Start" number={scene.number} ratio={ratio} running={running} />
            <FramePicture sceneId={scene.id} frame={scene.endFrame} words="End" number={scene.number} ratio={ratio} running={running} />
          </div>
          {scene.attention === null ? null : (
            <p className={css['attention']}>
              <AlertTriangle aria-hidden="true" />
              {scene.attention}
            </p>
          )}
          <div className={css['text']}>
            <div className={css['heading']}>
              <span className={css['number']}>{scene.number}</span>
              <h3>{spec.beat}</h3>
              <span className={css['seconds']}>{formatSeconds(spec.seconds)}</span>
              {scene.picked !== null ? (
                <Chip>Take {scene.picked.number}</Chip>
              ) : scene.takes > 0 ? (
                <Chip>
                  {scene.takes} {scene.takes === 1 ? 'take' : 'takes'}
                </Chip>
              ) : null}
              <div className={css['controls']}>
                <DropdownMenu.Root>
                  <DropdownMenu.Trigger asChild>
                    <IconButton
                      size="small"
                      label={`More for scene ${scene.number}`}
                      icon={<MoreHorizontal aria-hidden="true" />}
                      tabIndex={selected ? 0 : -1}
                    />
                  </DropdownMenu.Trigger>
                  <DropdownMenu.Portal>
                    <DropdownMenu.Content className={menu['menu']} align="end" sideOffset={4}>
                      <DropdownMenu.Item className={menu['item']} onSelect={withSelected(() => performAction(app, 'scene.note'))}>
                        <span className={css['menuLabel']}>
                          <StickyNote aria-hidden="true" />
                          Add a note
                        </span>
                        <Kbd keys="n" />
                      </DropdownMenu.Item>
                      <DropdownMenu.Item className={menu['item']} onSelect={withSelected(() => void duplicateScene(app))}>
                        <span className={css['menuLabel']}>
                          <Copy aria-hidden="true" />
                          Duplicate
                        </span>
                        <Kbd keys="mod+d" />
                      </DropdownMenu.Item>
                      <DropdownMenu.Item className={menu['item']} onSelect={withSelected(() => void moveScene(app, -1))}>
                        <span className={css['menuLabel']}>Move earlier</span>
                        <Kbd keys="alt+arrowleft" />
                      </DropdownMenu.Item>
                      <DropdownMenu.Item className={menu['item']} onSelect={withSelected(() => void moveScene(app, 1))}>
                        <span className={css['menuLabel']}>Move later</span>
                        <Kbd keys="alt+arrowright" />
                      </DropdownMenu.Item>
                      <DropdownMenu.Separator className={menu['separator']} />
                      <DropdownMenu.Item className={menu['item']} onSelect={withSelected(() => void removeScene(app))}>
                        <span className={css['menuLabel']}>
                          <Trash2 aria-hidden="true" />
                          Remove
                        </span>
                        <Kbd keys="delete" />
                      </DropdownMenu.Item>
                    </DropdownMenu.Content>
                  </DropdownMenu.Portal>
                </DropdownMenu.Root>
              </div>
            </div>
            <p className={css['action']}>{spec.action}</p>
            <p className={css['line']}>
              <Video aria-hidden="true" />
              <span>
                {movementWords[spec.camera.movement]} · {spec.camera.framing} · {spec.camera.lens}
              </span>
            </p>
            {spec.voiceOver === null ? null : (
              <p className={css['line']}>
                <Mic aria-hidden="true" />
                <span>“{spec.voiceOver.text}”</span>
              </p>
            )}
          </div>
        </>
      ) : (
        <div className={css['unseen']} style={{ '--ratio': ratio }} aria-hidden="true" />
      )}
    </li>
  );
});

function FramePicture({
  sceneId,
  frame,
  words,
  number,
  ratio,
  running,
}: {
  sceneId: string;
  frame: FrameSummary;
  words: 'Start' | 'End';
  number: number;
  ratio: number;
  running: boolean;
}) {
  const app = useStudio();
  const busy = frame.status === 'making' || (running && frame.status === 'waiting');
  const failed = frame.status === 'failed';
  return (
    <div className={css['frame']}>
      {failed && frame.picked === null ? (
        <div className={css['failed']} style={{ aspectRatio: String(ratio) }}>
          <AlertTriangle aria-hidden="true" />
          Failed
          <Button
            size="small"
            aria-label={`Try again: scene ${number}, ${words.toLowerCase()} frame`}
            onClick={() => {
              const { projectId } = app.film.get();
              if (projectId !== null) void app.change('frames.regenerate', { projectId, sceneId, role: frame.role });
            }}
          >
            Try again
          </Button>
        </div>
      ) : (
        <Picture
          asset={frame.picked?.asset ?? null}
          alt={`Scene ${number}, ${words.toLowerCase()} frame`}
          ratio={ratio}
          width={320}
          busy={busy}
        />
      )}
      <span className={css['role']}>{words}</span>
      {frame.state === 'stale' ? <span className={css['stale']}>Out of date</span> : null}
      {frame.picked === null || frame.picked.overall.value === null ? null : (
        <span className={css['score']}>
          <ScoreBadge overall={frame.picked.overall} size="small" />
        </span>
      )}
    </div>
  );
}
