/** Predictions at Replicate whose create was never answered: found again, surely not there, or not to be told. */
import { afterEach, expect, test } from 'vitest';
import type { LostJob } from '#providers/adapter.ts';
import type { ModelDescriptorFile } from '#providers/descriptors/schema.ts';
import { pictureInput } from '../../fixtures/connection.ts';
import {
  bench,
  clipOf,
  closeBenches,
  creates,
  DAY,
  FLUX,
  HOUR,
  KLING,
  lose,
  model,
  pictureOf,
  SCHNELL,
  signal,
  start,
} from './replicate-bench.ts';

afterEach(closeBenches);

test('a lost job is found again by what was asked, and goes on', async () => {
  const at = await bench();
  const adapter = at.adapter(KLING);
  await start(adapter, clipOf('Another kettle', at.picture));
  at.simulator.faults.next('create', { type: 'reset-after' });
  const lost = await lose(at, adapter, clipOf('A kettle', at.picture));
  const found = await adapter.reconcile(lost, { signal });
  expect(found).toMatchObject({ version: 1, remoteId: at.simulator.charged[1]?.id });
  // The stored body may have been written with its keys in another order, and its numbers as text.
  const turned = Object.fromEntries(Object.entries((lost.prepared?.body['input'] ?? {}) as Record<string, unknown>).toReversed());
  const rewritten = {
    ...lost,
    prepared: { version: 1 as const, modelId: '', params: {}, body: { input: { ...turned, duration: '5.0' } } },
  };
  expect(await adapter.reconcile(rewritten, { signal })).toEqual(found);
  expect(creates(at)).toBe(2);
});

test('a create that never arrived is none; one that belongs to another job is none too', async () => {
  const at = await bench();
  const adapter = at.adapter(SCHNELL);
  const twin = await start(adapter, pictureOf('A kettle'));
  at.simulator.faults.next('create', { type: 'reset-before' });
  const lost = await lose(at, adapter, pictureOf('A kettle'), { isClaimed: (id) => id === twin.remoteId });
  expect(await adapter.reconcile(lost, { signal })).toBe('none');
  expect(await adapter.reconcile({ ...lost, isClaimed: () => false }, { signal })).toMatchObject({ remoteId: twin.remoteId });
  expect(await adapter.reconcile({ ...lost, prepared: null }, { signal })).toBe('unknown');
  expect(await at.adapter(FLUX).reconcile({ ...lost, isClaimed: () => false }, { signal })).toBe('none');
});

test('a list that is a moment behind does not make a job surely gone', async () => {
  const at = await bench();
  const adapter = at.adapter(SCHNELL);
  at.simulator.faults.next('create', { type: 'reset-after' });
  const lost = await lose(at, adapter, pictureOf('A kettle'));
  at.simulator.faults.next('list', { type: 'answer', status: 200, body: { next: null, previous: null, results: [] } });
  expect(await adapter.reconcile(lost, { signal })).toMatchObject({ remoteId: at.simulator.charged[0]?.id });
});

test('of identical lost jobs the oldest unclaimed one is taken first, over several pages', async () => {
  const at = await bench();
  const adapter = at.adapter(SCHNELL);
  const ids: string[] = [];
  for (let index = 0; index < 3; index++) ids.push((await start(adapter, pictureOf('A kettle'))).remoteId);
  const jobs = at.client.jobs?.(model(FLUX));
  for (let index = 0; index < 120; index++) {
    const body = { input: { prompt: `filler ${index}` } };
    await jobs?.submit({ clientJobId: 'x', prepared: { version: 1, modelId: '', body, params: {} }, body, signal });
  }
  const prepared = (await adapter.prepare?.(pictureOf('A kettle'), { clientJobId: 'x', signal })) ?? null;
  const lost: LostJob = {
    clientJobId: 'x',
    request: pictureOf('A kettle'),
    prepared,
    since: at.simulator.clock.now(),
    isClaimed: (id) => id === ids[0],
  };
  expect(await adapter.reconcile(lost, { signal })).toMatchObject({ remoteId: ids[1] });
  expect(at.simulator.log.filter(({ purpose }) => purpose === 'list')).toHaveLength(2);
});

test('data that was removed could be ours: unknown, unless it is claimed or too old', async () => {
  const at = await bench();
  const adapter = at.adapter(SCHNELL);
  at.simulator.faults.next('create', { type: 'reset-after' });
  const lost = await lose(at, adapter, pictureOf('A kettle'));
  at.simulator.clock.advance(2 * HOUR);
  expect(await adapter.reconcile(lost, { signal })).toBe('unknown');
  expect(await adapter.reconcile({ ...lost, isClaimed: () => true }, { signal })).toBe('none');
  expect(await at.adapter(FLUX).reconcile(lost, { signal })).toBe('none');
  at.simulator.clock.advance(3 * DAY);
  expect(await adapter.reconcile({ ...lost, since: at.simulator.clock.now() }, { signal })).toBe('none');
});

