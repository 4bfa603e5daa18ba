/** The journey of someone who pays: keys, models, prices before they are spent, a day without credit, a lost answer, a limit. */
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { discard } from '../fixtures/leftovers.ts';
import { quickPolls } from '../fixtures/provider-bench.ts';
import { SECRET_MARK, type RunningSimulator } from '../simulators/kit/simulator.ts';
import { startOpenAi } from '../simulators/openai.ts';
import { startReplicate } from '../simulators/replicate.ts';
import { startRunway } from '../simulators/runway.ts';
import { drivers, launchStudio, type LaunchedStudio } from './drivers.ts';
import { violations } from './axe.ts';
import { Brief } from './pages/brief.ts';
import { Frames } from './pages/frames.ts';
import { Home } from './pages/home.ts';
import { dollars, Money } from './pages/money.ts';
import { Settings } from './pages/settings.ts';
import { Studio } from './pages/studio.ts';
import { Takes } from './pages/takes.ts';
import { COFFEE, newWorkspace, pictureOfFailures, stopAtFirstFailure, type Workspace } from './workspace.ts';

/** Length of the film asked for, seconds: two scenes, two frames each, two pictures for each frame. */
const SECONDS = 6;
const PICTURES = 8;
/** What a picture of FLUX 1.1 Pro costs, US dollars. */
const PICTURE_PRICE = 0.04;
const MAKING = { timeout: 120_000, interval: 100 };
const SOON = { timeout: 20_000, interval: 50 };

