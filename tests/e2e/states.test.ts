/** The states a studio can be in besides the good one: nothing there, wrong input, a core that is gone, very much of it. */
import { readdirSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { drivers, launchStudio, type LaunchedStudio } from './drivers.ts';
import { violations } from './axe.ts';
import { makeLongFilm } from './long-film.ts';
import { Brief } from './pages/brief.ts';
import { Home } from './pages/home.ts';
import { Palette } from './pages/palette.ts';
import { Studio } from './pages/studio.ts';
import { Timeline } from './pages/timeline.ts';
import { COFFEE, makeFilm, newWorkspace, pictureOfFailures, productPhoto, type Workspace } from './workspace.ts';

const SOON = { timeout: 20_000, interval: 50 };
const LONG = 200;

for (const { name, missing, title } of drivers()) {
  describe.skipIf(missing !== null)(`states · ${title}`, () => {
    let workspace: Workspace;
    let studio: LaunchedStudio;
    let window: Studio;

    const launch = async (): Promise<void> => {
      studio = await launchStudio({ driver: name, home: workspace.home, films: workspace.films });
      window = new Studio(studio.page);
    };
    const expectReadable = async (what: string): Promise<void> => {
      for (const colorScheme of ['dark', 'light'] as const) {
        await studio.page.emulateMedia({ colorScheme });
        expect(await violations(studio.page), `${what}, ${colorScheme}`).toEqual([]);
      }
      await studio.page.emulateMedia({ colorScheme: 'dark' });
    };

    beforeAll(async () => {
      workspace = newWorkspace();
      await launch();
    });
    afterAll(async () => {
      try {
        await studio?.close();
      } finally {
        workspace.remove();
      }
    });
    pictureOfFailures(() => studio?.page ?? null);

    test('an empty home says what to do and what is installed', async () => {
      const home = new Home(studio.page);
      await home.welcome.waitFor();
      await studio.page.getByRole('button', { name: 'Write your first film' }).waitFor();
      await expect.poll(async () => await home.installed.count(), SOON).toBeGreaterThan(2);
      expect(await home.films.count()).toBe(0);
      await expectReadable('empty home');
    });

    test('this computer can be checked from home', async () => {
      await studio.page.getByRole('button', { name: 'Check this computer' }).click();
      const sheet = studio.page.getByRole('dialog', { name: 'This computer' });
      await sheet
        .getByText(/Node|FFmpeg/i)
        .first()
        .waitFor();
      await expectReadable('this computer');
      await studio.page.keyboard.press('Escape');
      await sheet.waitFor({ state: 'hidden' });
    });

    test('an invalid brief says what is wrong at each field and sends nothing', async () => {
      await new Home(studio.page).newFilm();
      const brief = new Brief(studio.page);
      await brief.duration.fill('1');
      await brief.create();
      await expect
        .poll(async () => await brief.complaints.allTextContents(), SOON)
        .toEqual(['Type one sentence that says what the film is about.', 'A film lasts at least 3 seconds.']);
      expect(await brief.sentence.evaluate((field) => field === document.activeElement)).toBe(true);
      await expectReadable('brief with errors');
      await brief.sentence.fill(COFFEE);
      await brief.duration.fill('6');
      await expect.poll(async () => await brief.complaints.count(), SOON).toBe(0);
      expect(readdirSync(workspace.films)).toEqual([]);
    });

    test('a reference that is not a picture is named, and nothing that was typed is lost', async () => {
      const brief = new Brief(studio.page);
      await brief.quality('Simple').click();
      await brief.dropReference({ name: 'mug.png', mime: 'image/png', bytes: await productPhoto() });
      await brief.dropReference({ name: 'holiday.png', mime: 'image/png', bytes: Buffer.from('This was never a picture.') });
      await brief.references.getByText('No preview: holiday.png').waitFor();
      await brief.create();
      await expect.poll(async () => (await brief.complaints.allTextContents()).join(' '), SOON).toContain('holiday.png');
      expect(await brief.sentence.inputValue()).toBe(COFFEE);
      expect(await brief.duration.inputValue()).toBe('6');
      await brief.references.getByRole('img', { name: 'mug.png' }).waitFor();
      // No half film is left behind either.
      expect(readdirSync(workspace.films)).toEqual([]);
      await expectReadable('brief with a bad reference');
      await brief.references.getByRole('button', { name: 'Remove holiday.png' }).click();
      expect(await brief.references.getByRole('img').count()).toBe(1);
    });

    test('a half-written brief survives a look at the other films', async () => {
      const brief = new Brief(studio.page);
      await window.home();
      await new Home(studio.page).newFilm();
      expect(await brief.sentence.inputValue()).toBe(COFFEE);
      await brief.references.getByRole('img', { name: 'mug.png' }).waitFor();
      await expectReadable('brief');
      await window.home();
    });

    test('a film with nothing in it says what belongs where', async () => {
      await studio.close();
      await makeFilm(workspace, { name: 'Empty', until: null });
      await launch();
      await new Home(studio.page).open(/^Open /);
      for (const stage of ['Story', 'Board', 'Frames', 'Takes', 'Cut', 'Export'] as const) {
        await window.go(stage);
        await window.stage.getByRole('heading').first().waitFor();
        await expectReadable(`${stage} with nothing in it`);
      }
    });

    test.skipIf(name === 'electron')('a core that is gone is told, and everything goes on when it is back', async () => {
      // What the browser itself says about a server that is not there.
      studio.expectProblems(/ERR_CONNECTION_REFUSED|ERR_CONNECTION_RESET|ERR_EMPTY_RESPONSE|WebSocket/);
      await window.go('Story');
      await studio.killHost();
      await window.lostConnection.waitFor();
      await expectReadable('lost connection');
      // What was on screen stays on screen, and a change says that it was not made.
      await window.rename('Lost');
      await window.messages.getByText('The studio core did not answer.').waitFor();
      await studio.reviveHost();
      await window.lostConnection.waitFor({ state: 'hidden', timeout: 30_000 });
      await expect
        .poll(async () => {
          await window.rename('Found again');
          return await window.name.textContent();
        }, SOON)
        .toBe('Found again');
      await studio.page.reload();
      await expect.poll(async () => await window.name.textContent(), SOON).toBe('Found again');
      expect(await window.stateOf('Story')).toBe('not started');
    });

    test('a film of 200 scenes opens and scrolls', async () => {
      await studio.close();
      await makeLongFilm(workspace, 'Long morning', LONG);
      await launch();
      await new Home(studio.page).open(/^Open Long morning/);
      await window.go('Board');
      const cards = window.stage.getByRole('list', { name: 'Scenes' }).getByRole('listitem');
      await expect.poll(async () => await cards.count(), SOON).toBe(LONG);
      const last = window.stage.getByRole('button', { name: new RegExp(`^Scene ${LONG}, `) });
      const box = await window.stage.boundingBox();
      await studio.page.mouse.move((box?.x ?? 0) + 300, (box?.y ?? 0) + 300);
      await expect
        .poll(async () => {
          await studio.page.mouse.wheel(0, 4000);
          return await last.evaluate((card) => card.getBoundingClientRect().top < innerHeight);
        }, SOON)
        .toBe(true);
      await window.stage.getByText(`Moment ${LONG} of a long morning`).first().waitFor();
      await last.click();
      await window.inspector.getByRole('heading', { name: `Scene ${LONG} · Beat ${LONG}` }).waitFor();
      // The timeline has gone along: the last scene stands in it at its true length.
      await new Timeline(studio.page).scene(LONG).waitFor();
      await expectReadable('200 scenes');
    });

    test('one scene among 200 is found by typing', async () => {
      const palette = new Palette(studio.page);
      await palette.run('scene 137');
      await window.inspector.getByRole('heading', { name: 'Scene 137 · Beat 137' }).waitFor();
      await palette.open();
      await expectReadable('palette');
      await studio.page.keyboard.press('Escape');
      await palette.showKeys();
      await expectReadable('keys');
    });
  });
}
