/** The timeline at the bottom: scenes at their true length. */
import type { Locator, Page } from 'playwright-core';

interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

export class Timeline {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  get track(): Locator {
    return this.page.getByRole('listbox', { name: 'Scenes in order' });
  }

  get scenes(): Locator {
    return this.track.getByRole('option');
  }

  scene(number: number): Locator {
    return this.track.getByRole('option', { name: new RegExp(`^${number} `) });
  }

  /** "Surprise", the beat on the block. */
  async beats(): Promise<string[]> {
    const labels = await this.labels();
    return labels.map((label) => /^\d+ (.+?) [\d.]+ s,/.exec(label)?.[1] ?? label);
  }

  /** Seconds of every scene as the blocks say them. */
  async seconds(): Promise<number[]> {
    const labels = await this.labels();
    return labels.map((label) => Number(/ ([\d.]+) s,/.exec(label)?.[1] ?? Number.NaN));
  }

  async labels(): Promise<string[]> {
    return await this.scenes.evaluateAll((blocks) => blocks.map((block) => block.getAttribute('aria-label') ?? ''));
  }

  async select(number: number): Promise<void> {
    const box = await this.#box(number);
    await this.page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
  }

  /** Drags a scene's right edge by so many pixels. */
  async dragEdge(number: number, pixels: number): Promise<void> {
    const box = await this.#box(number);
    await this.#drag({ x: box.x + box.width - 2, y: box.y + box.height / 2 }, pixels);
  }

  /** Drags a scene so far that its middle lies beyond another's. */
  async dragPast(number: number, other: number): Promise<void> {
    const from = await this.#box(number);
    const to = await this.#box(other);
    const direction = Math.sign(to.x - from.x);
    const distance = to.x + to.width / 2 - (from.x + from.width / 2) + direction * 12;
    await this.#drag({ x: from.x + from.width / 2, y: from.y + from.height / 2 }, distance);
  }

  /** Puts the playhead into a scene by a click on the ruler above it. `part` 0–1 of its length. */
  async seekInto(number: number, part: number): Promise<void> {
    const box = await this.#box(number);
    const ruler = await this.page.locator('[data-track="ruler"]').boundingBox();
    if (ruler === null) throw new Error('There is no ruler.');
    await this.page.mouse.click(box.x + box.width * part, ruler.y + ruler.height / 2);
  }

  async #box(number: number): Promise<Box> {
    const box = await this.scene(number).boundingBox();
    if (box === null) throw new Error(`Scene ${number} is not on the timeline.`);
    return box;
  }

  async #drag(from: { x: number; y: number }, byX: number): Promise<void> {
    await this.page.mouse.move(from.x, from.y);
    await this.page.mouse.down();
    await this.page.mouse.move(from.x + byX / 2, from.y, { steps: 4 });
    await this.page.mouse.move(from.x + byX, from.y, { steps: 4 });
    await this.page.mouse.up();
  }
}
