import { useFilm } from '../../app/studio-context.tsx';
import { visualSpecSchema, type SceneVisuals, type StageDocument, type VisualSpec } from '#contract/model/story.ts';
import { selectStory } from '../../stores/film/selectors.ts';
import { Field, TextArea, TextInput } from '../../ui/field.tsx';
import { StageCard } from './stage-card.tsx';
import { useStageEdit, type StageEdit } from './use-stage-edit.ts';
import css from './story.module.css';

type Document = Extract<StageDocument, { stage: 'visuals' }>;

const markers = [
  ['subjectDescription', 'Subject', 3000],
  ['style', 'Style', 300],
  ['colorPalette', 'Colours', 300],
  ['lighting', 'Light', 300],
  ['mood', 'Mood', 300],
] as const;

const prompts = [
  ['startPrompt', 'First instant', 4000],
  ['endPrompt', 'Last instant', 4000],
  ['motionPrompt', 'What moves', 2000],
  ['imagePrompt', 'As a whole', 4000],
] as const;

/** Stage 3: what keeps the pictures alike, and the words each is made from. */
export function VisualsCard({ document }: { document: Document }) {
  const edit = useStageEdit<VisualSpec>('visuals', document.content, visualSpecSchema);
  const division = useFilm((state) => selectStory(state, 'scenes'));
  const beats = division?.content?.scenes.map((scene) => scene.beat) ?? [];
  const { content } = document;
  const { draft } = edit;
  return (
    <StageCard number={4} document={document} edit={edit}>
      {draft === null ? (
        content === null ? null : (
          <>
            <dl className={css['markers']}>
              {markers.map(([key, label]) => (
                <div key={key}>
                  <dt>{label}</dt>
                  <dd>{content.markers[key]}</dd>
                </div>
              ))}
            </dl>
            <ul className={css['promptList']}>
              {content.scenes.map((scene, index) => (
                // Stage 3 follows the order of stage 2; a scene's place is its identity here.
                <li key={index}>
                  <details>
                    <summary>
                      <span className={css['rowNumber']}>{index + 1}</span>
                      <span className={css['summaryBeat']}>{beats[index] ?? 'Scene'}</span>
                      <span className={css['summaryText']}>{scene.startPrompt}</span>
                    </summary>
                    <ScenePrompts scene={scene} />
                  </details>
                </li>
              ))}
            </ul>
          </>
        )
      ) : (
        <div className={css['form']}>
          {markers.map(([key, label, max]) => (
            <Field key={key} label={label} error={edit.errors[`markers.${key}`]}>
              {(ids) =>
                key === 'subjectDescription' ? (
                  <TextArea
                    {...ids}
                    value={draft.markers[key]}
                    maxLength={max}
                    onChange={(event) => edit.change({ ...draft, markers: { ...draft.markers, [key]: event.target.value } })}
                  />
                ) : (
                  <TextInput
                    {...ids}
                    value={draft.markers[key]}
                    maxLength={max}
                    onChange={(event) => edit.change({ ...draft, markers: { ...draft.markers, [key]: event.target.value } })}
                  />
                )
              }
            </Field>
          ))}
          {draft.scenes.map((scene, index) => (
            <EditPrompts key={index} scene={scene} index={index} beat={beats[index] ?? 'Scene'} draft={draft} edit={edit} />
          ))}
        </div>
      )}
    </StageCard>
  );
}

function ScenePrompts({ scene }: { scene: SceneVisuals }) {
  return (
    <dl className={css['prompts']}>
      {prompts.map(([key, label]) => (
        <div key={key}>
          <dt>
            {label}
            <span>{scene[key].trim().split(/\s+/).length} words</span>
          </dt>
          <dd>{scene[key]}</dd>
        </div>
      ))}
      <div>
        <dt>Avoid</dt>
        <dd>{scene.negativePrompt === '' ? 'Nothing in particular' : scene.negativePrompt}</dd>
      </div>
    </dl>
  );
}

function EditPrompts({
  scene,
  index,
  beat,
  draft,
  edit,
}: {
  scene: SceneVisuals;
  index: number;
  beat: string;
  draft: VisualSpec;
  edit: StageEdit<VisualSpec>;
}) {
  const set = (part: Partial<SceneVisuals>) =>
    edit.change({ ...draft, scenes: draft.scenes.map((other, at) => (at === index ? { ...other, ...part } : other)) });
  const wrong = Object.keys(edit.errors).some((path) => path.startsWith(`scenes.${index}.`));
  return (
    <details className={css['editScene']} open={wrong || undefined}>
      <summary>
        <span className={css['rowNumber']}>{index + 1}</span>
        <span className={css['summaryBeat']}>{beat}</span>
        <span className={css['summaryText']}>{scene.startPrompt}</span>
      </summary>
      <div className={css['form']}>
        {prompts.map(([key, label, max]) => (
          <Field key={key} label={label} error={edit.errors[`scenes.${index}.${key}`]}>
            {(ids) => <TextArea {...ids} value={scene[key]} maxLength={max} onChange={(event) => set({ [key]: event.target.value })} />}
          </Field>
        ))}
        <Field label="Avoid" error={edit.errors[`scenes.${index}.negativePrompt`]}>
          {(ids) => (
            <TextInput
              {...ids}
              value={scene.negativePrompt}
              maxLength={1000}
              onChange={(event) => set({ negativePrompt: event.target.value })}
            />
          )}
        </Field>
      </div>
    </details>
  );
}
