/** The window of an open film: name, rail, inspector, messages, jobs. */
import type { Locator, Page } from 'playwright-core';

export type Stage = 'Story' | 'Board' | 'Frames' | 'Takes' | 'Cut' | 'Export';

export class Studio {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  get rail(): Locator {
    return this.page.getByRole('navigation', { name: 'Film' });
  }

  get stage(): Locator {
    return this.page.getByRole('main');
  }

  get name(): Locator {
    return this.page.getByRole('banner').getByRole('heading', { level: 1 });
  }

  get inspector(): Locator {
    return this.page.getByRole('complementary', { name: 'Inspector' });
  }

  get messages(): Locator {
    return this.page.getByRole('region', { name: 'Messages' });
  }

  get jobs(): Locator {
    return this.page.getByRole('complementary', { name: 'Jobs' });
  }

  get lostConnection(): Locator {
    return this.page.getByText('The connection to the studio core is lost.');
  }

  stageButton(stage: Stage): Locator {
    return this.rail.getByRole('button', { name: new RegExp(`^${stage} ?,`) });
  }

  async go(stage: Stage): Promise<void> {
    await this.stageButton(stage).click();
    const view = this.page.getByRole('main', { name: stage });
    await view.waitFor();
    await view.getByLabel('Loading', { exact: true }).waitFor({ state: 'hidden' });
  }

  /** "not started", "running", "done", "needs you" or "out of date". */
  async stateOf(stage: Stage): Promise<string> {
    const words = (await this.stageButton(stage).textContent()) ?? '';
    return /, (not started|running|done|needs you|out of date)/.exec(words)?.[1] ?? words;
  }

  async home(): Promise<void> {
    await this.page.getByRole('button', { name: 'All films' }).click();
  }

  async rename(name: string): Promise<void> {
    await this.name.getByRole('button').click();
    const field = this.page.getByLabel('Name of the film');
    await field.fill(name);
    await field.press('Enter');
  }

  async undo(): Promise<void> {
    await this.page.keyboard.press('ControlOrMeta+z');
  }

  async redo(): Promise<void> {
    await this.page.keyboard.press('Shift+ControlOrMeta+z');
  }

  /** Opens a page of the inspector. */
  async inspect(page: 'Scene' | 'Prompt' | 'History' | 'Notes'): Promise<void> {
    await this.inspector.getByRole('tab', { name: new RegExp(`^${page}`) }).click();
  }
}
