/** The brief being written: kept while the window is open, checked against the contract. */
import type { StudioError } from '#contract/errors.ts';
import { briefSchema, DEFAULT_BRIEF, type Brief, type Reference } from '#contract/model/brief.ts';
import type { StudioApp } from '../../app/studio-app.ts';
import type { Upload } from './uploads.ts';

export interface DraftReference extends Upload {
  id: number;
  role: Reference['role'];
  /** `data:` or `blob:` address for the thumbnail. */
  preview: string;
}

export interface BriefDraft {
  brief: Brief;
  references: readonly DraftReference[];
}

export const emptyDraft: BriefDraft = { brief: { prompt: '', ...DEFAULT_BRIEF }, references: [] };

/** Field path → what is wrong with it. */
export type FieldErrors = Readonly<Record<string, string>>;
export const NO_ERRORS: FieldErrors = {};

/** What the contract has against this brief, by field. */
export function checkBrief(brief: Brief): FieldErrors {
  const parsed = briefSchema.safeParse(brief);
  return parsed.success
    ? NO_ERRORS
    : fieldErrors(parsed.error.issues.map((issue) => ({ path: issue.path.join('.'), message: issue.message })));
}

/** Field errors of a refused operation; paths below `brief.` are made relative to the brief. */
export function errorsOf(error: StudioError): FieldErrors {
  return fieldErrors((error.fields ?? []).map((field) => ({ ...field, path: field.path.replace(/^brief\./, '') })));
}

function fieldErrors(fields: readonly { path: string; message: string }[]): FieldErrors {
  // "brandDos.2" belongs to the field "brandDos"; the first message about a field is the one that shows.
  const entries = fields.map((field) => [field.path.split('.')[0] ?? '', field.message] as const).filter(([path]) => path !== '');
  return Object.fromEntries(entries.toReversed());
}

/** Half-written briefs survive a look at the other films. */
const drafts = new WeakMap<StudioApp, BriefDraft>();

export const draftOf = (app: StudioApp): BriefDraft => drafts.get(app) ?? emptyDraft;
export const keepDraft = (app: StudioApp, draft: BriefDraft): void => void drafts.set(app, draft);
export const dropDraft = (app: StudioApp): void => void drafts.delete(app);

/** Puts a sentence into the draft; an empty one leaves the draft as it is. */
export function beginDraft(app: StudioApp, sentence: string): void {
  if (sentence.trim() === '') return;
  const draft = draftOf(app);
  drafts.set(app, { ...draft, brief: { ...draft.brief, prompt: sentence.trim() } });
}
