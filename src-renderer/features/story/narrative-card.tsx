import { Plus, X } from 'lucide-react';
import { storySchema, type StageDocument, type Story } from '#contract/model/story.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { ChipChoice } from '../../ui/chip.tsx';
import { Field, TextArea, TextInput } from '../../ui/field.tsx';
import { StageCard } from './stage-card.tsx';
import { useStageEdit, type StageEdit } from './use-stage-edit.ts';
import css from './story.module.css';

type Document = Extract<StageDocument, { stage: 'story' }>;

const parts = [
  ['setup', 'Set-up'],
  ['development', 'Development'],
  ['climax', 'Climax'],
  ['resolution', 'Resolution'],
] as const;

const subjects = [
  { value: 'character', label: 'A person' },
  { value: 'product', label: 'A product' },
  { value: 'both', label: 'Both' },
] as const;

/** Stage 1: the story, who and what it is about, and what is said. */
export function NarrativeCard({ document }: { document: Document }) {
  const edit = useStageEdit<Story>('story', document.content, storySchema);
  const { content } = document;
  return (
    <StageCard number={2} document={document} edit={edit}>
      {edit.draft === null ? content === null ? null : <Reading story={content} /> : <Editing draft={edit.draft} edit={edit} />}
    </StageCard>
  );
}

function Reading({ story }: { story: Story }) {
  const { subject } = story;
  return (
    <>
      <ol className={css['arc']}>
        {parts.map(([key, label]) => (
          <li key={key}>
            <h4 className={css['small']}>{label}</h4>
            <p className={css['prose']}>{story.narrative[key]}</p>
          </li>
        ))}
      </ol>
      <div className={css['two']}>
        {subject.characterDescription === null ? null : (
          <div>
            <h4 className={css['small']}>{subject.characterName ?? 'Person'}</h4>
            <p className={css['prose']}>{subject.characterDescription}</p>
          </div>
        )}
        {subject.productDescription === null ? null : (
          <div>
            <h4 className={css['small']}>{subject.productName ?? 'Product'}</h4>
            <p className={css['prose']}>{subject.productDescription}</p>
          </div>
        )}
        <div>
          <h4 className={css['small']}>Arc</h4>
          <p className={css['prose']}>{subject.arc}</p>
        </div>
        <div>
          <h4 className={css['small']}>Voice-over</h4>
          {story.voiceOver.length === 0 ? <p className={css['muted']}>Nobody speaks.</p> : null}
          <ol className={css['voices']}>
            {story.voiceOver.map((line, index) => (
              <li key={`${index}${line.beat}`}>
                <span className={css['muted']}>{line.beat}</span>
                <span>“{line.text}”</span>
              </li>
            ))}
          </ol>
        </div>
      </div>
    </>
  );
}

