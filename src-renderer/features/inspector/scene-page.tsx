import { X } from 'lucide-react';
import { useId, useState } from 'react';
import type { SceneSummary } from '#contract/model/film.ts';
import { cameraAngleValues, cameraMovementValues, framingValues } from '#contract/model/primitives.ts';
import { sceneSpecSchema, type SceneSpec } from '#contract/model/story.ts';
import { useStudio } from '../../app/studio-context.tsx';
import { selectScene } from '../../stores/film/selectors.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { ChipChoice } from '../../ui/chip.tsx';
import { Field, TextArea, TextInput } from '../../ui/field.tsx';
import { Section } from '../../ui/panel.tsx';
import { framingWords, movementWords } from '../../ui/words.ts';
import { useDraft } from './use-draft.ts';
import css from './inspector.module.css';

const movements = cameraMovementValues.map((value) => ({ value, label: movementWords[value] }));
const lenses = ['24 mm, wide', '35 mm, f/2.8', '50 mm, f/1.8', '85 mm, f/1.4', '100 mm macro'];
const temperatures = ['2700 K, candle and tungsten', '3200 K, warm', '4300 K, neutral', '5600 K, daylight', '6500 K, cool shade'];
const angleWords = { 'eye-level': 'Eye level', high: 'High', low: 'Low', overhead: 'Overhead', dutch: 'Dutch' };

