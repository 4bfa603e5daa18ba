/** Settings about providers: what is kept, what a hand-edited file does, and which addresses may be used. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { StudioFailure, type StudioError } from '#contract/errors.ts';
import { builtInProviders } from '#providers/registry.ts';
import { openHome, type Home } from '#storage/index.ts';
import { addressInUse } from '#studio/providers/addresses.ts';
import { definitionOfServer, serverIdOf } from '#studio/providers/own-servers.ts';
import {
  changeProviderSettings,
  checkedAddress,
  choicesOf,
  inForce,
  isNearby,
  readProviderSettings,
  shownAddress,
} from '#studio/providers/settings.ts';

let folder: string;
let home: Home;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'heroframe-settings-'));
  home = await openHome(folder);
});
afterEach(async () => await rm(folder, { recursive: true, force: true }));

const byHand = async (providers: unknown): Promise<void> => await writeFile(join(folder, 'settings.json'), JSON.stringify({ providers }));

function refusal(work: () => unknown): StudioError {
  try {
    work();
  } catch (cause) {
    if (cause instanceof StudioFailure) return cause.error;
    throw cause;
  }
  throw new Error('It was not refused.');
}

const cloud = { label: 'Somewhere', where: 'cloud' } as const;
const local = { label: 'Box', where: 'local' } as const;

test('changes at the same moment are all kept', async () => {
  await Promise.all(
    Array.from({ length: 20 }, async (_none, index) => {
      await changeProviderSettings(home, (settings) => ({
        ...settings,
        addresses: { ...settings.addresses, [`p${index}.api`]: `https://p${index}.example` },
      }));
    }),
  );
  expect(Object.keys((await readProviderSettings(home)).addresses)).toHaveLength(20);
});

test('a hand-edited file loses only what cannot be read', async () => {
  await byHand({
    addresses: { 'fal.rest': 'https://fal.example', 'fal.queue': 7 },
    limits: { fal: { atOnce: 3, createsPerMinute: null }, openai: { atOnce: 'many' } },
    servers: [
      { id: 'server-box', name: 'Box', address: 'http://box:8000/v1' },
      { id: 'openai', name: 'Not one of ours', address: 'x' },
      null,
    ],
    choices: { picture: 'replicate:a/b', clip: 7 },
    perDay: 5,
  });
  expect(await readProviderSettings(home)).toEqual({
    addresses: { 'fal.rest': 'https://fal.example' },
    limits: { fal: { atOnce: 3, createsPerMinute: null } },
    servers: [{ id: 'server-box', name: 'Box', address: 'http://box:8000/v1' }],
    choices: { picture: 'replicate:a/b' },
    perDay: 5,
  });
  await byHand('nonsense');
  expect(await readProviderSettings(home)).toEqual({ addresses: {}, limits: {}, servers: [], choices: {}, perDay: null });
});

test('a limit on spending that cannot be read allows nothing rather than everything', async () => {
  for (const perDay of ['25', -3, {}, true]) {
    await byHand({ perDay });
    expect((await readProviderSettings(home)).perDay).toBe(0);
  }
  await byHand({ perDay: null });
  expect((await readProviderSettings(home)).perDay).toBeNull();
  await byHand({});
  expect((await readProviderSettings(home)).perDay).toBeNull();
});

test('a film’s choice goes before the person’s, and one’s own model means none', () => {
  const person = { picture: 'replicate:a/b', clip: 'runway:gen4_turbo' };
  expect(inForce({}, person)).toEqual({ text: null, picture: 'replicate:a/b', clip: 'runway:gen4_turbo', speech: null });
  expect(inForce({ picture: 'fal:c/d', clip: null }, person)).toMatchObject({ picture: 'fal:c/d', clip: 'runway:gen4_turbo' });
  expect(inForce({ picture: 'previz:previz-1', text: 'heroframe:writer' }, { ...person, text: 'openai:x' })).toMatchObject({
    picture: null,
    text: null,
  });
  expect(choicesOf({ picture: 7, clip: 'a:b', nonsense: 1 })).toEqual({ clip: 'a:b' });
  expect(choicesOf('nonsense')).toEqual({});
});

test('addresses: trimmed, http or https, without secrets, and no key unencrypted over a network', () => {
  expect(checkedAddress(cloud, ' https://api.example.com/v1// ')).toBe('https://api.example.com/v1');
  for (const fine of ['http://localhost:1234', 'http://127.0.0.1:9/v1', 'http://[::1]:80']) expect(checkedAddress(cloud, fine)).toBe(fine);
  expect(refusal(() => checkedAddress(cloud, 'http://127.0.0.1.evil.example')).message).toContain('unencrypted');
  expect(refusal(() => checkedAddress(cloud, 'http://api.example.com')).message).toContain('unencrypted');
  expect(checkedAddress(local, 'http://192.168.1.4:8188')).toBe('http://192.168.1.4:8188');
  expect(refusal(() => checkedAddress(local, 'box:8188')).message).toContain('not box');
  expect(refusal(() => checkedAddress(local, 'file:///etc/passwd')).message).toContain('not file');
  expect(refusal(() => checkedAddress(local, '')).hint).toContain('http');
  for (const leaky of [
    'https://me:pa55word@example.com/v1',
    'https://example.com/v1?key=pa55word',
    'https://example.com/#pa55word',
    '//me:pa55word@x',
  ]) {
    const { message, hint } = refusal(() => checkedAddress(cloud, leaky));
    expect(`${message} ${hint}`).not.toContain('pa55word');
    expect(shownAddress(leaky)).not.toContain('pa55word');
  }
});

test('what is near is not taken for a service, nor the other way round', () => {
  const near = [
    'localhost:1',
    '127.1.2.3',
    '[::1]',
    'box',
    'box.local',
    'a.b.lan',
    '10.0.0.9',
    '192.168.0.1',
    '172.16.0.1',
    '172.31.9.9',
    '100.64.0.1',
    '100.127.1.1',
    '[fd00::1]',
    '[fe80::1]',
  ];
  for (const host of near) expect([host, isNearby(`http://${host}/v1`)]).toEqual([host, true]);
  const far = [
    'example.com',
    '8.8.8.8',
    '172.32.0.1',
    '100.128.0.1',
    '100.63.0.1',
    '127.0.0.1.evil.example',
    '10.evil.example',
    'fd.example',
    '[2001:db8::1]',
    '192.169.0.1',
  ];
  for (const host of far) expect([host, isNearby(`http://${host}/v1`)]).toEqual([host, false]);
  expect(isNearby('nonsense')).toBe(false);
});

test('own servers: an id from any name that has one, free only when near, broken addresses break nothing', () => {
  expect(serverIdOf('Größte Box #2')).toBe('server-gro-te-box-2');
  expect(refusal(() => serverIdOf('☃')).code).toBe('invalid-input');
  expect(definitionOfServer({ id: 'server-a', name: 'A', address: 'http://box:8000/v1' })).toMatchObject({
    id: 'server-a',
    where: 'local',
    label: 'A',
  });
  expect(definitionOfServer({ id: 'server-a', name: 'A', address: 'https://gpu.example/v1' })).toMatchObject({ where: 'cloud' });
  const broken = definitionOfServer({ id: 'server-a', name: 'A', address: 'nonsense' });
  expect(addressInUse(broken, 'api', { env: {}, settings: { addresses: {} } }).problem).toContain('nonsense');
});

test('the environment goes before the settings, those before the standard; what is wrong says where it comes from', () => {
  const openai = builtInProviders.find(({ id }) => id === 'openai');
  if (openai === undefined) throw new Error('OpenAI is missing.');
  const set = { addresses: { 'openai.api': 'https://set.example' } };
  const of = (env: Record<string, string>, settings = set) => addressInUse(openai, 'api', { env, settings });
  expect(of({}, { addresses: {} } as typeof set)).toEqual({ value: 'https://api.openai.com/v1', from: 'standard', problem: null });
  expect(of({})).toEqual({ value: 'https://set.example', from: 'settings', problem: null });
  expect(of({ OPENAI_BASE_URL: '  ' })).toMatchObject({ from: 'settings' });
  expect(of({ OPENAI_BASE_URL: 'https://env.example/ ' })).toEqual({ value: 'https://env.example', from: 'environment', problem: null });
  expect(of({ OPENAI_BASE_URL: 'http://u:pa55word@env.example' })).toMatchObject({
    value: 'http://env.example',
    problem: expect.stringMatching(/^(?!.*pa55word).*OPENAI_BASE_URL/),
  });
  expect(refusal(() => addressInUse(openai, 'nope', { env: {}, settings: set })).hint).toContain('api');
});

test('every provider’s base URL has the variable that people know', () => {
  const variables = builtInProviders.flatMap(({ addresses }) => addresses.map(({ variable }) => variable));
  for (const known of [
    'REPLICATE_BASE_URL',
    'OPENAI_BASE_URL',
    'FAL_QUEUE_URL',
    'FAL_REST_URL',
    'RUNWAYML_BASE_URL',
    'LUMA_BASE_URL',
    'LUMAAI_BASE_URL',
    'PIAPI_BASE_URL',
    'ANTHROPIC_BASE_URL',
    'GEMINI_BASE_URL',
    'COMFYUI_URL',
    'A1111_URL',
    'ELEVENLABS_BASE_URL',
  ])
    expect(variables).toContain(known);
  expect(new Set(variables).size).toBe(variables.length);
  // The standard addresses pass our own rules.
  for (const definition of builtInProviders)
    for (const { id } of definition.addresses)
      expect(addressInUse(definition, id, { env: {}, settings: { addresses: {} } })).toMatchObject({ problem: null });
});
