/** The screen of a new film. */
import type { Locator, Page } from 'playwright-core';
import { dropFile, type DroppedFile } from './drop.ts';

export type Quality = 'Simple' | 'Fast' | 'Balanced' | 'Maximum';

export class Brief {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  get sentence(): Locator {
    return this.page.getByLabel('What is the film about?');
  }

  get duration(): Locator {
    return this.page.getByLabel('Duration in seconds');
  }

  get references(): Locator {
    return this.page.getByRole('region', { name: 'Reference pictures' });
  }

  get createButton(): Locator {
    return this.page.getByRole('button', { name: /^Create storyboard/ });
  }

  /** What is wrong, in the words shown beside the fields and the button. */
  get complaints(): Locator {
    return this.page.getByRole('alert').filter({ hasText: /\S/ });
  }

  quality(quality: Quality): Locator {
    return this.page.getByRole('radio', { name: new RegExp(`^${quality}`) });
  }

  /** One line of the estimate: "Scenes", "Frames", "Takes", "Time", "Cost". */
  estimate(line: string): Locator {
    const facts = this.page.getByRole('complementary', { name: 'Estimate' });
    return facts
      .locator('dl > div')
      .filter({ has: this.page.locator('dt', { hasText: new RegExp(`^${line}$`) }) })
      .locator('dd');
  }

  async dropReference(file: DroppedFile): Promise<void> {
    await dropFile(this.references, file);
  }

  async create(): Promise<void> {
    await this.createButton.click();
  }
}
