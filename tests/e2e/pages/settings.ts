/** The settings: who makes what, with which keys, at which address, and which models new films use. */
import type { Locator, Page } from 'playwright-core';

export class Settings {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  /** Opens them from wherever one is. */
  async open(): Promise<void> {
    await this.page.keyboard.press('ControlOrMeta+,');
    await this.page.getByRole('heading', { level: 1, name: 'Settings' }).waitFor();
  }

  async leave(): Promise<void> {
    await this.page.getByRole('button', { name: /^Back to / }).click();
    await this.page.getByRole('heading', { level: 1, name: 'Settings' }).waitFor({ state: 'hidden' });
  }

  async tab(tab: 'Providers' | 'Models' | 'This computer'): Promise<void> {
    await this.page.getByRole('tab', { name: tab }).click();
    await this.page.getByRole('tabpanel', { name: tab }).waitFor();
  }

  /** The row of a provider in the list at the left, with its state. */
  provider(name: string): Locator {
    return this.page
      .getByRole('navigation', { name: 'Providers' })
      .getByRole('button', { name: new RegExp(`^${name.replaceAll('.', '\\.')}`) });
  }

  /** What is shown at the right: a provider or a model. */
  get detail(): Locator {
    return this.page.getByRole('article');
  }

  async showProvider(name: string): Promise<void> {
    await this.provider(name).click();
    await this.page.getByRole('article', { name, exact: true }).waitFor();
  }

  /** Asks the provider whether it answers. */
  async test(): Promise<void> {
    await this.detail.getByRole('button', { name: 'Test · free' }).click();
    await this.detail.getByRole('button', { name: 'Test · free' }).and(this.page.locator(':enabled')).waitFor();
  }

  /** Types another base URL and saves it. */
  async changeAddress(value: string): Promise<void> {
    const field = this.detail.getByRole('textbox', { name: /address/i }).first();
    if (!(await field.isVisible())) await this.detail.locator('summary', { hasText: 'Address' }).click();
    await field.fill(value);
    await field.press('Enter');
  }

  get models(): Locator {
    return this.page.getByRole('navigation', { name: 'Models' });
  }

  /** Finds a model by typing and shows it. */
  async showModel(words: string, name: string): Promise<void> {
    await this.models.getByRole('textbox', { name: 'Search models' }).fill(words);
    await this.models.getByRole('button', { name: new RegExp(`^${name.replaceAll('.', '\\.')}`) }).click();
    await this.page.getByRole('article', { name, exact: true }).waitFor();
  }

  async useForNewFilms(): Promise<void> {
    await this.detail.getByRole('button', { name: 'Use for new films' }).click();
    await this.detail.getByText('Used for new films').waitFor();
  }

  /** Who is cast for a kind of work: name and price in one button. */
  cast(role: string): Locator {
    return this.page.getByRole('button', { name: new RegExp(`^${role} model of new films`) });
  }

  /** Chooses another by the list that opens from the button. */
  async recast(role: string, words: string, name: string): Promise<void> {
    await this.cast(role).click();
    const list = this.page.getByRole('dialog', { name: `${role} model of new films` });
    await list.getByPlaceholder(/^Search models/).fill(words);
    await list.getByRole('option').filter({ hasText: name }).first().click();
    await list.waitFor({ state: 'hidden' });
  }
}
