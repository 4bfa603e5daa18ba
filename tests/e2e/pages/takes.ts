/** The Takes stage: the takes of a scene, played in step. */
import type { Locator, Page } from 'playwright-core';

export class Takes {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  get list(): Locator {
    return this.page.getByRole('list', { name: 'Takes', exact: true });
  }

  get videos(): Locator {
    return this.list.locator('video');
  }

  get radar(): Locator {
    return this.page.getByRole('img', { name: /^Quality by dimension/ });
  }

  get transport(): Locator {
    return this.page.getByRole('group', { name: 'Playback of the takes' });
  }

  /** Asks for takes of the selected scene with what is suggested. */
  async shoot(count: number): Promise<void> {
    await this.page
      .getByRole('main')
      .getByRole('button', { name: new RegExp(`^Shoot ${count} (takes|more)`) })
      .first()
      .click();
    const panel = this.page.getByRole('region', { name: 'Shoot more takes' });
    await panel.getByRole('button', { name: new RegExp(`^Shoot ${count} takes`) }).click();
  }

  /** Asks for a single take of the selected scene. */
  async shootOne(): Promise<void> {
    await this.page.keyboard.press('r');
    const panel = this.page.getByRole('region', { name: 'Shoot more takes' });
    await panel.getByRole('combobox', { name: 'How many' }).click();
    await this.page.getByRole('option', { name: '1 take', exact: true }).click();
    await panel.getByRole('button', { name: /^Shoot 1 take/ }).click();
    await panel.waitFor({ state: 'hidden' });
  }

  card(number: number): Locator {
    return this.list.getByRole('listitem').filter({ hasText: `Take ${number}` });
  }

  async play(): Promise<void> {
    await this.transport.getByRole('button', { name: 'Play', exact: true }).click();
  }

  async pause(): Promise<void> {
    await this.transport.getByRole('button', { name: 'Pause', exact: true }).click();
  }

  /** Goes to a moment by a click on the strip under the first player. `part` 0–1 of the take. */
  async seek(part: number): Promise<void> {
    const strip = this.list.getByRole('img', { name: /^Quality of \d+ frames/ }).first();
    const box = await strip.boundingBox();
    if (box === null) throw new Error('There is no strip.');
    await this.page.mouse.click(box.x + box.width * part, box.y + box.height / 2);
  }

  /** Where each player is, seconds, all read in one moment. */
  async positions(): Promise<number[]> {
    return await this.videos.evaluateAll((all) => all.map((each) => (each instanceof HTMLVideoElement ? each.currentTime : Number.NaN)));
  }

  /**
   * Watches the players while they run, until in `pictures` pictures one after another no two of them were further
   * apart than `seconds`, and hands back that number; after `patience` milliseconds it hands back the longest such
   * stretch. A processor that is taken away for a moment makes any player stumble, so a stumble begins a new stretch.
   */
  async watchStep(pictures: number, seconds: number, patience = 30_000): Promise<number> {
    return await this.videos.evaluateAll(
      async (all, asked) => {
        const players = all.filter((each) => each instanceof HTMLVideoElement);
        const began = performance.now();
        let before = players.map((player) => player.currentTime);
        let stretch = 0;
        let longest = 0;
        while (longest < asked.pictures && performance.now() - began < asked.patience) {
          await new Promise((resolve) => requestAnimationFrame(resolve));
          const now = players.map((player) => player.currentTime);
          // Only pictures in which every player moved on say anything: standing still together is no art.
          if (now.every((time, index) => time > (before[index] ?? 0))) {
            stretch = Math.max(...now) - Math.min(...now) < asked.seconds ? stretch + 1 : 0;
            longest = Math.max(longest, stretch);
          }
          before = now;
        }
        return longest;
      },
      { pictures, seconds, patience },
    );
  }

  /** Uses the take in the n-th player, by its number key. */
  async pick(digit: number): Promise<void> {
    await this.page.keyboard.press(String(digit));
  }
}
