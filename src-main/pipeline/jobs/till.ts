/** Asked before every paid request: may this be spent, and where is it written down. */
import type { Price } from '#contract/model/providers.ts';

export interface Till {
  /**
   * Lets a job through if the caps of the film and of the day allow it; `open` moves the job on in the same moment,
   * so that two jobs cannot both take the last of the money.
   * @throws StudioFailure paused when a cap would be exceeded, or when a cap is set and the price is unknown
   */
  admit<T>(order: { clientJobId: string; title: string; price: Price }, open: () => T): Promise<T>;
  /** The job has ended. @param amount what it came to; zero when nothing was charged */
  settle(clientJobId: string, amount: number): void;
}

/** Lets everything through; for work that is free by its nature and for tests about other things. */
export const openTill: Till = { admit: (_order, open) => Promise.resolve(open()), settle: () => undefined };