test.each([
  ['two days fast, then and now', 2 * DAY, 2 * DAY],
  ['two days fast then, right now', 2 * DAY, 0],
  ['five hours slow', -5 * HOUR, -5 * HOUR],
])('the clock of this computer does not decide: %s', async (_name, then, now) => {
  const at = await bench();
  const adapter = at.adapter(SCHNELL);
  at.simulator.faults.next('create', { type: 'reset-after' });
  const lost = await lose(at, adapter, pictureOf('A kettle'));
  at.connection.now = () => at.simulator.clock.now() + now;
  expect(await adapter.reconcile({ ...lost, since: lost.since + then }, { signal })).toMatchObject({
    remoteId: at.simulator.charged[0]?.id,
  });
});

test('doubt is unknown: more fields than we sent, unreadable entries, foreign links, lists without an end', async () => {
  const at = await bench();
  const adapter = at.adapter(SCHNELL);
  at.simulator.faults.next('create', { type: 'reset-before' });
  const lost = await lose(at, adapter, pictureOf('A kettle'));
  const now = new Date(at.simulator.clock.now()).toISOString();
  const input = lost.prepared?.body['input'] as Record<string, unknown>;
  const entry = (changes: Record<string, unknown>): unknown => ({
    id: 'p1',
    model: SCHNELL,
    version: 'hidden',
    status: 'processing',
    input,
    source: 'api',
    created_at: now,
    ...changes,
  });
  const answer = (body: unknown, times = 1): void => at.simulator.faults.next('list', { type: 'answer', status: 200, body }, times);
  const asked = async (): Promise<unknown> => await adapter.reconcile(lost, { signal });

  answer({ next: null, results: [entry({})] });
  expect(await asked()).toMatchObject({ remoteId: 'p1' });
  answer({ next: null, results: [entry({ input: { ...input, go_fast: true } })] });
  expect(await asked()).toBe('unknown');
  answer({
    next: null,
    results: [
      entry({ input: { ...input, prompt: 'A cup' } }),
      entry({ source: 'web' }),
      entry({ model: FLUX }),
      entry({ deployment: 'a/b' }),
    ],
  });
  expect(await asked()).toBe('none');
  const frame = 'https://api.replicate.com/v1/files/abc';
  const withFrame = { ...lost, prepared: { version: 1 as const, modelId: '', params: {}, body: { input: { ...input, image: frame } } } };
  for (const [image, expected] of [
    ['https://delivery.test/pbxt/abc.png', 'unknown'],
    ['https://api.replicate.com/v1/files/other', 'none'],
  ] as const) {
    answer({ next: null, results: [entry({ input: { ...input, image } })] });
    expect(await adapter.reconcile(withFrame, { signal })).toBe(expected);
  }
  answer({ next: null, results: [{ id: 'p2' }] });
  expect(await asked()).toBe('unknown');
  answer({ somewhere: 'else' });
  expect(await asked()).toBe('unknown');
  const before = at.simulator.log.length;
  answer({ next: 'http://127.0.0.2:9/v1/predictions?cursor=x', results: [] });
  expect(await asked()).toBe('unknown');
  expect(at.simulator.log).toHaveLength(before + 1);
  answer({ next: 'https://api.replicate.com/v1/predictions?cursor=x', results: [] });
  expect(await asked()).toBe('none');
  const pages = at.simulator.log.length;
  answer({ next: `${at.connection.address('api')}/predictions?cursor=x`, results: [] }, 100);
  expect(await asked()).toBe('unknown');
  expect(at.simulator.log.length - pages).toBe(30);
});

test('a picture inside the request is known again by its content', async () => {
  const at = await bench();
  const inside = {
    roles: { ...model(KLING).roles, firstFrame: { path: 'input.start_image', encoding: 'data-uri' as const } },
  } as Partial<ModelDescriptorFile>;
  const adapter = at.adapter(KLING, inside);
  at.simulator.faults.next('create', { type: 'reset-after' });
  const lost = await lose(at, adapter, clipOf('A kettle', at.picture));
  expect(JSON.stringify(lost.prepared)).not.toContain('base64,');
  expect(await adapter.reconcile(lost, { signal })).toMatchObject({ remoteId: at.simulator.charged[0]?.id });
  const other = await pictureInput(at.connection.folder, 'another');
  const prepared = (await adapter.prepare?.(clipOf('A kettle', other), { clientJobId: 'x', signal })) ?? null;
  expect(await adapter.reconcile({ ...lost, prepared }, { signal })).toBe('none');
});

test('a lost job by deployment or by version is found there', async () => {
  const at = await bench();
  const deployed = at.adapter(SCHNELL, { job: { options: { deployment: 'simulated/frames' } } });
  for (const adapter of [deployed, at.adapter('stability-ai/sdxl')]) {
    at.simulator.faults.next('create', { type: 'reset-after' });
    const lost = await lose(at, adapter, pictureOf('A kettle'));
    expect(await adapter.reconcile(lost, { signal })).toMatchObject({ remoteId: at.simulator.charged.at(-1)?.id });
  }
});
