/** The first screen: recent films and ways to begin. */
import type { Locator, Page } from 'playwright-core';

export class Home {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  get welcome(): Locator {
    return this.page.getByRole('heading', { name: 'One sentence becomes a film' });
  }

  get films(): Locator {
    return this.page.getByRole('region', { name: 'Recent films' }).getByRole('button', { name: /^Open / });
  }

  get installed(): Locator {
    return this.page.getByRole('contentinfo', { name: 'What is installed' }).getByRole('listitem');
  }

  async newFilm(): Promise<void> {
    await this.page.getByRole('button', { name: 'New film' }).click();
  }

  /** The quick way in: a sentence and Enter. */
  async begin(sentence: string): Promise<void> {
    const line = this.page.getByLabel('What is the next film about?');
    await line.fill(sentence);
    await line.press('Enter');
  }

  /** Opens a film by (the beginning of) its name, and waits until its studio stands. */
  async open(name: string | RegExp): Promise<void> {
    await this.films.and(this.page.getByRole('button', { name })).first().click();
    await this.page.getByRole('navigation', { name: 'Film' }).waitFor();
  }
}
