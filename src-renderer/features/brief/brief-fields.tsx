import { RadioGroup } from 'radix-ui';
import { useId, type ReactNode } from 'react';
import { DURATION_MAX_SECONDS, DURATION_MIN_SECONDS, type Brief } from '#contract/model/brief.ts';
import { aspectValues, presetValues } from '#contract/model/primitives.ts';
import { classNames } from '../../ui/class-names.ts';
import { ChipList } from '../../ui/chip.tsx';
import { Field, TextInput } from '../../ui/field.tsx';
import { ErrorNotice } from '../../ui/notices.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { aspectRatio, aspectWords, presetWords } from '../../ui/words.ts';
import { useTemplates } from '../templates.ts';
import type { FieldErrors } from './brief-draft.ts';
import css from './brief.module.css';

export interface BriefFieldsProps {
  brief: Brief;
  errors: FieldErrors;
  onChange: (brief: Brief) => void;
}

/** Seconds offered with one click. */
const commonDurations = [6, 15, 30, 60];

/** Everything of a brief but its sentence and pictures. */
export function BriefFields({ brief, errors, onChange }: BriefFieldsProps) {
  const set = <K extends keyof Brief>(key: K, value: Brief[K]) => onChange({ ...brief, [key]: value });
  return (
    <div className={css['fields']}>
      <div className={css['pair']}>
        <Group label="Duration" error={errors['durationSeconds']}>
          <div className={css['duration']}>
            <Field label="Duration in seconds" hideLabel className={css['seconds']}>
              {(ids) => (
                <TextInput
                  {...ids}
                  type="number"
                  inputMode="numeric"
                  min={DURATION_MIN_SECONDS}
                  max={DURATION_MAX_SECONDS}
                  value={Number.isNaN(brief.durationSeconds) ? '' : brief.durationSeconds}
                  aria-invalid={errors['durationSeconds'] === undefined ? undefined : true}
                  onChange={(event) => set('durationSeconds', event.target.value === '' ? Number.NaN : Number(event.target.value))}
                />
              )}
            </Field>
            <span className={css['unit']}>seconds</span>
            {commonDurations.map((seconds) => (
              <button
                key={seconds}
                type="button"
                className={css['quick']}
                aria-label={`${seconds} seconds`}
                aria-pressed={brief.durationSeconds === seconds}
                onClick={() => set('durationSeconds', seconds)}
              >
                {seconds}
              </button>
            ))}
          </div>
        </Group>
        <Group label="Shape">
          <RadioGroup.Root
            className={css['aspects']}
            aria-label="Shape"
            value={brief.aspect}
            onValueChange={(next) => set('aspect', aspectValues.find((value) => value === next) ?? brief.aspect)}
          >
            {aspectValues.map((aspect) => {
              const ratio = aspectRatio(aspect);
              return (
                <RadioGroup.Item key={aspect} value={aspect} className={css['aspect']} aria-label={`${aspectWords[aspect]}, ${aspect}`}>
                  <span className={css['shape']} style={{ width: ratio >= 1 ? 34 : 26 * ratio, height: ratio >= 1 ? 34 / ratio : 26 }} />
                  <span>{aspect}</span>
                </RadioGroup.Item>
              );
            })}
          </RadioGroup.Root>
        </Group>
      </div>

      <Group label="Quality">
        <RadioGroup.Root
          className={css['presets']}
          aria-label="Quality"
          value={brief.preset}
          onValueChange={(next) => set('preset', presetValues.find((value) => value === next) ?? brief.preset)}
        >
          {(['simple', 'fast', 'balanced', 'maximum'] as const).map((preset) => (
            <RadioGroup.Item key={preset} value={preset} className={css['option']}>
              <span className={css['optionName']}>{presetWords[preset].label}</span>
              <span className={css['optionDetail']}>{presetWords[preset].detail}</span>
            </RadioGroup.Item>
          ))}
        </RadioGroup.Root>
      </Group>

      <Group label="Story template" error={errors['template']}>
        <TemplateChoice value={brief.template} onChange={(template) => set('template', template)} />
      </Group>

      <div className={css['pair']}>
        <Field label="Audience" error={errors['audience']} hint="Who it is for, in your own words">
          {(ids) => (
            <TextInput
              {...ids}
              value={brief.audience}
              maxLength={500}
              placeholder="Busy people around thirty"
              onChange={(event) => set('audience', event.target.value)}
            />
          )}
        </Field>
        <span />
        <Group label="Always" error={errors['brandDos']}>
          <div className={css['chips']}>
            <ChipList
              label="Always"
              values={brief.brandDos}
              placeholder="Show the gold rim"
              onChange={(values) => set('brandDos', values.slice(0, 30))}
            />
          </div>
        </Group>
        <Group label="Never" error={errors['brandDonts']}>
          <div className={css['chips']}>
            <ChipList
              label="Never"
              values={brief.brandDonts}
              placeholder="No logos on clothes"
              onChange={(values) => set('brandDonts', values.slice(0, 30))}
            />
          </div>
        </Group>
      </div>
    </div>
  );
}

/** Several controls under one visible label. */
function Group({ label, error, children }: { label: string; error?: string | undefined; children: ReactNode }) {
  const id = useId();
  return (
    <fieldset className={css['group']} aria-labelledby={id}>
      <p id={id} className={css['label']}>
        {label}
      </p>
      {children}
      {error === undefined ? null : (
        <p className={css['error']} role="alert">
          {error}
        </p>
      )}
    </fieldset>
  );
}

/** Auto or one of the templates, each with its tone, what it is best for, and its beats to scale. */
export function TemplateChoice({
  value,
  onChange,
  withAuto = true,
}: {
  value: string;
  onChange: (id: string) => void;
  withAuto?: boolean;
}) {
  const { templates, loading, error } = useTemplates();
  if (error !== null) return <ErrorNotice error={error} />;
  if (loading) {
    return (
      <output className={css['templates']} aria-label="Loading templates">
        {Array.from({ length: 6 }, (_, index) => (
          <Skeleton key={index} className={css['templateSkeleton']} />
        ))}
      </output>
    );
  }
  return (
    <RadioGroup.Root className={css['templates']} aria-label="Story template" value={value} onValueChange={onChange}>
      {withAuto ? (
        <RadioGroup.Item value="auto" className={css['option']}>
          <span className={css['optionName']}>Auto</span>
          <span className={css['optionDetail']}>The writer reads your sentence, chooses one and says why. You can switch later.</span>
        </RadioGroup.Item>
      ) : null}
      {templates.map((template) => (
        <RadioGroup.Item key={template.id} value={template.id} className={css['option']}>
          <span className={css['optionName']}>{template.name}</span>
          <span className={css['optionDetail']}>
            {template.tone.join(', ')}. Best for {template.bestFor.join(', ').toLowerCase()}.
          </span>
          <span className={css['beats']} aria-hidden="true">
            {template.beats.map((beat, index) => (
              <span key={`${index}${beat.name}`} style={{ flexGrow: beat.share }} title={beat.name} />
            ))}
          </span>
          <span className={classNames(css['optionDetail'], css['beatNames'])}>{template.beats.map((beat) => beat.name).join(' → ')}</span>
        </RadioGroup.Item>
      ))}
    </RadioGroup.Root>
  );
}
