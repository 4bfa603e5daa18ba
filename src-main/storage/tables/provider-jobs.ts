/**
 * Requests to providers: a row before they are sent, and every state they go
 * through. The rows of paid jobs are on the disk, power cut or not, before the
 * request leaves (`durably`), so nothing can be paid for twice.
 */
import { z } from 'zod';
import { fail } from '#contract/errors.ts';
import type { Job } from '#contract/model/film.ts';
import { isFinishedJob, mayFollow } from '#domain/job-states.ts';
import type { JobState } from '#domain/job-states.ts';
import { all, durably, fromJson, one, run, write } from '../connection.ts';
import type { ProjectDb, ReadDb } from '../connection.ts';
import { countLedgerEntry, openLedgerEntry, settleLedgerEntry } from './ledger.ts';

export type JobKind = 'picture' | 'clip' | 'text' | 'voice' | 'music' | 'analysis';

const handleSchema = z.object({ version: z.number(), remoteId: z.string(), data: z.record(z.string(), z.unknown()) });
/** What a provider gave to find the job again: versioned JSON that survives a restart. */
export type StoredHandle = z.infer<typeof handleSchema>;

const preparedSchema = z.object({
  version: z.literal(1),
  modelId: z.string(),
  body: z.record(z.string(), z.unknown()),
  params: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
});
export type StoredPrepared = z.infer<typeof preparedSchema>;

interface Amount {
  /** In the currency's main unit. */
  amount: number;
  currency: string;
}

export interface ProviderJob {
  clientJobId: string;
  title: string;
  kind: JobKind;
  provider: string;
  model: string;
  state: JobState;
  paid: boolean;
  request: unknown;
  /** The request as it was sent, in the provider's own words; null before that. */
  prepared: StoredPrepared | null;
  handle: StoredHandle | null;
  /** The provider's terminal answer. */
  result: unknown;
  /** 0–1, or null while unknown. */
  progress: number | null;
  price: Amount & { basis: 'free' | 'listed' | 'unknown' };
  /** What was billed; null until the provider says so. */
  cost: Amount | null;
  error: string | null;
  errorKind: string | null;
  sceneId: string | null;
  subjectId: string | null;
  runId: string | null;
  /** How often a create was sent. */
  submissions: number;
  createdAt: number;
  updatedAt: number;
}

interface JobRow {
  client_job_id: string;
  title: string;
  kind: JobKind;
  provider: string;
  model: string;
  state: JobState;
  paid: number;
  request: string;
  prepared: string | null;
  handle: string | null;
  result: string | null;
  progress: number | null;
  price_amount: number;
  price_currency: string;
  price_basis: 'free' | 'listed' | 'unknown';
  cost_amount: number | null;
  cost_currency: string | null;
  error: string | null;
  error_kind: string | null;
  scene_id: string | null;
  subject_id: string | null;
  run_id: string | null;
  submissions: number;
  created_at: number;
  updated_at: number;
}