function Editing({ draft, edit }: { draft: Story; edit: StageEdit<Story> }) {
  const { errors, change } = edit;
  const { subject } = draft;
  const person = subject.type !== 'product';
  const product = subject.type !== 'character';
  const setSubject = (part: Partial<Story['subject']>) => change({ ...draft, subject: { ...subject, ...part } });
  const setType = (type: Story['subject']['type']) =>
    setSubject({
      type,
      ...(type === 'product'
        ? { characterName: null, characterDescription: null }
        : { characterName: subject.characterName ?? '', characterDescription: subject.characterDescription ?? '' }),
      ...(type === 'character'
        ? { productName: null, productDescription: null }
        : { productName: subject.productName ?? '', productDescription: subject.productDescription ?? '' }),
    });

  return (
    <div className={css['form']}>
      <div className={css['two']}>
        <Field label="Title" error={errors['title']}>
          {(ids) => (
            <TextInput
              {...ids}
              value={draft.title}
              maxLength={120}
              // oxlint-disable-next-line jsx-a11y/no-autofocus -- the person just pressed Edit
              autoFocus
              onChange={(event) => change({ ...draft, title: event.target.value })}
            />
          )}
        </Field>
        <Field label="In one line" error={errors['logline']}>
          {(ids) => (
            <TextInput
              {...ids}
              value={draft.logline}
              maxLength={400}
              onChange={(event) => change({ ...draft, logline: event.target.value })}
            />
          )}
        </Field>
      </div>
      <div className={css['two']}>
        {parts.map(([key, label]) => (
          <Field key={key} label={label} error={errors[`narrative.${key}`]}>
            {(ids) => (
              <TextArea
                {...ids}
                value={draft.narrative[key]}
                maxLength={1500}
                onChange={(event) => change({ ...draft, narrative: { ...draft.narrative, [key]: event.target.value } })}
              />
            )}
          </Field>
        ))}
      </div>
      <div>
        <p className={css['small']}>It follows</p>
        <ChipChoice label="It follows" value={subject.type} options={subjects} onChange={setType} />
      </div>
      <div className={css['two']}>
        {person ? (
          <div className={css['form']}>
            <Field label="Name of the person" error={errors['subject.characterName']}>
              {(ids) => (
                <TextInput
                  {...ids}
                  value={subject.characterName ?? ''}
                  maxLength={60}
                  onChange={(event) => setSubject({ characterName: event.target.value })}
                />
              )}
            </Field>
            <Field
              label="What the person looks like"
              error={errors['subject.characterDescription']}
              hint="Every picture is drawn from these very words"
            >
              {(ids) => (
                <TextArea
                  {...ids}
                  value={subject.characterDescription ?? ''}
                  maxLength={2000}
                  onChange={(event) => setSubject({ characterDescription: event.target.value })}
                />
              )}
            </Field>
          </div>
        ) : null}
        {product ? (
          <div className={css['form']}>
            <Field label="Name of the product" error={errors['subject.productName']}>
              {(ids) => (
                <TextInput
                  {...ids}
                  value={subject.productName ?? ''}
                  maxLength={120}
                  onChange={(event) => setSubject({ productName: event.target.value })}
                />
              )}
            </Field>
            <Field
              label="What the product looks like"
              error={errors['subject.productDescription']}
              hint="Every picture is drawn from these very words"
            >
              {(ids) => (
                <TextArea
                  {...ids}
                  value={subject.productDescription ?? ''}
                  maxLength={2000}
                  onChange={(event) => setSubject({ productDescription: event.target.value })}
                />
              )}
            </Field>
          </div>
        ) : null}
      </div>
      <Field label="Arc" error={errors['subject.arc']}>
        {(ids) => <TextInput {...ids} value={subject.arc} maxLength={300} onChange={(event) => setSubject({ arc: event.target.value })} />}
      </Field>
      <fieldset aria-label="Voice-over" className={css['form']}>
        <p className={css['small']}>Voice-over</p>
        {draft.voiceOver.map((line, index) => (
          // Lines have no identity but their place; they are only ever added at the end.
          <div key={index} className={css['voiceRow']}>
            <Field label={`Beat of line ${index + 1}`} hideLabel error={errors[`voiceOver.${index}.beat`]}>
              {(ids) => (
                <TextInput
                  {...ids}
                  value={line.beat}
                  maxLength={40}
                  onChange={(event) =>
                    change({
                      ...draft,
                      voiceOver: draft.voiceOver.map((other, at) => (at === index ? { ...other, beat: event.target.value } : other)),
                    })
                  }
                />
              )}
            </Field>
            <Field label={`Words of line ${index + 1}`} hideLabel error={errors[`voiceOver.${index}.text`]}>
              {(ids) => (
                <TextInput
                  {...ids}
                  value={line.text}
                  maxLength={400}
                  onChange={(event) =>
                    change({
                      ...draft,
                      voiceOver: draft.voiceOver.map((other, at) => (at === index ? { ...other, text: event.target.value } : other)),
                    })
                  }
                />
              )}
            </Field>
            <IconButton
              label={`Remove line ${index + 1}`}
              icon={<X aria-hidden="true" />}
              onClick={() => change({ ...draft, voiceOver: draft.voiceOver.filter((_, at) => at !== index) })}
            />
          </div>
        ))}
        <Button
          size="small"
          icon={<Plus />}
          className={css['add']}
          onClick={() => change({ ...draft, voiceOver: [...draft.voiceOver, { beat: '', text: '' }] })}
        >
          Add a line
        </Button>
      </fieldset>
    </div>
  );
}
