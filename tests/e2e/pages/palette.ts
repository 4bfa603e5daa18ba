/** Search or run, and the sheet of all keys. */
import type { Locator, Page } from 'playwright-core';

export class Palette {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  get dialog(): Locator {
    return this.page.getByRole('dialog', { name: 'Search or run' });
  }

  get results(): Locator {
    return this.dialog.getByRole('option');
  }

  get keys(): Locator {
    return this.page.getByRole('dialog', { name: 'All keys' });
  }

  async open(): Promise<void> {
    await this.page.keyboard.press('ControlOrMeta+k');
    await this.dialog.waitFor();
  }

  /** Opens it, types, and runs the first thing found. */
  async run(words: string): Promise<void> {
    await this.open();
    await this.page.keyboard.type(words);
    await this.results.first().waitFor();
    await this.page.keyboard.press('Enter');
    await this.dialog.waitFor({ state: 'hidden' });
  }

  async showKeys(): Promise<void> {
    await this.page.keyboard.press('?');
    await this.keys.waitFor();
  }
}