/** Everything a scene says, saved field by field as it is changed. */
export function ScenePage({ scene }: { scene: SceneSummary }) {
  const app = useStudio();
  const [problem, setProblem] = useState<{ field: string; message: string } | null>(null);
  const { spec } = scene;

  /** Saves a change made to the newest version of the scene, not to the one that was on screen when typing began. */
  const save = (field: string, change: (spec: SceneSpec) => SceneSpec) => {
    const { projectId } = app.film.get();
    const newest = selectScene(app.film.get(), scene.id);
    if (projectId === null || newest === null) return;
    const parsed = sceneSpecSchema.safeParse(change(newest.spec));
    if (!parsed.success) {
      setProblem({ field, message: plainIssue(parsed.error.issues[0]) });
      return;
    }
    setProblem(null);
    void app.change('scenes.update', { projectId, sceneId: scene.id, spec: parsed.data });
  };
  const forget = () => setProblem(null);
  const wrong = (field: string) => (problem?.field === field ? problem.message : undefined);

  return (
    <div className={css['page']}>
      <div className={css['row']}>
        <TextField
          label="Beat"
          value={spec.beat}
          error={wrong('beat')}
          onRevert={forget}
          onSave={(beat) => save('beat', (now) => ({ ...now, beat }))}
        />
        <NumberField
          label="Seconds"
          value={spec.seconds}
          error={wrong('seconds')}
          onRevert={forget}
          onSave={(seconds) => {
            const { projectId } = app.film.get();
            if (!(seconds >= 1 && seconds <= 15)) {
              setProblem({ field: 'seconds', message: 'Between 1 and 15' });
              return;
            }
            setProblem(null);
            if (projectId !== null) void app.change('scenes.retime', { projectId, sceneId: scene.id, seconds });
          }}
        />
      </div>
      <TextField
        label="Action"
        area
        value={spec.action}
        error={wrong('action')}
        onRevert={forget}
        onSave={(action) => save('action', (now) => ({ ...now, action }))}
      />
      <TextField
        label="Setting"
        value={spec.setting}
        error={wrong('setting')}
        onRevert={forget}
        onSave={(setting) => save('setting', (now) => ({ ...now, setting }))}
      />
      <TextField
        label="Tone"
        value={spec.emotionalTone}
        error={wrong('tone')}
        onRevert={forget}
        onSave={(emotionalTone) => save('tone', (now) => ({ ...now, emotionalTone }))}
      />

      <Section title="Camera">
        <ChipChoice
          label="Camera movement"
          value={spec.camera.movement}
          options={movements}
          onChange={(movement) => save('movement', (now) => ({ ...now, camera: { ...now.camera, movement } }))}
        />
        <div className={css['stack']}>
          <TextField
            label="How it moves"
            value={spec.camera.movementNote}
            error={wrong('movementNote')}
            onRevert={forget}
            onSave={(movementNote) => save('movementNote', (now) => ({ ...now, camera: { ...now.camera, movementNote } }))}
          />
          <div className={css['row']}>
            <TextField
              label="Framing"
              value={spec.camera.framing}
              choices={framingValues.map((value) => framingWords[value])}
              error={wrong('framing')}
              onRevert={forget}
              onSave={(framing) => save('framing', (now) => ({ ...now, camera: { ...now.camera, framing } }))}
            />
            <TextField
              label="Angle"
              value={spec.camera.angle}
              choices={cameraAngleValues.map((value) => angleWords[value])}
              error={wrong('angle')}
              onRevert={forget}
              onSave={(angle) => save('angle', (now) => ({ ...now, camera: { ...now.camera, angle } }))}
            />
          </div>
          <TextField
            label="Lens"
            value={spec.camera.lens}
            choices={lenses}
            error={wrong('lens')}
            onRevert={forget}
            onSave={(lens) => save('lens', (now) => ({ ...now, camera: { ...now.camera, lens } }))}
          />
        </div>
      </Section>

      <Section title="Light">
        <div className={css['stack']}>
          <TextField
            label="Set-up"
            value={spec.lighting.setup}
            error={wrong('setup')}
            onRevert={forget}
            onSave={(setup) => save('setup', (now) => ({ ...now, lighting: { ...now.lighting, setup } }))}
          />
          <div className={css['row']}>
            <TextField
              label="Mood"
              value={spec.lighting.mood}
              error={wrong('mood')}
              onRevert={forget}
              onSave={(mood) => save('mood', (now) => ({ ...now, lighting: { ...now.lighting, mood } }))}
            />
            <TextField
              label="Colour temperature"
              value={spec.lighting.colorTemperature}
              choices={temperatures}
              error={wrong('kelvin')}
              onRevert={forget}
              onSave={(colorTemperature) => save('kelvin', (now) => ({ ...now, lighting: { ...now.lighting, colorTemperature } }))}
            />
          </div>
        </div>
      </Section>

      <Section title="Who and what is seen">
        <Presence
          label="Person"
          visible={spec.presence.characterVisible}
          timing={spec.presence.characterTiming}
          onSave={(characterVisible, characterTiming) =>
            save('person', (now) => ({ ...now, presence: { ...now.presence, characterVisible, characterTiming } }))
          }
        />
        <Presence
          label="Product"
          visible={spec.presence.productVisible}
          timing={spec.presence.productTiming}
          onSave={(productVisible, productTiming) =>
            save('product', (now) => ({ ...now, presence: { ...now.presence, productVisible, productTiming } }))
          }
        />
      </Section>

      <Section
        title="Voice-over"
        aside={
          spec.voiceOver === null ? null : (
            <IconButton
              size="small"
              label="Remove voice-over"
              icon={<X aria-hidden="true" />}
              onClick={() => save('voice', (now) => ({ ...now, voiceOver: null }))}
            />
          )
        }
      >
        {spec.voiceOver === null ? (
          <Button
            size="small"
            onClick={() =>
              save('voice', (now) => ({
                ...now,
                voiceOver: { text: 'New line', startSeconds: 0, endSeconds: Math.max(0.5, Math.min(3, now.seconds)) },
              }))
            }
          >
            Add a line
          </Button>
        ) : (
          <VoiceOver
            spec={spec}
            voiceOver={spec.voiceOver}
            error={wrong('voice')}
            onRevert={forget}
            onSave={(voiceOver) => save('voice', (now) => ({ ...now, voiceOver }))}
          />
        )}
      </Section>
    </div>
  );
}

/** A schema's complaint in a few plain words. */
function plainIssue(issue: { code: string } | undefined): string {
  if (issue?.code === 'too_small') return 'This cannot be empty';
  if (issue?.code === 'too_big') return 'This is too long';
  return 'This does not fit here';
}

