/** Editing one stage of the story in place: a draft, what is wrong with it, save and cancel. */
import { useState } from 'react';
import type { z } from 'zod';
import type { StudioError } from '#contract/errors.ts';
import type { StoryStage } from '#contract/model/story.ts';
import { useStudio } from '../../app/studio-context.tsx';

/** What is wrong, by path into the draft (`narrative.setup`, `scenes.3.action`). */
export type PathErrors = Readonly<Record<string, string>>;
const NONE: PathErrors = {};

export interface StageEdit<T> {
  /** Null while the stage is only read. */
  draft: T | null;
  errors: PathErrors;
  problem: StudioError | null;
  saving: boolean;
  begin: () => void;
  change: (draft: T) => void;
  cancel: () => void;
  save: () => void;
}

/** Plain words for a schema's complaint. */
export function wordsOfIssue(issue: { code: string; message: string }): string {
  if (issue.code === 'too_small') return 'This cannot be empty';
  if (issue.code === 'too_big') return 'This is too long';
  if (issue.code === 'invalid_type') return 'This is needed';
  return issue.message;
}

/** What a schema has against a value, by path; the first complaint about a path counts. */
export function checkStage(schema: z.ZodType, value: unknown): PathErrors {
  const parsed = schema.safeParse(value);
  if (parsed.success) return NONE;
  const found: Record<string, string> = {};
  for (const issue of parsed.error.issues) found[issue.path.join('.')] ??= wordsOfIssue(issue);
  return found;
}

/** Edits `content` of `stage`, checked against its schema before it goes to the core. */
export function useStageEdit<T>(stage: StoryStage, content: T | null, schema: z.ZodType<T>): StageEdit<T> {
  const app = useStudio();
  const [draft, setDraft] = useState<T | null>(null);
  const [errors, setErrors] = useState<PathErrors>(NONE);
  const [problem, setProblem] = useState<StudioError | null>(null);
  const [saving, setSaving] = useState(false);
  const [tried, setTried] = useState(false);

  const end = () => {
    setDraft(null);
    setErrors(NONE);
    setProblem(null);
    setTried(false);
  };

  const save = async () => {
    const { projectId } = app.film.get();
    if (draft === null || projectId === null || saving) return;
    setTried(true);
    const found = checkStage(schema, draft);
    setErrors(found);
    if (Object.keys(found).length > 0) return;
    setSaving(true);
    const answer = await app.change('story.edit', { projectId, stage, content: draft }, { quiet: true, done: 'Saved', undoable: true });
    setSaving(false);
    if (answer.ok) end();
    else {
      setProblem(answer.error);
      const fields = (answer.error.fields ?? []).map((field) => [field.path.replace(/^content\./, ''), field.message]);
      setErrors(Object.fromEntries(fields));
    }
  };

  return {
    draft,
    errors,
    problem,
    saving,
    begin: () => setDraft(content === null ? null : structuredClone(content)),
    change: (next) => {
      setDraft(next);
      if (tried) setErrors(checkStage(schema, next));
    },
    cancel: end,
    save: () => void save(),
  };
}
