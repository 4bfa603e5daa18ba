import { beforeEach, describe, expect, test } from 'vitest';
import { createStudioApp } from '../../../src-renderer/app/studio-app.ts';
import type { StudioApp } from '../../../src-renderer/app/studio-app.ts';
import { filmPlayback } from '../../../src-renderer/features/timeline/film-playback.ts';
import { timelineActions } from '../../../src-renderer/features/timeline/timeline-actions.ts';
import { createFakeClient } from '../../renderer/fake-client.ts';

// The transport draws with the screen; here there is none, so nothing is ever drawn.
globalThis.requestAnimationFrame ??= () => 0;
globalThis.cancelAnimationFrame ??= () => undefined;

let app: StudioApp;

beforeEach(async () => {
  const client = createFakeClient({ tick: 0, delay: 0, film: { scenes: 4, made: 'takes' } });
  app = createStudioApp({ client, mac: false, wait: () => Promise.resolve() });
  app.actions.register(timelineActions);
  await app.enter('prj_fake', 'frames');
  return () => app.dispose();
});

const scenes = () => app.film.get().film?.scenes ?? [];
const lengths = () => scenes().map((scene) => scene.spec.seconds);
const ids = () => scenes().map((scene) => scene.id);
const messages = () => app.ui.get().toasts.map((toast) => toast.message);

async function perform(id: string): Promise<void> {
  const action = app.actions.find(id);
  if (action === null) throw new Error(`no action ${id}`);
  if (action.when !== undefined && !action.when(app)) throw new Error(`${id} is not possible now`);
  const revision = app.film.get().film?.revision;
  await action.perform(app);
  for (let turn = 0; turn < 20 && app.film.get().film?.revision === revision; turn += 1)
    await new Promise((resolve) => setTimeout(resolve, 1));
}

function select(index: number): void {
  app.session.actions.selectSceneById(scenes()[index]?.id ?? null);
}

describe('scenes by keys', () => {
  test('moving a scene earlier and later changes its place and can be undone', async () => {
    const before = ids();
    select(1);
    await perform('timeline.moveEarlier');
    expect(ids()).toEqual([before[1], before[0], before[2], before[3]]);
    expect(messages().at(-1)).toBe('Scene 2 is now scene 1');
    expect(app.ui.get().toasts.at(-1)?.action?.label).toBe('Undo');
    await perform('timeline.moveLater');
    expect(ids()).toEqual(before);
  });

  test('the first scene cannot go earlier', async () => {
    const before = ids();
    select(0);
    await perform('timeline.moveEarlier');
    expect(ids()).toEqual(before);
    expect(messages()).toEqual([]);
  });

  test('a frame longer is exactly 1/24 s', async () => {
    select(0);
    const [before = 0] = lengths();
    await perform('timeline.lengthenFrame');
    expect((lengths()[0] ?? 0) - before).toBeCloseTo(1 / 24, 9);
  });

  test('a scene never gets shorter than a second', async () => {
    select(2);
    for (let press = 0; press < 30; press += 1) await perform('timeline.shorten');
    expect(lengths()[2]).toBe(1);
    expect(messages().at(-1)).toBe('A scene lasts between 1 and 15 seconds.');
  });

  test('splits at the playhead, and says why it cannot', async () => {
    filmPlayback(app).seek(2);
    await perform('timeline.split');
    expect(lengths().slice(0, 2)).toEqual([2, 2]);
    filmPlayback(app).seek(0.2);
    await perform('timeline.split');
    expect(scenes()).toHaveLength(5);
    expect(messages().at(-1)).toContain('at least one second');
  });

  test('the last scene has nothing to join with', async () => {
    select(3);
    await perform('timeline.merge');
    expect(scenes()).toHaveLength(4);
    expect(messages().at(-1)).toContain('no scene after');
  });

  test('deleting selects the neighbour and can be undone', async () => {
    const before = ids();
    select(1);
    await perform('timeline.remove');
    expect(ids()).toEqual([before[0], before[2], before[3]]);
    expect(app.session.get().sceneId).toBe(before[2]);
    await app.undo();
    await new Promise((resolve) => setTimeout(resolve, 10));
    expect(ids()).toEqual(before);
  });
});

describe('the film transport', () => {
  test('goes from cut to cut', async () => {
    const playback = filmPlayback(app);
    const cuts = lengths().reduce<number[]>((ends, seconds) => [...ends, (ends.at(-1) ?? 0) + seconds], []);
    await app.actions.find('play.nextCut')?.perform(app);
    expect(playback.position).toBeCloseTo(cuts[0] ?? 0, 9);
    await app.actions.find('play.nextCut')?.perform(app);
    expect(playback.position).toBeCloseTo(cuts[1] ?? 0, 9);
    await app.actions.find('play.previousCut')?.perform(app);
    expect(playback.position).toBeCloseTo(cuts[0] ?? 0, 9);
  });

  test('shares the playhead with the rest of the studio, both ways', () => {
    const playback = filmPlayback(app);
    playback.seek(3);
    expect(app.session.get().playhead).toBe(3);
    app.session.actions.seek(1.5);
    expect(playback.position).toBe(1.5);
    app.session.actions.seek(999);
    expect(playback.position).toBe(playback.duration);
  });

  test('leaves its keys to the takes while they are on screen', () => {
    const play = app.actions.find('play.forward');
    expect(play?.when?.(app)).toBe(true);
    app.session.actions.showStage('takes');
    expect(play?.when?.(app)).toBe(false);
  });

  test('stops when the stage changes', () => {
    const playback = filmPlayback(app);
    playback.play();
    expect(app.session.get().playing).toBe(true);
    app.session.actions.showStage('board');
    expect(playback.state.playing).toBe(false);
  });
});
