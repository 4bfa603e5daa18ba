/** The Export stage: what can be taken away, and what was. */
import type { Locator, Page } from 'playwright-core';

export class Export {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  get finished(): Locator {
    return this.page.getByRole('region', { name: 'Finished exports' }).getByRole('listitem');
  }

  async export(): Promise<void> {
    await this.page.getByRole('list', { name: 'Formats' }).getByRole('button', { name: 'Export' }).click();
  }

  /** Takes the newest export away: a download in the browser, "Save a copy" on the desktop. */
  async takeAway(): Promise<void> {
    const row = this.finished.first();
    await row
      .getByRole('link', { name: 'Download' })
      .or(row.getByRole('button', { name: /^Save a copy/ }))
      .click();
  }
}
