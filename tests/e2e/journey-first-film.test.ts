/** Journey 1, from the first sentence to a film that plays outside of the studio. */
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { probeVideo } from '#media/probe.ts';
import { drivers, launchStudio, type LaunchedStudio } from './drivers.ts';
import { violations } from './axe.ts';
import { Brief } from './pages/brief.ts';
import { Cut } from './pages/cut.ts';
import { Export } from './pages/export.ts';
import { Frames } from './pages/frames.ts';
import { Home } from './pages/home.ts';
import { Studio } from './pages/studio.ts';
import { Takes } from './pages/takes.ts';
import { COFFEE, newWorkspace, pictureOfFailures, productPhoto, stopAtFirstFailure, type Workspace } from './workspace.ts';

/** One picture of the film, seconds. */
const FRAME = 1 / 24;
/** Pictures one after another in which the takes must be in step: about a second. */
const STRETCH = 40;
/** Length of the film asked for, seconds. */
const SECONDS = 6;
/** Longest wait for something that is made, milliseconds: two busy processors draw slowly. */
const MAKING = { timeout: 180_000, interval: 200 };
const SOON = { timeout: 20_000, interval: 50 };

for (const { name, missing, title } of drivers()) {
  describe.skipIf(missing !== null)(`first film · ${title}`, () => {
    let workspace: Workspace;
    let studio: LaunchedStudio;

    beforeAll(async () => {
      workspace = newWorkspace();
      studio = await launchStudio({ driver: name, home: workspace.home, films: workspace.films });
    });
    afterAll(async () => {
      try {
        await studio?.close();
      } finally {
        workspace.remove();
      }
    });
    pictureOfFailures(() => studio?.page ?? null);
    stopAtFirstFailure();

    test('the brief says what the film will be and that it is free', async () => {
      const home = new Home(studio.page);
      await home.welcome.waitFor();
      await home.newFilm();
      const brief = new Brief(studio.page);
      await brief.sentence.fill(COFFEE);
      await brief.dropReference({ name: 'mug.png', mime: 'image/png', bytes: await productPhoto() });
      await brief.references.getByRole('img', { name: 'mug.png' }).waitFor();
      await brief.duration.fill(String(SECONDS));
      await brief.quality('Fast').click();
      // Two frames for each scene and two pictures for each frame: the fast preset in plain figures.
      await expect.poll(async () => await brief.estimate('Frames').textContent(), SOON).toBe('4 · 8 pictures');
      const scenes = Number(await brief.estimate('Scenes').textContent());
      expect(scenes).toBe(2);
      expect(await brief.estimate('Takes').textContent()).toBe(String(3 * scenes));
      expect(await brief.estimate('Cost').textContent()).toBe('Free, on this computer');
    });

    test('the storyboard is drawn picture by picture and ranked', async () => {
      const brief = new Brief(studio.page);
      const scenes = Number(await brief.estimate('Scenes').textContent());
      await brief.create();
      const window = new Studio(studio.page);
      const frames = new Frames(studio.page);
      await window.stageButton('Frames').waitFor();
      await expect.poll(async () => await window.stateOf('Story'), MAKING).toBe('done');
      await window.go('Frames');
      await expect.poll(async () => await frames.candidates.count(), MAKING).toBeGreaterThan(0);
      // The first pictures are there to look at while the others are still being drawn.
      expect(await window.stateOf('Frames')).toBe('running');
      await expect.poll(async () => await window.stateOf('Frames'), MAKING).toBe('done');
      await window.jobs.getByText(/done/).first().waitFor();
      expect(await window.stageButton('Frames').textContent()).toMatch(new RegExp(`done${2 * scenes}$`));
      expect(await frames.candidates.count()).toBe(2);
      expect((await frames.ranks()).toSorted((a, b) => (a ?? 0) - (b ?? 0))).toEqual([1, 2]);
      // What was measured best is picked, and says who picked it and why.
      expect(await frames.picked.getAttribute('aria-label')).toMatch(/rank 1, score \d+, picked, hero frame$/);
      await frames.panel.getByText('Auto-pick').waitFor();
    });

    test('a digit chooses the hero frame', async () => {
      const frames = new Frames(studio.page);
      const second = (await frames.ranks()).indexOf(2);
      await frames.pick(second + 1);
      await frames.panel.getByText('Your pick').waitFor();
      await expect
        .poll(async () => await frames.picked.getAttribute('aria-label'), SOON)
        .toMatch(new RegExp(`^Variation ${second + 1}, rank 2, score \\d+, picked, hero frame$`));
      expect(await frames.picked.count()).toBe(1);
    });

    test('three takes play in step, before and after a seek', { timeout: 300_000 }, async () => {
      const window = new Studio(studio.page);
      const takes = new Takes(studio.page);
      await window.go('Takes');
      await takes.shoot(3);
      await expect.poll(async () => await takes.videos.count(), MAKING).toBe(3);
      await expect.poll(async () => (await window.jobs.textContent()) ?? '', MAKING).toMatch(/(Take|Shoot).*done|jobs done/i);
      await takes.play();
      expect(await takes.watchStep(STRETCH, FRAME)).toBe(STRETCH);
      // To the middle of the takes while they run: a click on the strip under a player.
      await takes.seek(0.5);
      await expect.poll(async () => Math.min(...(await takes.positions())), SOON).toBeGreaterThan(1);
      expect(await takes.watchStep(STRETCH, FRAME)).toBe(STRETCH);
      await takes.pause();
      await expect.poll(async () => apart(await takes.positions()), SOON).toBeLessThan(FRAME / 2);
    });

    test('the radar lays the takes over each other, and one is accepted', async () => {
      const takes = new Takes(studio.page);
      const described = await takes.radar.getAttribute('aria-label');
      for (const number of [1, 2, 3]) expect(described).toContain(`Take ${number}: `);
      await takes.list.getByText('Auto-pick').waitFor();
      const picked = await takes.list.getByRole('listitem').allTextContents();
      const other = picked.findIndex((text) => !text.includes('Auto-pick'));
      await takes.pick(other + 1);
      await takes
        .card(other + 1)
        .getByText('Your pick')
        .waitFor();
      expect(await takes.list.getByText('Auto-pick').count()).toBe(0);
    });

    test('the film is made, plays and can be searched through', { timeout: 300_000 }, async () => {
      const window = new Studio(studio.page);
      const cut = new Cut(studio.page);
      const partial: string[] = [];
      studio.page.on('response', (response) => {
        if (response.status() === 206) partial.push(response.url());
      });
      await window.go('Cut');
      await cut.makeButton.click();
      await cut.video.waitFor({ timeout: MAKING.timeout });
      await expect.poll(async () => await cut.seekable(), SOON).toBeGreaterThan(SECONDS - 0.5);
      await cut.toggle();
      await expect.poll(async () => await cut.position(), SOON).toBeGreaterThan(0.5);
      await cut.seek(0.7);
      await expect.poll(async () => await cut.position(), SOON).toBeGreaterThan(SECONDS * 0.69);
      await cut.toggle();
      await cut.seek(0.2);
      await expect.poll(async () => await cut.position(), SOON).toBeCloseTo(SECONDS * 0.2, 0);
      const file = await cut.video.getAttribute('src');
      if (studio.driver === 'chromium') expect(partial.some((url) => url.endsWith(file ?? '?'))).toBe(true);
      await expect.poll(async () => await window.stateOf('Cut'), SOON).toBe('done');
    });

    test('the exported MP4 is what the export says it is', async () => {
      const window = new Studio(studio.page);
      const files = new Export(studio.page);
      await window.go('Export');
      await files.export();
      await files.finished.first().waitFor({ timeout: MAKING.timeout });
      const file = join(workspace.scratch, 'film.mp4');
      await studio.saveExport(async () => await files.takeAway(), file);
      const facts = await probeVideo(file);
      expect(facts).toMatchObject({ codec: 'h264', pixelFormat: 'yuv420p', fps: 24, width: 1280, height: 720, hasAudio: true });
      expect(Math.abs(facts.seconds - SECONDS)).toBeLessThanOrEqual(2 * FRAME);
    });

    test.each(['dark', 'light'] as const)('every stage of the finished film can be used by everyone (%s)', async (look) => {
      const window = new Studio(studio.page);
      await studio.page.emulateMedia({ colorScheme: look });
      for (const stage of ['Story', 'Board', 'Frames', 'Takes', 'Cut', 'Export'] as const) {
        await window.go(stage);
        await window.inspect(stage === 'Frames' || stage === 'Takes' ? 'Prompt' : 'Scene');
        expect(await violations(studio.page), `${stage}, ${look}`).toEqual([]);
      }
      await window.inspect('History');
      expect(await violations(studio.page), `History, ${look}`).toEqual([]);
    });
  });
}

const apart = (times: readonly number[]): number => Math.max(...times) - Math.min(...times);
