import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openSpending, type Spending } from '#storage/index.ts';

let home: string;
let book: Spending;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'heroframe-spending-'));
  book = openSpending(home);
});
afterEach(async () => {
  book.close();
  await rm(home, { recursive: true, force: true });
});

const order = (key: string, amount: number, cap: number | null = null, day = '2026-11-20') => ({ key, day, amount, currency: 'USD', cap });

test('what is reserved counts against the cap, also for another process with the same book', () => {
  const other = openSpending(home);
  expect(book.reserve(order('a', 0.6, 1))).toEqual({ allowed: true, spent: 0 });
  expect(other.reserve(order('b', 0.6, 1))).toEqual({ allowed: false, spent: 0.6 });
  expect(other.reserve(order('c', 0.4, 1))).toEqual({ allowed: true, spent: 0.6 });
  expect(book.spentOn('2026-11-20', 'USD')).toBeCloseTo(1);
  other.close();
});

test('settling replaces the reservation; nothing charged frees it', () => {
  book.reserve(order('a', 1));
  book.settle('a', 0.25);
  expect(book.spentOn('2026-11-20', 'USD')).toBe(0.25);
  book.settle('a', 0);
  expect(book.reserve(order('b', 1, 1)).allowed).toBe(true);
});

test('the same job again replaces its own reservation, and days and currencies are apart', () => {
  book.reserve(order('a', 0.9, 1));
  expect(book.reserve(order('a', 0.9, 1)).allowed).toBe(true);
  expect(book.spentOn('2026-11-20', 'USD')).toBe(0.9);
  expect(book.spentOn('2026-11-21', 'USD')).toBe(0);
  expect(book.spentOn('2026-11-20', 'EUR')).toBe(0);
  expect(book.reserve(order('b', 0.9, 1, '2026-11-21')).allowed).toBe(true);
});
