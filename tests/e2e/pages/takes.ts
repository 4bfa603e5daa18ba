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
    await this.page.getByRole('main').getByRole('button', { name: new RegExp(`^Shoot ${count} (takes|more)`) }).first().click();
    const panel = this.page.getByRole('region', { name: 'Shoot more takes' });
    await panel.getByRole('button', { name: new RegExp(`^Shoot ${count} takes`) }).click();
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

  /** Where each player is, seconds, all read in one moment. */
  async positions(): Promise<number[]> {
    return await this.videos.evaluateAll((all) => all.map((each) => (each instanceof HTMLVideoElement ? each.currentTime : Number.NaN)));
  }

  /**
   * Watches the players while they run: the largest distance between any two in each picture, seconds, for
   * `pictures` pictures in which all of them moved on.
   */
  async watch(pictures: number): Promise<number[]> {
    return await this.videos.evaluateAll(async (all, wanted) => {
      const players = all.filter((each) => each instanceof HTMLVideoElement);
      const apart: number[] = [];
      let before = players.map((player) => player.currentTime);
      while (apart.length < wanted) {
        await new Promise((resolve) => requestAnimationFrame(resolve));
        const now = players.map((player) => player.currentTime);
        if (now.every((time, index) => time > (before[index] ?? 0))) apart.push(Math.max(...now) - Math.min(...now));
        before = now;
      }
      return apart;
    }, pictures);
  }

  /** Uses the take in the n-th player, by its number key. */
  async pick(digit: number): Promise<void> {
    await this.page.keyboard.press(String(digit));
  }
}
