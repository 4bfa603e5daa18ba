/**
 * Which runs wait for the person (no credit, a key, a limit, a lost answer), and why. Kept with the film: opening it
 * again must not start to spend by itself.
 */
import { z } from 'zod';
import { putSetting, readSetting, type ProjectDb, type ReadDb } from '#storage/index.ts';

const SETTING = 'runs.waiting';
const waitingSchema = z.record(z.string(), z.string()).catch({});

/** Reasons by run id. Runs that have ended meanwhile may still be in it. */
export const waitingRuns = (db: ReadDb): Readonly<Record<string, string>> => waitingSchema.parse(readSetting(db, SETTING) ?? {});

/** @param reason null when it does not wait any more */
export function putWaiting(db: ProjectDb, runId: string, reason: string | null): void {
  const { [runId]: before, ...others } = waitingRuns(db);
  if ((before ?? null) === reason) return;
  const next = reason === null ? others : { ...others, [runId]: reason };
  putSetting(db, SETTING, Object.keys(next).length === 0 ? undefined : next);
}
