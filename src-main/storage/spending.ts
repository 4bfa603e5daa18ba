/**
 * What all films on this computer spend per day. A cap per day can only hold if every process asks the same book
 * before it spends, so it is a small database of its own in the person's folder, reserved from in one transaction.
 */
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { guarded } from './failures.ts';

export interface Spending {
  /**
   * Reserves an amount for a job if the day's cap allows it; a reservation of the same key is replaced.
   * @param order.day local calendar day, `2026-11-20`
   * @param order.cap in the same currency; null for none
   * @returns what was already spent or reserved that day without this job, and whether this job may go
   */
  reserve(order: { key: string; day: string; amount: number; currency: string; cap: number | null }): { allowed: boolean; spent: number };
  /** The amount as it turned out; zero frees what was reserved. */
  settle(key: string, amount: number): void;
  spentOn(day: string, currency: string): number;
  close(): void;
}

/** Opens the book in the person's folder. @throws StudioFailure not-writable, disk-full */
export function openSpending(homeFolder: string): Spending {
  return guarded(() => {
    const sql = new Database(join(homeFolder, 'spending.sqlite'), { timeout: 5000 });
    sql.pragma('journal_mode = WAL');
    sql.exec(`
      CREATE TABLE IF NOT EXISTS spending (
        key      TEXT PRIMARY KEY,
        day      TEXT NOT NULL,
        amount   REAL NOT NULL CHECK (amount >= 0),
        currency TEXT NOT NULL
      ) STRICT;
      CREATE INDEX IF NOT EXISTS spending_by_day ON spending (day, currency);
    `);
    const sum = sql.prepare<[string, string, string], { amount: number }>(
      'SELECT coalesce(sum(amount), 0) AS amount FROM spending WHERE day = ? AND currency = ? AND key <> ?',
    );
    const insert = sql.prepare<[string, string, number, string]>(
      'INSERT OR REPLACE INTO spending (key, day, amount, currency) VALUES (?, ?, ?, ?)',
    );
    const update = sql.prepare<[number, string]>('UPDATE spending SET amount = ? WHERE key = ?');
    const reserve = sql.transaction((order: Parameters<Spending['reserve']>[0]): { allowed: boolean; spent: number } => {
      const spent = sum.get(order.day, order.currency, order.key)?.amount ?? 0;
      // A thousandth of a cent of rounding must not stop a job that exactly fits.
      if (order.cap !== null && spent + order.amount > order.cap + 1e-5) return { allowed: false, spent };
      insert.run(order.key, order.day, order.amount, order.currency);
      return { allowed: true, spent };
    });
    return {
      reserve: (order) => guarded(() => reserve.immediate(order)),
      settle: (key, amount) => guarded(() => void update.run(amount, key)),
      spentOn: (day, currency) => guarded(() => sum.get(day, currency, '')?.amount ?? 0),
      close: () => void sql.close(),
    };
  });
}
