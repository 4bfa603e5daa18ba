/** What was measured of a picture or take, and what it adds up to. */
import { z } from 'zod';
import { metricIdSchema, overallSchema } from '#contract/model/quality.ts';
import type { MetricId, Overall, Score } from '#contract/model/quality.ts';
import { all, fromJson, one, run, write } from '../connection.ts';
import type { ProjectDb, ReadDb } from '../connection.ts';

const metricListSchema = z.array(metricIdSchema);

/** What a subject nobody has measured adds up to. */
export const UNSCORED: Overall = { value: null, basis: 'none', measured: [], missing: [] };

export interface OverallColumns {
  overall_value: number | null;
  overall_basis: Overall['basis'] | null;
  overall_measured: string | null;
  overall_missing: string | null;
}

/** Columns of a joined `overall_scores`, for `overallFrom`. */
export const overallColumns = (alias: string): string =>
  ['value', 'basis', 'measured', 'missing'].map((column) => `${alias}.${column} AS overall_${column}`).join(', ');

const metricLists = new Map<string, MetricId[]>();

/** The same few lists of metrics recur on every picture; each text is parsed once. */
function metricList(text: string): MetricId[] {
  let list = metricLists.get(text);
  if (list === undefined) {
    list = fromJson(metricListSchema, text, 'scores');
    if (metricLists.size < 1000) metricLists.set(text, list);
  }
  return list;
}

export function overallFrom(row: OverallColumns): Overall {
  if (row.overall_basis === null) return UNSCORED;
  return {
    value: row.overall_value,
    basis: row.overall_basis,
    measured: metricList(row.overall_measured ?? '[]'),
    missing: metricList(row.overall_missing ?? '[]'),
  };
}

/** Stores scores with where they came from; measuring the same metric again replaces its row. */
export function putScores(
  db: ProjectDb,
  subject: { subjectId: string; kind: 'variation' | 'take'; scores: readonly Score[]; overall: Overall },
): void {
  write(db, () => {
    const now = db.env.now();
    for (const score of subject.scores) {
      const measured = score.status === 'measured' ? score : null;
      run(
        db,
        `INSERT INTO scores (subject_id, metric, status, value, score, measured_by, where_measured, reason, created_at)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
         ON CONFLICT (subject_id, metric) DO UPDATE SET status = excluded.status, value = excluded.value, score = excluded.score,
           measured_by = excluded.measured_by, where_measured = excluded.where_measured, reason = excluded.reason,
           created_at = excluded.created_at`,
        subject.subjectId,
        score.metric,
        score.status,
        measured?.value ?? null,
        measured?.score ?? null,
        measured?.measuredBy ?? null,
        measured?.where ?? null,
        score.status === 'unavailable' ? score.reason : null,
        now,
      );
    }
    const overall = overallSchema.parse(subject.overall);
    run(
      db,
      `INSERT INTO overall_scores (subject_id, subject_kind, value, basis, measured, missing, created_at) VALUES (?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (subject_id) DO UPDATE SET value = excluded.value, basis = excluded.basis, measured = excluded.measured,
         missing = excluded.missing, created_at = excluded.created_at`,
      subject.subjectId,
      subject.kind,
      overall.value,
      overall.basis,
      JSON.stringify(overall.measured),
      JSON.stringify(overall.missing),
      now,
    );
  });
}

interface ScoreRow {
  subject_id: string;
  metric: string;
  status: Score['status'];
  value: number | null;
  score: number | null;
  measured_by: string | null;
  where_measured: string | null;
  reason: string | null;
}

function toScore(row: ScoreRow): Score {
  const metric = metricIdSchema.parse(row.metric);
  if (row.status === 'unavailable') return { status: 'unavailable', metric, reason: row.reason ?? '' };
  return {
    status: 'measured',
    metric,
    value: row.value ?? 0,
    score: row.score ?? 0,
    measuredBy: row.measured_by ?? '',
    where: row.where_measured ?? '',
  };
}

/** Scores of all subjects a query names, by subject. @param subjects a SELECT of ids with one parameter. */
export function scoresBySubject(db: ReadDb, subjects: string, param: string): Map<string, Score[]> {
  const rows = all<ScoreRow>(
    db,
    `SELECT subject_id, metric, status, value, score, measured_by, where_measured, reason FROM scores
     WHERE subject_id IN (${subjects}) ORDER BY subject_id, metric`,
    param,
  );
  const grouped = new Map<string, Score[]>();
  for (const row of rows) {
    const list = grouped.get(row.subject_id);
    if (list === undefined) grouped.set(row.subject_id, [toScore(row)]);
    else list.push(toScore(row));
  }
  return grouped;
}

/** @returns null when nobody has tried to measure the subject. */
export function readScores(db: ReadDb, subjectId: string): { scores: Score[]; overall: Overall } | null {
  const row = one<OverallColumns>(db, `SELECT ${overallColumns('o')} FROM overall_scores AS o WHERE subject_id = ?`, subjectId);
  if (row === undefined) return null;
  return { scores: scoresBySubject(db, 'SELECT ?', subjectId).get(subjectId) ?? [], overall: overallFrom(row) };
}
