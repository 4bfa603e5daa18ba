/** What a person does to a film that is there: times, order, words, pictures, notes; all of it can be taken back. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { drivers, launchStudio, type LaunchedStudio } from './drivers.ts';
import { Frames } from './pages/frames.ts';
import { Home } from './pages/home.ts';
import { Palette } from './pages/palette.ts';
import { Studio } from './pages/studio.ts';
import { Timeline } from './pages/timeline.ts';
import { makeFilm, newWorkspace, pictureOfFailures, productPhoto, type Workspace } from './workspace.ts';

const SOON = { timeout: 20_000, interval: 50 };

for (const { name, missing, title } of drivers()) {
  describe.skipIf(missing !== null)(`editing · ${title}`, () => {
    let workspace: Workspace;
    let studio: LaunchedStudio;
    let window: Studio;
    let timeline: Timeline;

    const launch = async (): Promise<void> => {
      studio = await launchStudio({ driver: name, home: workspace.home, films: workspace.films });
      window = new Studio(studio.page);
      timeline = new Timeline(studio.page);
      await new Home(studio.page).open(/^Open /);
      await timeline.track.waitFor();
    };

    beforeAll(async () => {
      workspace = newWorkspace();
      await makeFilm(workspace, { name: 'Morning', until: 'frames', seconds: 12 });
      await launch();
    }, 240_000);
    afterAll(async () => {
      try {
        await studio?.close();
      } finally {
        workspace.remove();
      }
    });
    pictureOfFailures(() => studio?.page ?? null);

    test('dragging an edge changes how long a scene lasts', async () => {
      const before = await timeline.seconds();
      const firstWidth = (await timeline.scene(1).boundingBox())?.width ?? 0;
      const perSecond = firstWidth / (before[0] ?? 1);
      await timeline.dragEdge(1, perSecond);
      await window.messages.getByText(/^Scene 1 now lasts/).waitFor();
      await expect.poll(async () => (await timeline.seconds())[0], SOON).toBeCloseTo((before[0] ?? 0) + 1, 1);
      expect((await timeline.seconds()).slice(1)).toEqual(before.slice(1));
      await window.undo();
      await window.messages.getByText(/^Undone: /).waitFor();
      await expect.poll(async () => await timeline.seconds(), SOON).toEqual(before);
    });

    test('keys change a length by a quarter of a second', async () => {
      const before = await timeline.seconds();
      await timeline.select(2);
      await studio.page.keyboard.press('>');
      await window.messages.getByText(/^Scene 2 now lasts/).waitFor();
      await expect.poll(async () => (await timeline.seconds())[1], SOON).toBeCloseTo((before[1] ?? 0) + 0.25, 1);
      await window.undo();
      await expect.poll(async () => await timeline.seconds(), SOON).toEqual(before);
    });

    test('a scene is moved by dragging it, and by keys', async () => {
      const before = await timeline.beats();
      expect(new Set(before).size).toBe(before.length);
      const [first, second, ...rest] = before;
      await timeline.dragPast(1, 2);
      await expect.poll(async () => await timeline.beats(), SOON).toEqual([second, first, ...rest]);
      await timeline.select(2);
      await studio.page.keyboard.press('Alt+ArrowLeft');
      await expect.poll(async () => await timeline.beats(), SOON).toEqual(before);
    });

    test('a split makes two scenes of one; undo and redo go back and forth', async () => {
      const beats = await timeline.beats();
      const seconds = await timeline.seconds();
      await timeline.seekInto(1, 0.5);
      await timeline.select(2);
      await studio.page.keyboard.press('s');
      await window.messages.getByText('Scene 1 is now two scenes').waitFor();
      await expect.poll(async () => await timeline.scenes.count(), SOON).toBe(beats.length + 1);
      const halves = await timeline.seconds();
      expect((halves[0] ?? 0) + (halves[1] ?? 0)).toBeCloseTo(seconds[0] ?? 0, 0);
      await window.undo();
      await expect.poll(async () => await timeline.scenes.count(), SOON).toBe(beats.length);
      await window.redo();
      await expect.poll(async () => await timeline.scenes.count(), SOON).toBe(beats.length + 1);
      expect(await timeline.seconds()).toEqual(halves);
    });

    test('a new name stays', async () => {
      await window.rename('A slower morning');
      await expect.poll(async () => await window.name.textContent(), SOON).toBe('A slower morning');
      expect(await studio.page.title()).toContain('A slower morning');
    });

    test('a changed prompt is shown against the one before, and drawn', async () => {
      const frames = new Frames(studio.page);
      await window.go('Frames');
      await timeline.select(1);
      await window.inspect('Prompt');
      const count = await frames.candidates.count();
      await window.inspector.getByRole('button', { name: 'Edit' }).click();
      const field = window.inspector.getByLabel(/^Edit from version/);
      const text = await field.inputValue();
      await field.fill(`${text} A blue kettle stands behind.`);
      const diff = window.inspector.locator('ins');
      await expect.poll(async () => (await diff.allTextContents()).join(''), SOON).toContain('A blue kettle stands behind.');
      expect(await window.inspector.locator('del').count()).toBe(0);
      await window.inspector.getByRole('button', { name: /^Draw again/ }).click();
      await expect.poll(async () => await frames.candidates.count(), { timeout: 90_000, interval: 200 }).toBeGreaterThan(count);
      // Kept as a version of its own, with the words that changed.
      await window.inspector.getByRole('heading', { name: /^Version \d+ against \d+/ }).waitFor();
      await expect.poll(async () => (await diff.allTextContents()).join(''), SOON).toContain('A blue kettle stands behind.');
      await window.inspect('History');
      await window.inspector
        .getByText(/Version \d+ · you/)
        .first()
        .waitFor();
    });

    test('an own picture dropped onto a frame is used', async () => {
      const frames = new Frames(studio.page);
      await timeline.select(2);
      await frames.show('End frame');
      await frames.dropOwnPicture({ name: 'my end.png', mime: 'image/png', bytes: await productPhoto() });
      await window.messages.getByText('Your picture is now the end frame of scene 2').waitFor();
      await expect.poll(async () => await frames.picked.getAttribute('aria-label'), SOON).toMatch(/^Your picture.*picked/);
      await window.undo();
      await expect.poll(async () => await frames.picked.getAttribute('aria-label'), SOON).toMatch(/^Variation 1/);
      await window.redo();
      await expect.poll(async () => await frames.picked.getAttribute('aria-label'), SOON).toMatch(/^Your picture.*picked/);
    });

    test('a file that is no picture is refused in plain words', async () => {
      const frames = new Frames(studio.page);
      const before = await frames.candidates.count();
      await frames.dropOwnPicture({ name: 'list.txt', mime: 'text/plain', bytes: Buffer.from('milk, coffee') });
      await window.messages.getByText('“list.txt” is not a picture.').waitFor();
      await frames.dropOwnPicture({ name: 'fake.png', mime: 'image/png', bytes: Buffer.from('not a picture at all') });
      await window.messages.getByText(/fake\.png/).waitFor();
      expect(await frames.candidates.count()).toBe(before);
    });

    test('a note is written and stays with the scene', async () => {
      await timeline.select(2);
      await studio.page.keyboard.press('n');
      const field = window.inspector.getByLabel('New note');
      await field.fill('The steam should rise slower.');
      await field.press('ControlOrMeta+Enter');
      await window.inspector.getByRole('listitem').filter({ hasText: 'The steam should rise slower.' }).waitFor();
      await expect.poll(async () => await field.inputValue(), SOON).toBe('');
      await window.inspector.getByRole('tab', { name: 'Notes 1' }).waitFor();
      await field.press('Escape');
    });

    test('the palette finds and runs, and the sheet shows every key', async () => {
      const palette = new Palette(studio.page);
      await palette.run('board');
      await studio.page.getByRole('main', { name: 'Board' }).waitFor();
      await palette.open();
      await studio.page.keyboard.type('zzzz');
      await palette.dialog.getByText('Nothing found').waitFor();
      await studio.page.keyboard.press('Escape');
      await palette.dialog.waitFor({ state: 'hidden' });
      await palette.showKeys();
      await palette.keys.getByText('Split scene at playhead').waitFor();
      await studio.page.keyboard.press('Escape');
      await palette.keys.waitFor({ state: 'hidden' });
    });

    test('everything is still there after closing, and can still be taken back', async () => {
      const before = { name: await window.name.textContent(), beats: await timeline.beats(), seconds: await timeline.seconds() };
      await studio.close();
      await launch();
      expect(await window.name.textContent()).toBe(before.name);
      expect(await timeline.beats()).toEqual(before.beats);
      expect(await timeline.seconds()).toEqual(before.seconds);
      await timeline.select(2);
      await window.inspect('Notes');
      await window.inspector.getByText('The steam should rise slower.').waitFor();
      // Back in the order of the edits: the note was the last, the own picture the one before.
      await window.undo();
      await window.messages.getByText('Undone: add a note').waitFor();
      await expect.poll(async () => await window.inspector.getByRole('tab', { name: /^Notes/ }).textContent(), SOON).toBe('Notes');
      await window.go('Frames');
      const frames = new Frames(studio.page);
      await frames.show('End frame');
      await expect.poll(async () => await frames.picked.getAttribute('aria-label'), SOON).toMatch(/^Your picture/);
      await window.undo();
      await expect.poll(async () => await frames.picked.getAttribute('aria-label'), SOON).toMatch(/^Variation 1/);
    });
  });
}