interface TextFieldProps {
  label: string;
  value: string;
  error: string | undefined;
  area?: boolean;
  /** Common words to choose from; anything else may be typed. */
  choices?: readonly string[];
  onSave: (text: string) => void;
  onRevert?: () => void;
}

function TextField({ label, value, error, area = false, choices, onSave, onRevert }: TextFieldProps) {
  const draft = useDraft(value, onSave, { single: !area, ...(onRevert === undefined ? {} : { onRevert }) });
  const list = useId();
  return (
    <Field label={label} error={error} className={css['grow']}>
      {(ids) =>
        area ? (
          <TextArea {...ids} {...draft} />
        ) : (
          <>
            <TextInput {...ids} {...draft} {...(choices === undefined ? {} : { list })} />
            {choices === undefined ? null : (
              <datalist id={list}>
                {choices.map((choice) => (
                  <option key={choice} value={choice}>
                    {choice}
                  </option>
                ))}
              </datalist>
            )}
          </>
        )
      }
    </Field>
  );
}

function NumberField({
  label,
  value,
  error,
  onSave,
  onRevert,
}: {
  label: string;
  value: number;
  error?: string | undefined;
  onSave: (value: number) => void;
  onRevert?: () => void;
}) {
  const draft = useDraft(String(Math.round(value * 100) / 100), (text) => onSave(Number(text)), {
    single: true,
    ...(onRevert === undefined ? {} : { onRevert }),
  });
  return (
    <Field label={label} error={error} className={css['number']}>
      {(ids) => <TextInput {...ids} type="number" step="0.1" min="0" {...draft} />}
    </Field>
  );
}

function Presence({
  label,
  visible,
  timing,
  onSave,
}: {
  label: string;
  visible: boolean;
  timing: string;
  onSave: (visible: boolean, timing: string) => void;
}) {
  const draft = useDraft(timing, (text) => onSave(visible, text), { single: true });
  return (
    <div className={css['presence']}>
      <label>
        <input type="checkbox" checked={visible} onChange={(event) => onSave(event.target.checked, timing)} />
        {label}
      </label>
      {visible ? (
        <TextInput aria-label={`When the ${label.toLowerCase()} is seen`} {...draft} />
      ) : (
        <span className={css['muted']}>not seen</span>
      )}
    </div>
  );
}

function VoiceOver({
  spec,
  voiceOver,
  error,
  onRevert,
  onSave,
}: {
  spec: SceneSpec;
  voiceOver: NonNullable<SceneSpec['voiceOver']>;
  error: string | undefined;
  onRevert: () => void;
  onSave: (voiceOver: NonNullable<SceneSpec['voiceOver']>) => void;
}) {
  const draft = useDraft(voiceOver.text, (text) => onSave({ ...voiceOver, text }), { onRevert });
  const words = voiceOver.text.trim().split(/\s+/).length;
  const room = voiceOver.endSeconds - voiceOver.startSeconds;
  // About 2.6 words a second is a calm reading voice; faster than 3.5 is hard to follow.
  const hurried = words / Math.max(0.1, room) > 3.5;
  return (
    <div className={css['stack']}>
      <Field
        label="Words"
        hideLabel
        error={error}
        hint={
          voiceOver.endSeconds > spec.seconds
            ? 'Runs past the end of the scene'
            : hurried
              ? `${words} words in ${room.toFixed(1)} s is hard to speak`
              : undefined
        }
      >
        {(ids) => <TextArea {...ids} {...draft} />}
      </Field>
      <div className={css['row']}>
        <NumberField label="From, s" value={voiceOver.startSeconds} onSave={(startSeconds) => onSave({ ...voiceOver, startSeconds })} />
        <NumberField label="To, s" value={voiceOver.endSeconds} onSave={(endSeconds) => onSave({ ...voiceOver, endSeconds })} />
      </div>
    </div>
  );
}