for (const { name, missing, title } of drivers()) {
  describe.skipIf(missing !== null)(`paying providers · ${title}`, () => {
    let workspace: Workspace;
    let studio: LaunchedStudio;
    let replicate: RunningSimulator;
    let runway: RunningSimulator;
    let openai: RunningSimulator;

    const simulators = (): RunningSimulator[] => [replicate, runway, openai].filter((each) => each !== undefined);
    const expectReadable = async (what: string): Promise<void> => {
      for (const colorScheme of ['dark', 'light'] as const) {
        await studio.page.emulateMedia({ colorScheme });
        expect(await violations(studio.page), `${what}, ${colorScheme}`).toEqual([]);
      }
      await studio.page.emulateMedia({ colorScheme: 'dark' });
      expect(await studio.page.content(), what).not.toContain(SECRET_MARK);
    };
    const picture = async (station: string): Promise<void> => {
      const folder = process.env['HEROFRAME_E2E_PICTURES'];
      if (folder !== undefined) await studio.page.screenshot({ path: join(folder, `${station}.png`) });
    };

    beforeAll(async () => {
      workspace = newWorkspace();
      await quickPolls(join(workspace.home, 'models'));
      const quick = { jobMilliseconds: 150 };
      [replicate, runway, openai] = await Promise.all([startReplicate(quick), startRunway(quick), startOpenAi(quick)]);
      const env = { ...replicate.env, ...runway.env, ...openai.env, FAL_KEY: '' };
      studio = await launchStudio({ driver: name, home: workspace.home, films: workspace.films, env });
    });
    afterAll(async () => {
      try {
        await studio?.close();
      } finally {
        await Promise.all(simulators().map((each) => each.close()));
        await discard(dirname(workspace.home));
      }
    });
    pictureOfFailures(() => studio?.page ?? null);
    stopAtFirstFailure();

    test('a provider says where its key comes from, never what it is, and whether it answers', async () => {
      await new Home(studio.page).welcome.waitFor();
      const settings = new Settings(studio.page);
      await settings.open();
      await settings.showProvider('Replicate');
      await settings.detail.getByText('Set, from the environment variable REPLICATE_API_TOKEN').waitFor();
      await settings.test();
      await settings.detail.getByText('simulated', { exact: true }).waitFor();
      await expect.poll(async () => await settings.provider('Replicate').textContent(), SOON).toMatch(/ready|answers|works/i);
      await picture('01-replicate-tested');
      await expectReadable('Replicate, tested');
      expect(replicate.charged).toEqual([]);
    });

    test('a provider without a key says which variable is missing, and a bad address is refused beside its field', async () => {
      const settings = new Settings(studio.page);
      await settings.showProvider('fal.ai');
      await settings.detail.getByText('needs a key').waitFor();
      if (name === 'chromium') expect(await settings.detail.locator('code', { hasText: /^FAL_KEY$/ }).count()).toBe(1);
      await settings.changeAddress('http//nowhere');
      const problem = settings.detail.getByRole('alert').filter({ hasText: /address/i });
      await problem.first().waitFor();
      await picture('02-fal-without-key');
      await expectReadable('fal, with a bad address');
      await settings.detail.getByRole('button', { name: 'Standard' }).first().click();
      await problem.first().waitFor({ state: 'hidden' });
    });

    test('models are found by typing, say what they cost, and are chosen for new films', async () => {
      const settings = new Settings(studio.page);
      await settings.tab('Models');
      await settings.showModel('flux 1.1', 'FLUX 1.1 Pro');
      await expect.poll(async () => await settings.detail.textContent(), SOON).toContain('$0.04');
      await settings.detail.getByText('replicate:black-forest-labs/flux-1.1-pro').waitFor();
      await settings.useForNewFilms();
      await settings.recast('Clips', 'gen-4', 'Gen-4 Turbo');
      await expect.poll(async () => await settings.cast('Pictures').textContent(), SOON).toMatch(/FLUX 1\.1 Pro.*\$0\.04/);
      await expect.poll(async () => await settings.cast('Clips').textContent(), SOON).toMatch(/Gen-4 Turbo.*\$0\.05/);
      await picture('03-models');
      await expectReadable('models');
      await settings.leave();
    });

    test('the brief says what the film will cost before anything is sent', async () => {
      await new Home(studio.page).newFilm();
      const brief = new Brief(studio.page);
      await brief.sentence.fill(COFFEE);
      await brief.duration.fill(String(SECONDS));
      await brief.quality('Fast').click();
      await expect.poll(async () => await brief.estimate('Frames').textContent(), SOON).toBe(`4 · ${PICTURES} pictures`);
      await expect.poll(async () => await brief.estimate('Cost').textContent(), SOON).toMatch(/^about \$/);
      const pictures = PICTURES * PICTURE_PRICE;
      // The clips come on top, but making the storyboard shoots none.
      expect(dollars(await brief.estimate('Cost').textContent())).toBeGreaterThan(pictures);
      expect(await brief.createButton.textContent()).toMatch(/^Create storyboard · about \$/);
      expect(dollars(await brief.createButton.textContent())).toBeCloseTo(pictures, 2);
      await picture('04-brief');
      await expectReadable('brief with a price');

      // A writer whose price nobody wrote down: said, and never counted as free.
      const settings = new Settings(studio.page);
      await settings.open();
      await settings.tab('Models');
      await settings.recast('Writer', 'gpt-4.1', 'GPT-4.1');
      await expect.poll(async () => await settings.cast('Writer').textContent(), SOON).toMatch(/GPT-4\.1.*price unknown/);
      await settings.leave();
      expect(await brief.sentence.inputValue()).toBe(COFFEE);
      await expect.poll(async () => await brief.createButton.textContent(), SOON).toMatch(/^Create storyboard · at least \$/);
      expect(await brief.estimate('Story').textContent()).toContain('price unknown');
      await picture('05-brief-price-unknown');
      expect(simulators().flatMap((each) => each.charged)).toEqual([]);
    });

    test('without credit the work waits and says why; “Go on” finishes it as the same run', async () => {
      const noCredit = { title: 'Insufficient credit', detail: 'You have insufficient credit.', status: 402 };
      replicate.faults.next('create', { type: 'answer', status: 402, body: noCredit });
      await new Brief(studio.page).create();
      const window = new Studio(studio.page);
      await window.stageButton('Frames').waitFor();
      await expect.poll(async () => await window.stateOf('Story'), MAKING).toBe('done');
      const runs = window.jobs.getByRole('listitem');
      await window.jobs.getByText(/no credit left/).waitFor({ timeout: MAKING.timeout });
      await window.go('Frames');
      await picture('06-no-credit');
      await expectReadable('waiting for credit');
      const paid = replicate.charged.length;
      expect(paid).toBeLessThan(PICTURES);
      // While it waits nothing is tried behind the person's back.
      await studio.page.reload();
      await window.jobs.getByText(/no credit left/).waitFor();
      expect(replicate.charged).toHaveLength(paid);
      expect(await runs.count()).toBe(1);
      await window.jobs.getByRole('button', { name: 'Go on' }).click();
      await expect.poll(async () => await window.stateOf('Frames'), MAKING).toBe('done');
      await expect.poll(async () => (await window.jobs.textContent()) ?? '', MAKING).toMatch(/done/i);
      // The same run went on: there is no second one, and no picture was paid twice.
      if ((await runs.count()) > 0) expect(await runs.count()).toBe(1);
      expect(replicate.charged).toHaveLength(PICTURES);
    });

    test('variations carry their price, and what is sent can be read before it is paid', async () => {
      const window = new Studio(studio.page);
      const frames = new Frames(studio.page);
      await window.go('Frames');
      await expect.poll(async () => await frames.candidates.count(), SOON).toBe(2);
      for (const text of await frames.candidates.allTextContents()) expect(text).toContain('$0.04');
      await studio.page.keyboard.press('r');
      const more = studio.page.getByRole('region', { name: /^More variations of the/ });
      await more.getByText('What is sent').click();
      await more.getByText('What to avoid is written into the prompt, because this model has no field for it.').waitFor();
      const body = await more.getByLabel('Request to Replicate').textContent();
      const avoided = await more.getByLabel('Avoid').inputValue();
      expect(avoided).not.toBe('');
      expect(body).toContain('Avoid');
      expect(body).toContain(avoided.split(',')[0]?.trim() ?? '?');
      await more.getByRole('button', { name: 'Make 2 variations · about $0.08' }).waitFor();
      await picture('07-what-is-sent');
      await expectReadable('what is sent');
      expect(replicate.charged).toHaveLength(PICTURES);
      await studio.page.keyboard.press('Escape');
      await more.waitFor({ state: 'hidden' });
    });

    test('a lost answer is asked about and settled, and nothing is sent twice', async () => {
      const window = new Studio(studio.page);
      const takes = new Takes(studio.page);
      await window.go('Takes');
      runway.faults.next('create', { type: 'reset-after' });
      await takes.shootOne();
      await expect.poll(() => runway.charged.length, MAKING).toBe(1);
      const needs = window.rail.getByRole('button', { name: /^Needs you/ });
      await expect.poll(async () => await needs.textContent(), MAKING).toMatch(/[1-9]$/);
      // The stage leads to the question, not to paying for another one.
      await window.stage.getByRole('button', { name: 'Answer' }).click();
      const sheet = studio.page.getByRole('dialog', { name: 'What needs you' });
      await sheet.getByText('Unclear').waitFor();
      await picture('08-what-needs-you');
      await expectReadable('what needs you');
      await sheet.getByRole('button', { name: 'It is there, leave it' }).click();
      await sheet.getByText('Unclear').waitFor({ state: 'hidden' });
      await studio.page.keyboard.press('Escape');
      await picture('09-settled');
      expect(runway.charged).toHaveLength(1);
    });

    test('the money sheet says what was spent and on whom, and a limit holds the next batch back', async () => {
      const window = new Studio(studio.page);
      const money = new Money(studio.page);
      await money.open();
      const spent = dollars(await money.figure('Spent').textContent());
      expect(spent).toBeGreaterThanOrEqual(PICTURES * PICTURE_PRICE);
      const providers = (await money.breakdown('By provider').allTextContents()).join(' ');
      for (const each of ['Replicate', 'Runway', 'OpenAI']) expect(providers).toContain(each);
      expect(await money.lines.count()).toBe(simulators().reduce((sum, each) => sum + each.charged.length, 0));
      // The writer charges, and nobody wrote down how much: that is not the same as nothing.
      expect(providers).toMatch(/OpenAI\s*price unknown/);
      expect(await money.figure('Spent').textContent()).toMatch(/^at least \$/);
      await money.limitFilm('0.10');
      await money.sheet.getByText('Reached: paid work waits.').waitFor();
      await picture('10-money');
      await expectReadable('money');
      await money.close();

      const takes = new Takes(studio.page);
      await takes.shootOne();
      await window.jobs.getByText(/would go over this film's limit of \$0\.10/).waitFor({ timeout: MAKING.timeout });
      await picture('11-limit');
      await expectReadable('held back by a limit');
      expect(runway.charged).toHaveLength(1);

      // More may be spent again: it goes on with what it was asked for and with nothing else.
      await money.open();
      await money.limitFilm(null);
      await expect.poll(async () => await money.sheet.getByText('No limit', { exact: true }).count(), SOON).toBe(2);
      await money.close();
      await window.jobs.getByRole('button', { name: 'Go on' }).click();
      await expect.poll(async () => await takes.videos.count(), { timeout: 20_000 }).toBe(1);
      await expect.poll(async () => (await window.jobs.textContent()) ?? '', MAKING).toMatch(/done/i);
      await picture('12-went-on');
      expect(runway.charged).toHaveLength(2);
      expect(replicate.charged).toHaveLength(PICTURES);
    });
  });
}
