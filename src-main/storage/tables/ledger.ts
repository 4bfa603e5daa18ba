/** What paid jobs cost: estimated when sent, settled when they end. One entry per job. */
import type { LedgerSummary } from '#contract/model/film.ts';
import { all, one, run } from '../connection.ts';
import type { ProjectDb, ReadDb } from '../connection.ts';

export interface LedgerEntry {
  id: string;
  clientJobId: string;
  what: string;
  provider: string;
  model: string;
  sceneId: string | null;
  /** In the currency's main unit. */
  estimatedAmount: number;
  actualAmount: number | null;
  currency: string;
  /** `open`: under way. `billed`: the provider named the figure. `assumed`: it named none, so the estimate stands. `void`: nothing charged. */
  state: 'open' | 'billed' | 'assumed' | 'void';
  /** How sure the estimate was when the job was laid out. */
  priceBasis: 'free' | 'listed' | 'unknown';
  createdAt: number;
  settledAt: number | null;
}

/** Every entry, oldest first. */
export const readLedger = (db: ReadDb): LedgerEntry[] =>
  all<LedgerEntry>(
    db,
    `SELECT id, client_job_id AS clientJobId, what, provider, model, scene_id AS sceneId, estimated_amount AS estimatedAmount,
       actual_amount AS actualAmount, currency, state, created_at AS createdAt, settled_at AS settledAt,
       coalesce((SELECT price_basis FROM provider_jobs j WHERE j.client_job_id = ledger.client_job_id), 'listed') AS priceBasis
     FROM ledger ORDER BY created_at, id`,
  );

/** Sums per currency, the one with most entries first. Estimates of void entries do not count. */
export const ledgerByCurrency = (db: ReadDb): LedgerSummary[] =>
  all<LedgerSummary>(
    db,
    `SELECT coalesce(sum(CASE state WHEN 'void' THEN 0 ELSE estimated_amount END), 0) AS estimated,
       coalesce(sum(actual_amount), 0) AS actual, currency, count(*) AS entries
     FROM ledger GROUP BY currency ORDER BY entries DESC, currency`,
  );

/** The sums of the currency used most; see `ledgerByCurrency` for the others. */
export const ledgerSummary = (db: ReadDb): LedgerSummary =>
  ledgerByCurrency(db)[0] ?? { estimated: 0, actual: 0, currency: 'USD', entries: 0 };

/** Opens a job's entry when it is about to be sent, or opens it again when it is sent once more. */
export function openLedgerEntry(
  db: ProjectDb,
  job: { clientJobId: string; title: string; provider: string; model: string; sceneId: string | null; amount: number; currency: string },
): void {
  run(
    db,
    `INSERT INTO ledger (id, client_job_id, what, provider, model, scene_id, estimated_amount, currency, state, created_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'open', ?)
     ON CONFLICT (client_job_id) DO UPDATE SET state = 'open', actual_amount = NULL, settled_at = NULL`,
    db.env.newId('led'),
    job.clientJobId,
    job.title,
    job.provider,
    job.model,
    job.sceneId,
    job.amount,
    job.currency,
    db.env.now(),
  );
}

/** Replaces an estimate by what we counted ourselves; it is still not the provider's figure. */
export function countLedgerEntry(db: ProjectDb, clientJobId: string, amount: number): void {
  run(db, 'UPDATE ledger SET estimated_amount = ? WHERE client_job_id = ?', amount, clientJobId);
}

/** Settles a job's entry, if it has one. @param billed the provider's figure, or null when it gave none. */
export function settleLedgerEntry(
  db: ProjectDb,
  clientJobId: string,
  outcome: { billed: { amount: number; currency: string } } | 'assumed' | 'void',
): void {
  const now = db.env.now();
  if (outcome === 'void') {
    run(db, "UPDATE ledger SET state = 'void', actual_amount = 0, settled_at = ? WHERE client_job_id = ?", now, clientJobId);
  } else if (outcome === 'assumed') {
    run(
      db,
      "UPDATE ledger SET state = 'assumed', actual_amount = estimated_amount, settled_at = ? WHERE client_job_id = ?",
      now,
      clientJobId,
    );
  } else {
    const entry = one<{ currency: string }>(db, 'SELECT currency FROM ledger WHERE client_job_id = ?', clientJobId);
    if (entry === undefined) return;
    run(
      db,
      "UPDATE ledger SET state = 'billed', actual_amount = ?, currency = ?, settled_at = ? WHERE client_job_id = ?",
      outcome.billed.amount,
      outcome.billed.currency,
      now,
      clientJobId,
    );
  }
}

/** What one job counts for now: billed, assumed or estimated; zero when it is void; null without an entry. */
export const ledgerAmount = (db: ReadDb, clientJobId: string): number | null =>
  one<{ amount: number }>(
    db,
    "SELECT CASE state WHEN 'void' THEN 0 ELSE coalesce(actual_amount, estimated_amount) END AS amount FROM ledger WHERE client_job_id = ?",
    clientJobId,
  )?.amount ?? null;

/** What is spent or under way in one currency: the actual figure where there is one, else the estimate. */
export const spentSoFar = (db: ReadDb, currency: string): number =>
  one<{ amount: number }>(
    db,
    "SELECT coalesce(sum(coalesce(actual_amount, estimated_amount)), 0) AS amount FROM ledger WHERE state <> 'void' AND currency = ?",
    currency,
  )?.amount ?? 0;

/** What one run has cost so far, in the currency it used most; estimates stand in for figures nobody has billed yet. */
export function spentByRun(db: ReadDb, runId: string): { amount: number; currency: string; estimated: boolean } {
  const sums = one<{ amount: number; currency: string; estimated: number }>(
    db,
    `SELECT coalesce(sum(coalesce(l.actual_amount, l.estimated_amount)), 0) AS amount, l.currency AS currency,
       max(l.actual_amount IS NULL) AS estimated
     FROM ledger l JOIN provider_jobs j ON j.client_job_id = l.client_job_id
     WHERE j.run_id = ? AND l.state <> 'void' GROUP BY l.currency ORDER BY count(*) DESC LIMIT 1`,
    runId,
  );
  return sums === undefined ? { amount: 0, currency: 'USD', estimated: false } : { ...sums, estimated: sums.estimated === 1 };
}
