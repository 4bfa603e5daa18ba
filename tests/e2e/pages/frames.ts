/** The Frames stage: variations of a scene's start and end frame. */
import type { Locator, Page } from 'playwright-core';
import { dropFile, type DroppedFile } from './drop.ts';

export class Frames {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  /** The candidates of the frame that is shown. */
  get panel(): Locator {
    return this.page.getByRole('tabpanel', { name: /^(Start|End) frame$/ });
  }

  get candidates(): Locator {
    return this.panel.getByRole('listitem').filter({ has: this.page.getByRole('button', { name: /^(Variation \d+|Your picture)/ }) });
  }

  get picked(): Locator {
    return this.panel.locator('button[aria-current="true"]');
  }

  async show(role: 'Start frame' | 'End frame'): Promise<void> {
    await this.page.getByRole('tab', { name: new RegExp(`^${role}`) }).click();
  }

  /** Picks by its number key. */
  async pick(digit: number): Promise<void> {
    await this.page.keyboard.press(String(digit));
  }

  /** Ranks of the candidates in the order in which they stand; null for one that has none. */
  async ranks(): Promise<(number | null)[]> {
    const texts = await this.candidates.allTextContents();
    return texts.map((text) => {
      const rank = /rank (\d+)/.exec(text)?.[1];
      return rank === undefined ? null : Number(rank);
    });
  }

  async dropOwnPicture(file: DroppedFile): Promise<void> {
    await dropFile(this.panel, file);
  }
}
