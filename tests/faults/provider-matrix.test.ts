/**
 * Every fault × every provider: exactly one paid job where the provider can be asked, a plain question to the person
 * where it cannot, and never a second blind create. `docs/fault-matrix.md` is written from what happens here:
 * `UPDATE_FAULT_MATRIX=1 npx vitest run --project faults tests/faults/provider-matrix.test.ts`
 */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { matrixFaults, type MatrixFault } from './matrix/faults.ts';
import { openMatrixBench, type MatrixBench, type MatrixResult } from './matrix/bench.ts';
import { matrixSubjects } from './matrix/subjects.ts';
import { matrixTable } from './matrix/table.ts';

const TABLE = join(import.meta.dirname, '../../docs/fault-matrix.md');
const cells = new Map<string, string>();

/** What became of it, in the words of the table. */
function wordsFor(result: MatrixResult, free: boolean): string {
  const times = result.recorded === 0 ? 'nothing done' : result.recorded === 1 ? 'done once' : `done ${result.recorded} times, free`;
  const paid = free
    ? times
    : result.recorded === 0
      ? 'nothing paid'
      : result.recorded === 1
        ? 'paid once'
        : `PAID ${result.recorded} TIMES`;
  const { state } = result.job;
  if (state === 'unknown') return result.asked ? `asks you, ${paid}` : `UNKNOWN WITHOUT A QUESTION, ${paid}`;
  const ends: Partial<Record<typeof state, string>> = { succeeded: 'made', expired: 'gone, said so', failed: 'failed, said so' };
  return `${ends[state] ?? state.toUpperCase()}, ${paid}`;
}

describe.each(matrixSubjects.map((subject) => [subject.label, subject] as const))('%s', (label, subject) => {
  let bench: MatrixBench;
  beforeAll(async () => {
    bench = await openMatrixBench(subject);
  });
  afterAll(async () => {
    await bench.end();
  });

  const applies = (fault: MatrixFault): boolean =>
    !(subject.inAnswer === true && (fault.onlyFetched === true || fault.plan?.purpose === 'status'));

  test.each(matrixFaults.filter(applies).map((fault) => [fault.label, fault] as const))('%s', async (_name, fault) => {
    const result = await bench.run(fault);
    const words = wordsFor(result, subject.free === true);
    cells.set(`${fault.id} ${label}`, words);

    // The heart of it: whatever happened, nothing was paid twice. Free work may be made again.
    if (subject.free !== true) expect(result.recorded, words).toBeLessThanOrEqual(1);
    if (fault.id === 'none') expect(words).toBe(subject.free === true ? 'made, done once' : 'made, paid once');
    // A lost answer ends in exactly one job, or in a question; never in silence and never in a blind repeat.
    if (result.job.state === 'unknown') {
      expect(subject.canBeAsked, words).toBe(false);
      expect(result.asked).toBe(true);
      expect(result.job.submissions).toBe(1);
    } else if (result.job.state === 'succeeded') {
      expect(subject.free === true ? Math.min(1, result.recorded) : result.recorded).toBe(1);
    } else {
      expect(['failed', 'expired'], words).toContain(result.job.state);
      expect(result.job.error).toBeTruthy();
    }
    if (fault.id.startsWith('429') || fault.id.startsWith('poll') || fault.id === 'file-cut')
      expect(result.job.state, words).toBe('succeeded');
  });
});

test('the table in the docs says what happens', async () => {
  const table = matrixTable(
    matrixFaults,
    matrixSubjects.map((subject) => subject.label),
    (fault, subject) => cells.get(`${fault.id} ${subject}`) ?? '—',
  );
  if (process.env['UPDATE_FAULT_MATRIX'] === '1') await writeFile(TABLE, table);
  expect(await readFile(TABLE, 'utf8')).toBe(table);
});
