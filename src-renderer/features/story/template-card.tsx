import { templateChoiceSchema, type StageDocument, type TemplateChoice as Choice } from '#contract/model/story.ts';
import { Button } from '../../ui/button.tsx';
import { Field, TextInput } from '../../ui/field.tsx';
import { formatPercent } from '../../ui/format.ts';
import { TemplateChoice } from '../brief/brief-fields.tsx';
import { useTemplateName, useTemplates } from '../templates.ts';
import { StageCard } from './stage-card.tsx';
import { useStageEdit } from './use-stage-edit.ts';
import css from './story.module.css';

type Document = Extract<StageDocument, { stage: 'template' }>;

/** Stage 0: which structure, why, and the others to switch to. */
export function TemplateCard({ document }: { document: Document }) {
  const edit = useStageEdit<Choice>('template', document.content, templateChoiceSchema);
  const { templates } = useTemplates();
  const { content } = document;
  const chosen = templates.find((template) => template.id === content?.selectedTemplate);
  const alternative = useTemplateName(content?.alternativeTemplate ?? null);
  const { draft } = edit;

  return (
    <StageCard
      number={1}
      document={document}
      edit={edit}
      facts={content === null || document.by === 'you' ? undefined : `${formatPercent(content.confidence)} sure`}
    >
      {draft === null ? (
        content === null ? null : (
          <div className={css['template']}>
            <div>
              <p className={css['lead']}>{chosen?.name ?? content.selectedTemplate}</p>
              <p className={css['prose']}>{content.reasoning}</p>
              <dl className={css['pairs']}>
                <div>
                  <dt>It is about</dt>
                  <dd>{content.narrativeFocus}</dd>
                </div>
                <div>
                  <dt>It should leave</dt>
                  <dd>{content.emotionalGoal}</dd>
                </div>
                <div>
                  <dt>It could also be</dt>
                  <dd>
                    {alternative}{' '}
                    <Button size="small" variant="quiet" onClick={edit.begin}>
                      Switch…
                    </Button>
                  </dd>
                </div>
              </dl>
            </div>
            {chosen === undefined ? null : (
              <ol className={css['beats']} aria-label="Beats">
                {chosen.beats.map((beat, index) => (
                  <li key={`${index}${beat.name}`}>
                    <span className={css['beatShare']} style={{ width: `${Math.round(beat.share * 100)}%` }} aria-hidden="true" />
                    <span className={css['beatName']}>{beat.name}</span>
                    <span className={css['beatPurpose']}>{beat.purpose}</span>
                    <span className={css['beatPart']}>{formatPercent(beat.share)}</span>
                  </li>
                ))}
              </ol>
            )}
          </div>
        )
      ) : (
        <div className={css['form']}>
          <TemplateChoice
            withAuto={false}
            value={draft.selectedTemplate}
            onChange={(id) =>
              edit.change({
                ...draft,
                selectedTemplate: id,
                // Going back and forth keeps the road not taken as the alternative.
                alternativeTemplate: id === draft.selectedTemplate ? draft.alternativeTemplate : draft.selectedTemplate,
                confidence: 1,
                reasoning: id === content?.selectedTemplate ? draft.reasoning : 'You chose it.',
              })
            }
          />
          <div className={css['two']}>
            <Field label="It is about" error={edit.errors['narrativeFocus']}>
              {(ids) => (
                <TextInput
                  {...ids}
                  value={draft.narrativeFocus}
                  maxLength={300}
                  onChange={(event) => edit.change({ ...draft, narrativeFocus: event.target.value })}
                />
              )}
            </Field>
            <Field label="It should leave" error={edit.errors['emotionalGoal']}>
              {(ids) => (
                <TextInput
                  {...ids}
                  value={draft.emotionalGoal}
                  maxLength={200}
                  onChange={(event) => edit.change({ ...draft, emotionalGoal: event.target.value })}
                />
              )}
            </Field>
          </div>
        </div>
      )}
    </StageCard>
  );
}
