/** The Cut stage: the film to watch. */
import type { Locator, Page } from 'playwright-core';

export class Cut {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  get makeButton(): Locator {
    return this.page.getByRole('main').getByRole('button', { name: /^Make the film/ });
  }

  get video(): Locator {
    return this.page.getByLabel('The finished film');
  }

  get scrubber(): Locator {
    return this.page.getByRole('slider', { name: 'Position in the film, in frames' });
  }

  get shots(): Locator {
    return this.page.getByRole('region', { name: 'Shots' }).getByRole('listitem');
  }

  /** Where the film is, seconds. */
  async position(): Promise<number> {
    return await this.video.evaluate((media) => (media instanceof HTMLVideoElement ? media.currentTime : Number.NaN));
  }

  /** How far the browser may seek in the film, seconds. */
  async seekable(): Promise<number> {
    return await this.video.evaluate((media) =>
      media instanceof HTMLVideoElement && media.seekable.length > 0 ? media.seekable.end(media.seekable.length - 1) : 0,
    );
  }

  async toggle(): Promise<void> {
    const transport = this.page.getByRole('group', { name: 'Playback of the film' });
    await transport.getByRole('button', { name: /^(Play|Pause)$/ }).click();
  }

  /** Clicks into the scrubber. `part` 0–1 of the film. */
  async seek(part: number): Promise<void> {
    const box = await this.scrubber.boundingBox();
    if (box === null) throw new Error('There is no scrubber.');
    await this.page.mouse.click(box.x + box.width * part, box.y + box.height / 2);
  }
}
