/** The providers as people see them, and what the studio keeps of them between two looks. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { modelCardSchema, modelKindValues, providerCardSchema } from '#contract/model/providers.ts';
import { providerError } from '#providers/transport/errors.ts';
import { openHome } from '#storage/index.ts';
import { environmentKeys } from '#studio/keys/environment-keys.ts';
import type { KeyStore } from '#studio/keys/key-store.ts';
import { modelCard, providerCard } from '#studio/providers/cards.ts';
import { createProviderDesk, type ProviderDesk } from '#studio/providers/desk.ts';
import { isOwnModel, ownModelOf, ownModels } from '#studio/providers/own-models.ts';
import { ratesOf } from '#studio/providers/rates.ts';
import { changeProviderSettings } from '#studio/providers/settings.ts';

const KEY = 'made-up-key-0123456789';
let folder: string;
let desk: ProviderDesk;
let changes: number;
let asked: string[];

async function open(env: Record<string, string> = {}, wrap: (keys: KeyStore) => KeyStore = (keys) => keys): Promise<ProviderDesk> {
  return await createProviderDesk({
    home: await openHome(folder),
    env,
    keys: (definitions) => wrap(environmentKeys(env, definitions)),
    now: () => 0,
    onPreview: () => undefined,
    onChange: () => (changes += 1),
  });
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'heroframe-cards-'));
  changes = 0;
  asked = [];
  desk = await open({ REPLICATE_API_TOKEN: KEY });
});
afterEach(async () => {
  await desk.close();
  await rm(folder, { recursive: true, force: true });
});

test('every provider and every model makes a card that the contract allows, in words and without a key', () => {
  const providers = desk.definitions().map((definition) => providerCard(desk, definition));
  for (const card of providers) expect(providerCardSchema.parse(card)).toEqual(card);
  const models = desk.catalogue().models.map((model) => modelCard(desk, model));
  expect(models.length).toBeGreaterThan(150);
  expect(desk.catalogue().problems).toEqual([]);
  for (const card of [...models, ...ownModels]) {
    expect(modelCardSchema.parse(card)).toEqual(card);
    expect(card.price, card.id).toMatch(/^(free|price unknown|about .+)$/);
    expect(card.notReady === '', card.id).toBe(card.ready);
    expect(card.notReady, card.id).toMatch(/^$|[.]$/);
  }
  expect(new Set(models.map(({ id }) => id)).size).toBe(models.length);
  expect(JSON.stringify([providers, models])).not.toContain(KEY);
  expect(providers.find(({ id }) => id === 'replicate')).toMatchObject({ ready: true, keys: [{ from: 'environment' }] });
  expect(providers.find(({ id }) => id === 'fal')).toMatchObject({ ready: false, notReady: 'Set FAL_KEY to your API key.' });
});

test('this computer has a model of each kind, and knows its own', () => {
  for (const kind of modelKindValues) {
    expect(ownModelOf(kind)).toMatchObject({ kind, free: true, ready: true });
    expect(isOwnModel(ownModelOf(kind).id)).toBe(true);
  }
  expect(isOwnModel('previz:other')).toBe(false);
});

test('looking again is cheap: nothing is read anew while nothing has changed, and what has changed is seen', async () => {
  const before = desk.catalogue();
  await desk.refresh();
  expect(desk.catalogue()).toBe(before);
  await mkdir(join(folder, 'models'), { recursive: true });
  const file = join(folder, 'models', 'mine.json');
  await writeFile(file, JSON.stringify({ provider: 'runway', remoteId: 'gen4_turbo', name: 'First' }));
  await desk.refresh();
  expect(desk.model('runway:gen4_turbo')).toMatchObject({ name: 'First', origin: 'yours' });
  await writeFile(file, JSON.stringify({ provider: 'runway', remoteId: 'gen4_turbo', name: 'Other' }));
  await desk.refresh();
  expect(desk.model('runway:gen4_turbo').name).toBe('Other');
  await rm(file);
  await desk.refresh();
  expect(desk.model('runway:gen4_turbo').origin).toBe('built-in');
  expect(before.models).toHaveLength(desk.catalogue().models.length);
});

test('the keyring is asked once, and again only when a key was changed', async () => {
  const kept = await open({}, (keys) => ({
    ...keys,
    from: async (provider, key) => {
      asked.push(`${provider}.${key}`);
      return await keys.from(provider, key);
    },
  }));
  const once = asked.length;
  expect(once).toBeGreaterThan(8);
  await Promise.all([kept.refresh(), kept.refresh()]);
  expect(asked).toHaveLength(once);
  await kept.keysChanged();
  expect(asked).toHaveLength(2 * once);
  await kept.close();
});

test('settings change only what they are about: other providers keep their connection, a removed server leaves nothing', async () => {
  const home = await openHome(folder);
  const [replicate, ollama] = [await desk.client('replicate'), await desk.client('ollama')];
  const adapter = desk.adapter('replicate:black-forest-labs/flux-1.1-pro');
  await changeProviderSettings(home, (settings) => ({
    ...settings,
    addresses: { 'ollama.api': 'http://127.0.0.1:9/v1' },
  }));
  await desk.refresh();
  expect(desk.adapter('replicate:black-forest-labs/flux-1.1-pro')).toBe(adapter);
  await changeProviderSettings(home, (settings) => ({
    ...settings,
    servers: [{ id: 'server-box', name: 'Box', address: 'http://127.0.0.1:9/v1' }],
    limits: { 'server-box': { atOnce: 3, createsPerMinute: null } },
  }));
  await desk.refresh();
  expect(await desk.client('replicate')).toBe(replicate);
  expect(await desk.client('ollama')).not.toBe(ollama);
  expect(desk.lane('server-box').limits().atOnce).toBe(3);
  // Any name is a model on such a server, and only there.
  expect(desk.model('server-box:llama:70b')).toMatchObject({ kind: 'text', remoteId: 'llama:70b', origin: 'server' });
  expect(desk.find('server-box:')).toBeNull();
  expect(desk.find('replicate:nobody/nothing')).toBeNull();

  await changeProviderSettings(home, (settings) => ({
    ...settings,
    servers: [],
    limits: { replicate: { atOnce: 2, createsPerMinute: 5 } },
  }));
  await desk.refresh();
  expect(() => desk.lane('server-box')).toThrow('no provider called');
  expect(desk.lane('replicate').limits()).toEqual({ atOnce: 2, createsPerMinute: 5 });
  expect(desk.adapter('replicate:black-forest-labs/flux-1.1-pro')).not.toBe(adapter);
  expect(desk.adapter('replicate:black-forest-labs/flux-1.1-pro').concurrency).toBe(2);
});

test('a pause and its end are told once each, and shown on the card', () => {
  const lane = desk.lane('replicate');
  lane.resume();
  expect(changes).toBe(0);
  desk.adapter('replicate:black-forest-labs/flux-1.1-pro').pause?.(providerError('insufficient_credit', 'No credit.'));
  expect(providerCard(desk, desk.definition('replicate')).paused).toMatchObject({ reason: 'No credit.' });
  desk.resumeAll();
  desk.resumeAll();
  expect(changes).toBe(2);
  expect(providerCard(desk, desk.definition('replicate')).paused).toBeNull();
});

test('rates for an estimate: listed, free, unknown, and never an error for what is gone or of another kind', () => {
  const rates = (choices: Partial<Record<(typeof modelKindValues)[number], string>>) =>
    ratesOf(desk, { text: null, picture: null, clip: null, speech: null, ...choices }, { aspect: '16:9' });
  expect(rates({ picture: 'replicate:black-forest-labs/flux-1.1-pro' }).picture).toMatchObject({ price: 0.04, known: true });
  expect(rates({ text: 'ollama:anything' }).story).toMatchObject({ price: 0, known: true });
  expect(rates({ text: 'anthropic:claude-sonnet-5-5' }).story.price).toBeGreaterThan(0);
  expect(rates({ text: 'openai:gpt-4.1' }).story).toMatchObject({ price: 0, known: false });
  const gone = rates({ text: 'openai:gone', picture: 'nobody:nothing', clip: 'fal:gone', speech: 'elevenlabs:gone' });
  for (const rate of [gone.story, gone.enhancement, gone.picture, gone.speech]) expect(rate).toMatchObject({ price: 0, known: false });
  expect(gone.take.known).toBe(false);
  expect(gone.take.priceOf(4)).toBe(0);
  expect(rates({ clip: 'replicate:black-forest-labs/flux-1.1-pro' }).take.known).toBe(false);
  // A clip costs what the model would make of its length, not what was asked.
  const kling = rates({ clip: 'replicate:kwaivgi/kling-v2.5-turbo-pro' }).take;
  expect(kling.priceOf(3)).toBe(kling.priceOf(5));
  expect(kling.priceOf(8)).toBeCloseTo(2 * kling.priceOf(5));
});
