import { useState } from 'react';
import type { StudioError } from '#contract/errors.ts';
import type { Brief } from '#contract/model/brief.ts';
import { useFilm, useStudio, useUi } from '../../app/studio-context.tsx';
import { selectBrief } from '../../stores/film/selectors.ts';
import { selectSheet } from '../../stores/ui/selectors.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field, TextArea } from '../../ui/field.tsx';
import { ErrorNotice } from '../../ui/notices.tsx';
import { BriefFields } from './brief-fields.tsx';
import { checkBrief, errorsOf, NO_ERRORS, type FieldErrors } from './brief-draft.ts';
import css from './brief.module.css';

/** The brief of an open film, to change; what depends on it is marked stale by the core, never redone by itself. */
export function BriefSheet() {
  const app = useStudio();
  const open = useUi(selectSheet) === 'brief';
  const brief = useFilm(selectBrief);
  if (brief === null) return null;
  return (
    <Dialog
      open={open}
      onClose={() => app.ui.actions.closeSheet()}
      title="Brief"
      description="Changing it marks what follows as out of date. Nothing is made again until you ask."
      wide
    >
      {open ? <BriefEditor brief={brief} /> : null}
    </Dialog>
  );
}

function BriefEditor({ brief: saved }: { brief: Brief }) {
  const app = useStudio();
  const [brief, setBrief] = useState(saved);
  const [errors, setErrors] = useState<FieldErrors>(NO_ERRORS);
  const [problem, setProblem] = useState<StudioError | null>(null);

  const change = (next: Brief) => {
    setBrief(next);
    setErrors(checkBrief(next));
  };

  const save = async () => {
    const found = checkBrief(brief);
    setErrors(found);
    const { projectId } = app.film.get();
    if (Object.keys(found).length > 0 || projectId === null) return;
    const answer = await app.change('brief.update', { projectId, brief }, { quiet: true, done: 'Brief saved', undoable: true });
    if (answer.ok) app.ui.actions.closeSheet();
    else {
      setErrors(errorsOf(answer.error));
      setProblem(answer.error);
    }
  };

  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- Ctrl Enter works wherever the focus is in the form
    <form
      className={css['sheet']}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
      onKeyDown={(event) => {
        if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
          event.preventDefault();
          void save();
        }
      }}
    >
      {problem === null ? null : <ErrorNotice error={problem} />}
      <Field label="What is the film about?" error={errors['prompt']}>
        {(ids) => <TextArea {...ids} value={brief.prompt} onChange={(event) => change({ ...brief, prompt: event.target.value })} />}
      </Field>
      <BriefFields brief={brief} errors={errors} onChange={change} />
      <div className={css['sheetButtons']}>
        <Button onClick={() => app.ui.actions.closeSheet()}>Cancel</Button>
        <Button type="submit" variant="primary" keys="mod+enter">
          Save brief
        </Button>
      </div>
    </form>
  );
}
