import { ChevronLeft } from 'lucide-react';
import { useCallback, useEffect, useRef, useState } from 'react';
import type { StudioError } from '#contract/errors.ts';
import { PROMPT_MAX_CHARACTERS, type Brief } from '#contract/model/brief.ts';
import { askForNotifications } from '../../app/background.ts';
import { useStudio } from '../../app/studio-context.tsx';
import { IconButton } from '../../ui/button.tsx';
import { ErrorNotice } from '../../ui/notices.tsx';
import { BriefFields } from './brief-fields.tsx';
import {
  checkBrief,
  draftOf,
  dropDraft,
  errorsOf,
  keepDraft,
  NO_ERRORS,
  type BriefDraft,
  type DraftReference,
  type FieldErrors,
} from './brief-draft.ts';
import { EstimatePanel } from './estimate-panel.tsx';
import { addFiles, ReferenceDrop } from './reference-drop.tsx';
import css from './brief.module.css';

const examples = [
  'Artisan coffee that starts your morning right',
  'A watch that keeps time at the bottom of the sea',
  'Running shoes for people who leave the road',
  'The last bookshop in town opens at midnight',
];

/** A new film: one sentence, and everything that may go with it. */
export function BriefScreen() {
  const app = useStudio();
  const [draft, setDraft] = useState<BriefDraft>(() => draftOf(app));
  const [errors, setErrors] = useState<FieldErrors>(NO_ERRORS);
  const [tried, setTried] = useState(false);
  const [problem, setProblem] = useState<StudioError | null>(null);
  const [creating, setCreating] = useState(false);
  const prompt = useRef<HTMLTextAreaElement>(null);
  const { brief, references } = draft;

  useEffect(() => {
    keepDraft(app, draft);
  }, [app, draft]);

  const setBrief = (next: Brief) => {
    setDraft((before) => ({ ...before, brief: next }));
    if (tried) setErrors(checkBrief(next));
  };
  const setReferences = useCallback((change: (before: readonly DraftReference[]) => readonly DraftReference[]) => {
    setDraft((before) => ({ ...before, references: change(before.references) }));
  }, []);

  const create = async () => {
    setTried(true);
    setProblem(null);
    const found = checkBrief(brief);
    setErrors(found);
    if (Object.keys(found).length > 0) {
      if (found['prompt'] !== undefined) prompt.current?.focus();
      return;
    }
    setCreating(true);
    askForNotifications();
    const made = await app.client.call('projects.create', {
      brief,
      references: references.map(({ name, base64, role }) => ({ name, base64, role })),
    });
    if (!made.ok) {
      setCreating(false);
      setErrors(errorsOf(made.error));
      setProblem(made.error);
      return;
    }
    const { projectId } = made.value;
    dropDraft(app);
    for (const reference of references) URL.revokeObjectURL(reference.preview);
    await app.enter(projectId, 'story');
    await app.change('runs.start', { projectId, until: 'frames' });
    app.sync.refetch();
  };

  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- Ctrl Enter and pasted pictures work wherever the focus is in the form
    <form
      className={css['screen']}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (!creating) void create();
      }}
      onKeyDown={(event) => {
        if (event.key === 'Enter' && (event.ctrlKey || event.metaKey) && !creating) {
          event.preventDefault();
          void create();
        }
      }}
      onPaste={(event) => {
        const files = [...event.clipboardData.files];
        if (files.length === 0) return;
        event.preventDefault();
        void addFiles(files, setReferences).then(setProblem);
      }}
    >
      <header className={css['top']}>
        <IconButton
          label="All films"
          keys="alt+0"
          icon={<ChevronLeft aria-hidden="true" />}
          onClick={() => app.session.actions.showScreen('home')}
        />
        <h1>New film</h1>
      </header>
      <div className={css['columns']}>
        <main className={css['main']}>
          <div className={css['promptBox']}>
            <label htmlFor="brief-prompt" className={css['promptLabel']}>
              What is the film about?
            </label>
            <textarea
              id="brief-prompt"
              ref={prompt}
              className={css['prompt']}
              rows={2}
              // oxlint-disable-next-line jsx-a11y/no-autofocus -- the one thing this screen is for
              autoFocus
              maxLength={PROMPT_MAX_CHARACTERS}
              placeholder="One sentence is enough"
              value={brief.prompt}
              aria-invalid={errors['prompt'] === undefined ? undefined : true}
              aria-describedby="brief-prompt-note"
              onChange={(event) => setBrief({ ...brief, prompt: event.target.value })}
            />
            <div id="brief-prompt-note" className={css['promptNote']}>
              {errors['prompt'] === undefined ? (
                brief.prompt === '' ? (
                  <ul className={css['examples']} aria-label="Examples">
                    {examples.map((example) => (
                      <li key={example}>
                        <button
                          type="button"
                          onClick={() => {
                            setBrief({ ...brief, prompt: example });
                            prompt.current?.focus();
                          }}
                        >
                          {example}
                        </button>
                      </li>
                    ))}
                  </ul>
                ) : brief.prompt.length > PROMPT_MAX_CHARACTERS * 0.9 ? (
                  <p className={css['count']}>{(PROMPT_MAX_CHARACTERS - brief.prompt.length).toLocaleString('en')} characters left</p>
                ) : null
              ) : (
                <p className={css['error']} role="alert">
                  {errors['prompt']}
                </p>
              )}
            </div>
          </div>
          <ReferenceDrop references={references} error={errors['references']} onChange={setReferences} />
          <BriefFields brief={brief} errors={errors} onChange={setBrief} />
        </main>
        <aside className={css['side']} aria-label="Estimate">
          {problem === null ? null : <ErrorNotice error={problem} />}
          <EstimatePanel brief={brief} creating={creating} />
        </aside>
      </div>
    </form>
  );
}
