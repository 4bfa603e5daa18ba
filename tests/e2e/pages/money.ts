/** What a film costs: the sheet with its figures, limits and ledger. */
import type { Locator, Page } from 'playwright-core';

export class Money {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  get sheet(): Locator {
    return this.page.getByRole('dialog', { name: 'Money' });
  }

  async open(): Promise<void> {
    await this.page.keyboard.press('Alt+m');
    await this.sheet.getByRole('form', { name: 'Limits on spending' }).waitFor();
  }

  async close(): Promise<void> {
    await this.page.keyboard.press('Escape');
    await this.sheet.waitFor({ state: 'hidden' });
  }

  /** "Spent", "Under way", "Per accepted shot" or "Today, all films" as it stands there. */
  figure(name: string): Locator {
    return this.sheet
      .locator('dl > div')
      .filter({ has: this.page.locator('dt', { hasText: new RegExp(`^${name}$`) }) })
      .locator('dd strong');
  }

  /** "By provider", "By model" or "By scene". */
  breakdown(title: string): Locator {
    return this.sheet.getByRole('region', { name: title }).getByRole('listitem');
  }

  get lines(): Locator {
    return this.sheet.getByRole('region', { name: 'Lines of the ledger' }).locator('tbody tr');
  }

  /** Sets how much this film may cost; null takes the limit away. */
  async limitFilm(amount: string | null): Promise<void> {
    const limits = this.sheet.getByRole('form', { name: 'Limits on spending' });
    await limits.getByLabel(/^Limit for this film/).fill(amount ?? '');
    await limits.getByRole('button', { name: 'Save' }).click();
    await limits.getByRole('button', { name: 'Save' }).waitFor({ state: 'hidden' });
  }
}

/** "$1.20" as a number; NaN when it is no amount. */
export const dollars = (text: string | null): number =>
  Number(/\$([\d,]+(?:\.\d+)?)/.exec(text ?? '')?.[1]?.replaceAll(',', '') ?? Number.NaN);
