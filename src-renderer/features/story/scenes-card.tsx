import { useMemo } from 'react';
import { useFilm, useStudio } from '../../app/studio-context.tsx';
import { cameraMovementValues } from '#contract/model/primitives.ts';
import { sceneDivisionSchema, type SceneDivision, type SceneSpec, type StageDocument } from '#contract/model/story.ts';
import { selectScenes } from '../../stores/film/selectors.ts';
import { Select, TextArea, TextInput } from '../../ui/field.tsx';
import { countOf, formatSeconds } from '../../ui/format.ts';
import { movementWords } from '../../ui/words.ts';
import { StageCard } from './stage-card.tsx';
import { useStageEdit, type StageEdit } from './use-stage-edit.ts';
import css from './story.module.css';

type Document = Extract<StageDocument, { stage: 'scenes' }>;

const movements = cameraMovementValues.map((value) => ({ value, label: movementWords[value] }));

/** The table is the writer's division; the film's scenes may have been reordered since, so they are matched by their words. */
const wordsOf = (spec: SceneSpec) => `${spec.beat}\n${spec.action}`;

/** Stage 2: the scenes as a table. A click on a row selects the scene everywhere. */
export function ScenesCard({ document }: { document: Document }) {
  const edit = useStageEdit<SceneDivision>('scenes', document.content, sceneDivisionSchema);
  const { content } = document;
  const scenes = useFilm(selectScenes);
  const byWords = useMemo(() => new Map(scenes.map((scene) => [wordsOf(scene.spec), scene.id])), [scenes]);
  const target = useFilm((state) => state.film?.brief.durationSeconds ?? null);
  const shown = edit.draft ?? content;
  const total = shown === null ? 0 : shown.scenes.reduce((sum, scene) => sum + scene.seconds, 0);
  const off = target !== null && Math.abs(total - target) > 0.05;

  return (
    <StageCard
      number={3}
      document={document}
      edit={edit}
      facts={
        shown === null
          ? undefined
          : `${countOf(shown.scenes.length, 'scene')} · ${formatSeconds(total)}${off && target !== null ? ` of ${formatSeconds(target)} asked for` : ''}`
      }
    >
      {shown === null ? null : (
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keyboard
        <section className={css['tableBox']} tabIndex={0} aria-label="Scenes table">
          <table className={css['table']}>
            <thead>
              <tr>
                <th scope="col">Scene</th>
                <th scope="col">Time</th>
                <th scope="col">Setting and action</th>
                <th scope="col">Camera</th>
                <th scope="col">Voice-over</th>
              </tr>
            </thead>
            <tbody>
              {edit.draft === null
                ? shown.scenes.map((scene, index) => (
                    <Row key={`${index}${scene.beat}`} scene={scene} index={index} sceneId={byWords.get(wordsOf(scene)) ?? null} />
                  ))
                : edit.draft.scenes.map((scene, index) => (
                    <EditRow key={index} scene={scene} index={index} edit={edit} draft={edit.draft ?? shown} />
                  ))}
            </tbody>
          </table>
        </section>
      )}
    </StageCard>
  );
}

function Row({ scene, index, sceneId }: { scene: SceneSpec; index: number; sceneId: string | null }) {
  const app = useStudio();
  return (
    <tr>
      <th scope="row">
        {sceneId === null ? (
          <>
            <span className={css['rowNumber']}>{index + 1}</span> {scene.beat}
          </>
        ) : (
          <button type="button" className={css['rowButton']} onClick={() => app.session.actions.selectSceneById(sceneId)}>
            <span className={css['rowNumber']}>{index + 1}</span> {scene.beat}
          </button>
        )}
      </th>
      <td className={css['time']}>{formatSeconds(scene.seconds)}</td>
      <td>
        <p className={css['muted']}>{scene.setting}</p>
        <p>{scene.action}</p>
      </td>
      <td>
        <p>{movementWords[scene.camera.movement]}</p>
        <p className={css['muted']}>
          {scene.camera.framing}, {scene.camera.lens}
        </p>
      </td>
      <td>{scene.voiceOver === null ? <span className={css['muted']}>None</span> : `“${scene.voiceOver.text}”`}</td>
    </tr>
  );
}

function EditRow({ scene, index, draft, edit }: { scene: SceneSpec; index: number; draft: SceneDivision; edit: StageEdit<SceneDivision> }) {
  const set = (part: Partial<SceneSpec>) => {
    const scenes = draft.scenes.map((other, at) => (at === index ? { ...other, ...part } : other));
    const total = scenes.reduce((sum, other) => sum + other.seconds, 0);
    edit.change({ totalSeconds: Number.isFinite(total) && total > 0 ? total : draft.totalSeconds, scenes });
  };
  const wrong = (path: string) => edit.errors[`scenes.${index}.${path}`];
  const n = index + 1;
  const fail = (path: string) =>
    wrong(path) === undefined ? null : (
      <p className={css['error']} role="alert">
        {wrong(path)}
      </p>
    );
  const invalid = (path: string) => (wrong(path) === undefined ? undefined : true);
  const text = (event: { target: { value: string } }) => event.target.value;
  return (
    <tr>
      <th scope="row">
        <TextInput
          aria-label={`Beat of scene ${n}`}
          value={scene.beat}
          maxLength={40}
          aria-invalid={invalid('beat')}
          onChange={(event) => set({ beat: text(event) })}
        />
        {fail('beat')}
      </th>
      <td className={css['time']}>
        <TextInput
          type="number"
          min={1}
          max={15}
          step={0.1}
          aria-label={`Seconds of scene ${n}`}
          value={Number.isNaN(scene.seconds) ? '' : scene.seconds}
          aria-invalid={invalid('seconds')}
          onChange={(event) => set({ seconds: event.target.value === '' ? Number.NaN : Number(event.target.value) })}
        />
        {wrong('seconds') === undefined ? null : (
          <p className={css['error']} role="alert">
            1 to 15
          </p>
        )}
      </td>
      <td className={css['cellStack']}>
        <TextInput
          aria-label={`Setting of scene ${n}`}
          value={scene.setting}
          maxLength={200}
          aria-invalid={invalid('setting')}
          onChange={(event) => set({ setting: text(event) })}
        />
        {fail('setting')}
        <TextArea
          aria-label={`Action of scene ${n}`}
          value={scene.action}
          maxLength={1500}
          aria-invalid={invalid('action')}
          onChange={(event) => set({ action: text(event) })}
        />
        {fail('action')}
      </td>
      <td className={css['cellStack']}>
        <Select
          label={`Camera movement of scene ${n}`}
          value={scene.camera.movement}
          options={movements}
          onChange={(movement) => set({ camera: { ...scene.camera, movement } })}
        />
        <TextInput
          aria-label={`Framing of scene ${n}`}
          value={scene.camera.framing}
          maxLength={120}
          aria-invalid={invalid('camera.framing')}
          onChange={(event) => set({ camera: { ...scene.camera, framing: text(event) } })}
        />
        {fail('camera.framing')}
      </td>
      <td>
        <TextArea
          aria-label={`Voice-over of scene ${n}`}
          value={scene.voiceOver?.text ?? ''}
          maxLength={400}
          placeholder="None"
          onChange={(event) =>
            set({
              voiceOver:
                event.target.value === ''
                  ? null
                  : { startSeconds: 0, endSeconds: Math.max(0.5, scene.seconds - 0.5), ...scene.voiceOver, text: event.target.value },
            })
          }
        />
      </td>
    </tr>
  );
}
