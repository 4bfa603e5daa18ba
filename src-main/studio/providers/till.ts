/** The caps: what a film may cost, and what a day on this computer may. */
import { fail } from '#contract/errors.ts';
import type { Caps } from '#contract/model/providers.ts';
import type { Till } from '#pipeline/jobs/till.ts';
import { putSetting, readSetting, spentSoFar, type OpenProject, type ProjectDb, type ReadDb, type Spending } from '#storage/index.ts';
import { limitSchema } from './settings.ts';

/** All listed prices are in this currency; caps are too. */
export const CAP_CURRENCY = 'USD';

const PROJECT_CAP = 'money.cap';

/** The film's own cap; null for none. */
export const projectCap = (db: ReadDb): number | null => limitSchema.parse(readSetting(db, PROJECT_CAP) ?? null);

export const putProjectCap = (db: ProjectDb, cap: number | null): void => putSetting(db, PROJECT_CAP, cap ?? undefined);

/** The local calendar day, `2026-11-20`: a person's day ends at their midnight. */
export function dayOf(at: number): string {
  const date = new Date(at);
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

/** A job's entry in the book of all films. */
export const bookKey = (projectId: string, clientJobId: string): string => `${projectId} ${clientJobId}`;

export function createTill(options: {
  project: OpenProject;
  /** The book of all films; opened when the first paid job comes. */
  spending: () => Spending;
  perDay: () => Promise<number | null>;
  now: () => number;
}): Till {
  const { db, projectId } = options.project;
  const key = (clientJobId: string): string => bookKey(projectId, clientJobId);
  const dollars = (amount: number): string => `$${amount.toFixed(2)}`;

  return {
    async admit(order, open) {
      const perDay = await options.perDay();
      // From here on nothing waits: what is read is still true when the job is opened.
      const perProject = projectCap(db);
      const { amount, currency, basis } = order.price;
      if ((perDay !== null || perProject !== null) && (basis === 'unknown' || currency !== CAP_CURRENCY)) {
        fail(
          'paused',
          `“${order.title}” was not sent: its price is not known, and you have set a limit on spending.`,
          'Enter the price in a model file of your own, choose another model, or remove the limit; then start the run again.',
          { retryable: true },
        );
      }
      if (perProject !== null) {
        const spent = spentSoFar(db, CAP_CURRENCY);
        if (spent + amount > perProject + 1e-5)
          fail(
            'paused',
            `“${order.title}” (about ${dollars(amount)}) would go over this film's limit of ${dollars(perProject)}; ${dollars(spent)} are spent or under way. It was not sent.`,
            'Raise the limit under Money (`heroframe money`), then start the run again.',
            { retryable: true },
          );
      }
      const book = options.spending();
      const today = book.reserve({ key: key(order.clientJobId), day: dayOf(options.now()), amount, currency, cap: perDay });
      if (!today.allowed)
        fail(
          'paused',
          `“${order.title}” (about ${dollars(amount)}) would go over today's limit of ${dollars(perDay ?? 0)}; ${dollars(today.spent)} are spent or under way in all films. It was not sent.`,
          'Raise the limit under Money (`heroframe money`), or start the run again tomorrow.',
          { retryable: true },
        );
      return open();
    },
    settle(clientJobId, amount) {
      options.spending().settle(key(clientJobId), amount);
    },
  };
}

export const capsOf = (db: ReadDb, perDay: number | null): Caps => ({ perProject: projectCap(db), perDay, currency: CAP_CURRENCY });