function toJob(row: JobRow): ProviderJob {
  return {
    clientJobId: row.client_job_id,
    title: row.title,
    kind: row.kind,
    provider: row.provider,
    model: row.model,
    state: row.state,
    paid: row.paid === 1,
    request: JSON.parse(row.request) as unknown,
    prepared: row.prepared === null ? null : fromJson(preparedSchema, row.prepared, 'jobs'),
    handle: row.handle === null ? null : fromJson(handleSchema, row.handle, 'jobs'),
    result: row.result === null ? null : (JSON.parse(row.result) as unknown),
    progress: row.progress,
    price: { amount: row.price_amount, currency: row.price_currency, basis: row.price_basis },
    cost: row.cost_amount === null || row.cost_currency === null ? null : { amount: row.cost_amount, currency: row.cost_currency },
    error: row.error,
    errorKind: row.error_kind,
    sceneId: row.scene_id,
    subjectId: row.subject_id,
    runId: row.run_id,
    submissions: row.submissions,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}

export interface NewJob {
  /** Chosen by us and stable across restarts; the key under which creating again finds the same job. */
  clientJobId: string;
  /** What it makes, in words. */
  title: string;
  kind: JobKind;
  provider: string;
  model: string;
  /** What will be sent, without secrets. */
  request: unknown;
  /** `listed` when it does not say how sure the figure is. */
  price: Amount & { basis?: ProviderJob['price']['basis'] };
  /** Whether sending it may cost money. */
  paid: boolean;
  sceneId: string | null;
  subjectId: string | null;
  runId: string | null;
}

/** Commits a change of a job as safely as it deserves. Paid jobs cannot be changed inside another `write`. */
const committing = <T>(db: ProjectDb, paid: boolean, fn: () => T): T => (paid ? durably(db, fn) : write(db, fn));

/** Adds a job as `draft`; the same client job id again returns the one that is there. */
export function createJob(db: ProjectDb, job: NewJob): ProviderJob {
  return committing(db, job.paid, () => {
    const now = db.env.now();
    run(
      db,
      `INSERT INTO provider_jobs (client_job_id, title, kind, provider, model, state, paid, request, price_amount, price_currency,
         price_basis, scene_id, subject_id, run_id, created_at, updated_at)
       VALUES (?, ?, ?, ?, ?, 'draft', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (client_job_id) DO NOTHING`,
      job.clientJobId,
      job.title,
      job.kind,
      job.provider,
      job.model,
      job.paid ? 1 : 0,
      JSON.stringify(job.request ?? null),
      job.price.amount,
      job.price.currency,
      job.price.basis ?? (job.paid ? 'listed' : 'free'),
      job.sceneId,
      job.subjectId,
      job.runId,
      now,
      now,
    );
    return mustRead(db, job.clientJobId);
  });
}

export interface JobPatch {
  prepared?: StoredPrepared;
  handle?: StoredHandle;
  /** The provider's own figure. */
  cost?: Amount;
  /** What it came to by our own count (tokens used times the listed price): replaces the estimate. */
  counted?: Amount;
  error?: string;
  errorKind?: string;
  progress?: number;
  result?: unknown;
}

/**
 * Moves a job to its next state, with what was learned on the way. Moving to the
 * state it is in only stores what was learned. The ledger follows in the same
 * transaction.
 * @throws StudioFailure internal when the state machine does not allow it, not-found
 */
export function moveJob(db: ProjectDb, clientJobId: string, to: JobState, patch: JobPatch = {}): ProviderJob {
  const paid = mustRead(db, clientJobId).paid;
  return committing(db, paid, () => {
    // Read again inside the transaction: only what is in force now may be moved on.
    const job = mustRead(db, clientJobId);
    if (job.state !== to && !mayFollow(job.state, to)) {
      fail(
        'internal',
        `A job that is ${job.state} cannot become ${to}.`,
        'This is a fault in Heroframe; nothing was sent or paid because of it. Please report it.',
        { detail: clientJobId },
      );
    }
    storePatch(db, clientJobId, patch);
    if (job.state !== to) {
      const submitting = to === 'submitting' ? 1 : 0;
      run(
        db,
        'UPDATE provider_jobs SET state = ?, submissions = submissions + ?, updated_at = ? WHERE client_job_id = ?',
        to,
        submitting,
        db.env.now(),
        clientJobId,
      );
      run(
        db,
        'INSERT INTO job_transitions (client_job_id, from_state, to_state, note, at) VALUES (?, ?, ?, ?, ?)',
        clientJobId,
        job.state,
        to,
        patch.error ?? null,
        db.env.now(),
      );
      if (job.paid) keepLedger(db, mustRead(db, clientJobId), job.state);
    }
    return mustRead(db, clientJobId);
  });
}

function storePatch(db: ProjectDb, clientJobId: string, patch: JobPatch): void {
  const now = db.env.now();
  const set = (assignments: string, ...values: (string | number | null)[]) =>
    run(db, `UPDATE provider_jobs SET ${assignments}, updated_at = ? WHERE client_job_id = ?`, ...values, now, clientJobId);
  if (patch.prepared !== undefined) set('prepared = ?', JSON.stringify(patch.prepared));
  if (patch.handle !== undefined) set('handle = ?', JSON.stringify(patch.handle));
  if (patch.cost !== undefined) set('cost_amount = ?, cost_currency = ?', patch.cost.amount, patch.cost.currency);
  if (patch.counted !== undefined) {
    set('price_amount = ?, price_currency = ?', patch.counted.amount, patch.counted.currency);
    countLedgerEntry(db, clientJobId, patch.counted.amount);
  }
  if (patch.error !== undefined) set('error = ?', patch.error);
  if (patch.errorKind !== undefined) set('error_kind = ?', patch.errorKind);
  if (patch.progress !== undefined) set('progress = ?', Math.min(1, Math.max(0, patch.progress)));
  if (patch.result !== undefined) set('result = ?', JSON.stringify(patch.result));
}

function keepLedger(db: ProjectDb, job: ProviderJob, from: JobState): void {
  if (job.state === 'submitting') {
    openLedgerEntry(db, { ...job, amount: job.price.amount, currency: job.price.currency });
  } else if (job.state === 'draft') {
    settleLedgerEntry(db, job.clientJobId, 'void');
  } else if (isFinishedJob(job.state)) {
    if (job.cost !== null) settleLedgerEntry(db, job.clientJobId, { billed: job.cost });
    else settleLedgerEntry(db, job.clientJobId, mayHaveBeenCharged(from, job.state) ? 'assumed' : 'void');
  }
}

/** When a provider says nothing about money: work that was finished or under way counts as charged, failures and what never began do not. */
function mayHaveBeenCharged(from: JobState, to: JobState): boolean {
  if (to === 'succeeded') return true;
  if (to === 'expired') return from === 'downloading';
  return to === 'canceled' && (from === 'running' || from === 'downloading' || from === 'unknown');
}

/** @returns null when there is no such job. */
export function readJob(db: ReadDb, clientJobId: string): ProviderJob | null {
  const row = one<JobRow>(db, 'SELECT * FROM provider_jobs WHERE client_job_id = ?', clientJobId);
  return row === undefined ? null : toJob(row);
}

const mustRead = (db: ReadDb, clientJobId: string): ProviderJob =>
  readJob(db, clientJobId) ?? fail('not-found', 'That job is not in the project.', 'Reload the project and look again.');

/** Jobs that are not finished, oldest first: what has to be looked after when a project is opened. */
export const openJobs = (db: ReadDb): ProviderJob[] =>
  all<JobRow>(
    db,
    `SELECT * FROM provider_jobs WHERE state NOT IN ('succeeded', 'failed', 'canceled', 'expired') ORDER BY created_at, client_job_id`,
  ).map(toJob);

/** Whether a remote id already belongs to another job of this film. */
export const isClaimedRemote = (db: ReadDb, provider: string, remoteId: string, exceptClientJobId: string): boolean =>
  one(
    db,
    `SELECT 1 FROM provider_jobs WHERE provider = ? AND json_extract(handle, '$.remoteId') = ? AND handle IS NOT NULL AND client_job_id <> ?`,
    provider,
    remoteId,
    exceptClientJobId,
  ) !== undefined;

/** When a job was last moved to `submitting`; its creation when that never happened. */
export const submittedAt = (db: ReadDb, job: Pick<ProviderJob, 'clientJobId' | 'createdAt'>): number =>
  one<{ at: number }>(
    db,
    "SELECT at FROM job_transitions WHERE client_job_id = ? AND to_state = 'submitting' ORDER BY id DESC LIMIT 1",
    job.clientJobId,
  )?.at ?? job.createdAt;

/** Every state a job went through, oldest first. */
export const readJobTransitions = (db: ReadDb, clientJobId: string): { from: JobState; to: JobState; note: string | null; at: number }[] =>
  all(db, 'SELECT from_state AS "from", to_state AS "to", note, at FROM job_transitions WHERE client_job_id = ? ORDER BY id', clientJobId);

/** Jobs as the contract shows them, the most recently changed first. */
export function readJobs(db: ReadDb, limit = 1000): Job[] {
  const rows = all<Omit<JobRow, 'request' | 'prepared' | 'handle' | 'result'>>(
    db,
    `SELECT client_job_id, title, provider, model, scene_id, state, price_amount, price_currency, cost_amount, cost_currency, error, updated_at
     FROM provider_jobs ORDER BY updated_at DESC, client_job_id LIMIT ?`,
    limit,
  );
  return rows.map((row) => ({
    id: row.client_job_id,
    title: row.title,
    provider: row.provider,
    model: row.model,
    sceneId: row.scene_id,
    state: row.state,
    cost: {
      amount: row.cost_amount ?? row.price_amount,
      currency: row.cost_currency ?? row.price_currency,
      estimated: row.cost_amount === null,
    },
    error: row.error,
    updatedAt: row.updated_at,
  }));
}

/**
 * Jobs found in `submitting` when a project is opened were cut off by a dead
 * process: nobody knows whether the request arrived. They become `unknown` and
 * have to be looked up before anything is sent again.
 * @returns how many there were.
 */
export function markLostJobs(db: ProjectDb): number {
  const lost = openJobs(db).filter((job) => job.state === 'submitting');
  if (lost.length === 0) return 0;
  return durably(db, () => {
    for (const job of lost) {
      run(db, "UPDATE provider_jobs SET state = 'unknown', updated_at = ? WHERE client_job_id = ?", db.env.now(), job.clientJobId);
      run(
        db,
        "INSERT INTO job_transitions (client_job_id, from_state, to_state, note, at) VALUES (?, 'submitting', 'unknown', ?, ?)",
        job.clientJobId,
        'The program ended while the request was being sent.',
        db.env.now(),
      );
    }
    return lost.length;
  });
}
