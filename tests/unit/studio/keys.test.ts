/** Where keys come from, with a cipher that behaves as the operating system's: bound to a person, sometimes locked. */
import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, readFile, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { environmentKeys, type KeyOwner } from '#studio/keys/environment-keys.ts';
import { openKeyFile, type KeyCipher } from '#studio/keys/key-file.ts';
import type { KeyStore } from '#studio/keys/key-store.ts';
import { safeStorageKeys } from '#studio/keys/safe-storage-keys.ts';
import { secretFor } from '../../simulators/kit/simulator.ts';

const SECRET = secretFor('runway');
const providers: KeyOwner[] = [
  { id: 'runway', label: 'Runway', keys: [{ id: 'secret', label: 'API secret', required: true, variable: 'RUNWAYML_API_SECRET' }] },
  { id: 'fal', label: 'fal.ai', keys: [{ id: 'key', label: 'API key', required: true, variable: 'FAL_KEY' }] },
];

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'heroframe-keys-'));
  file = join(folder, 'home', 'keys.json');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** Encrypts for one person of this computer. `state` can be changed while it is in use. */
function cipherOf(person: string): { cipher: KeyCipher; state: { available: boolean; works: boolean; renew: boolean; encrypted: number } } {
  const secret = createHash('sha256').update(person).digest();
  const state = { available: true, works: true, renew: false, encrypted: 0 };
  return {
    state,
    cipher: {
      isAvailable: () => Promise.resolve(state.available),
      encrypt(text) {
        if (!state.works) return Promise.reject(new Error(`Could not encrypt ${text}`));
        state.encrypted += 1;
        const salt = randomBytes(12);
        const sealing = createCipheriv('aes-256-gcm', secret, salt);
        const body = Buffer.concat([sealing.update(text, 'utf8'), sealing.final()]);
        return Promise.resolve(Buffer.concat([salt, sealing.getAuthTag(), body]));
      },
      async decrypt(bytes) {
        if (!state.works) throw new Error('The keyring is locked.');
        const opening = createDecipheriv('aes-256-gcm', secret, bytes.subarray(0, 12));
        opening.setAuthTag(bytes.subarray(12, 28));
        const text = Buffer.concat([opening.update(bytes.subarray(28)), opening.final()]).toString('utf8');
        return Promise.resolve({ text, renew: state.renew });
      },
    },
  };
}
/** As the desktop host makes it. */
async function storeOf(cipher: KeyCipher, env: Record<string, string> = {}): Promise<KeyStore> {
  return safeStorageKeys(await openKeyFile({ file, cipher }), environmentKeys(env, providers));
}

test('keys from the environment are found by their variable, and nothing can be kept there', async () => {
  const keys = environmentKeys({ RUNWAYML_API_SECRET: `  ${SECRET}\n`, FAL_KEY: '   ' }, providers);
  expect(await keys.get('runway', 'secret')).toBe(SECRET);
  expect(await keys.from('runway', 'secret')).toBe('environment');
  expect(await keys.get('fal', 'key')).toBeNull();
  expect(await keys.from('fal', 'key')).toBeNull();
  expect(await keys.get('nobody', 'key')).toBeNull();
  expect(keys.canStore).toBe(false);
  expect(keys.why).toMatch(/environment/);
  const refused = await keys.set('fal', 'key', SECRET).catch((error: unknown) => error);
  expect(refused).toMatchObject({ error: { code: 'unavailable', hint: expect.stringContaining('FAL_KEY') as string } });
  expect(JSON.stringify(refused)).not.toContain(SECRET);
  await expect(keys.remove('runway', 'secret')).rejects.toMatchObject({
    error: { hint: expect.stringContaining('RUNWAYML_API_SECRET') as string },
  });
  await expect(keys.set('nobody', 'key', SECRET)).rejects.toMatchObject({ error: { code: 'not-found' } });
});

test('a key is kept encrypted in a file that belongs to its owner alone, and is there after a restart', async () => {
  const { cipher } = cipherOf('ada');
  const keys = await storeOf(cipher);
  expect(await keys.from('runway', 'secret')).toBeNull();
  expect(keys).toMatchObject({ canStore: true, why: '' });
  await keys.set('runway', 'secret', `${SECRET}\n`);
  await keys.set('fal', 'key', 'fal-key');
  expect(await keys.get('runway', 'secret')).toBe(SECRET);
  expect(await keys.from('runway', 'secret')).toBe('safe-storage');
  const text = await readFile(file, 'utf8');
  expect(text).not.toContain(SECRET);
  expect(text).not.toContain(Buffer.from(SECRET).toString('base64'));
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect(await readdir(join(folder, 'home'))).toEqual(['keys.json']);
  // Another process: same person, nothing in memory.
  const later = await storeOf(cipherOf('ada').cipher);
  expect(await later.get('runway', 'secret')).toBe(SECRET);
  expect(await later.get('fal', 'key')).toBe('fal-key');
  await later.remove('runway', 'secret');
  expect(await later.from('runway', 'secret')).toBeNull();
  expect(await later.get('fal', 'key')).toBe('fal-key');
});

test('the environment wins over a kept key, and the kept one is there again without it', async () => {
  const { cipher } = cipherOf('ada');
  await (await storeOf(cipher)).set('runway', 'secret', 'kept-key');
  const keys = await storeOf(cipher, { RUNWAYML_API_SECRET: 'given-key' });
  expect(await keys.get('runway', 'secret')).toBe('given-key');
  expect(await keys.from('runway', 'secret')).toBe('environment');
  // Removing takes away what is kept; the variable cannot be taken away from here.
  await keys.remove('runway', 'secret');
  await expect(keys.remove('runway', 'secret')).rejects.toMatchObject({ error: { code: 'unavailable' } });
  expect(await (await storeOf(cipher)).get('runway', 'secret')).toBeNull();
});

test('a key that another person or another system kept counts as missing, and says so', async () => {
  await (await storeOf(cipherOf('ada').cipher)).set('runway', 'secret', SECRET);
  const keys = await storeOf(cipherOf('grace').cipher);
  expect(await keys.get('runway', 'secret')).toBeNull();
  expect(await keys.from('runway', 'secret')).toBeNull();
  expect(await keys.problem('runway', 'secret')).toMatch(/Enter it again/);
  expect(await keys.problem('fal', 'key')).toBeNull();
  await keys.set('runway', 'secret', 'new-key');
  expect(await keys.get('runway', 'secret')).toBe('new-key');
  expect(await keys.problem('runway', 'secret')).toBeNull();
});

test('a locked keyring is not remembered as a lost key', async () => {
  const { cipher, state } = cipherOf('ada');
  const keys = await storeOf(cipher);
  await keys.set('runway', 'secret', SECRET);
  state.works = false;
  expect(await keys.get('runway', 'secret')).toBeNull();
  const refused = await keys.set('runway', 'secret', SECRET).catch((error: unknown) => error);
  expect(refused).toMatchObject({ error: { code: 'unavailable', retryable: true } });
  expect(`${JSON.stringify(refused)} ${String(refused)} ${(refused as Error).stack} ${String((refused as Error).cause)}`).not.toContain(
    SECRET,
  );
  state.works = true;
  expect(await keys.get('runway', 'secret')).toBe(SECRET);
});

test('without a keyring nothing is kept, and the variable is named', async () => {
  const { cipher, state } = cipherOf('ada');
  state.available = false;
  const keys = await storeOf(cipher, { FAL_KEY: 'given-key' });
  expect(await keys.get('fal', 'key')).toBe('given-key');
  expect(await keys.from('runway', 'secret')).toBeNull();
  expect(keys.canStore).toBe(false);
  expect(keys.why).toMatch(/keyring/);
  await expect(keys.set('runway', 'secret', SECRET)).rejects.toMatchObject({
    error: { code: 'unavailable', hint: expect.stringContaining('RUNWAYML_API_SECRET') as string },
  });
  await expect(stat(file)).rejects.toThrow('ENOENT');
  expect(state.encrypted).toBe(0);
});

test('a keyring that fails to answer is none', async () => {
  const { cipher } = cipherOf('ada');
  const keys = await storeOf({ ...cipher, isAvailable: () => Promise.reject(new Error('no bus')) });
  expect(await keys.from('runway', 'secret')).toBeNull();
  expect(keys.canStore).toBe(false);
});

test('a key is encrypted again when the system has changed its own', async () => {
  const { cipher, state } = cipherOf('ada');
  const keys = await storeOf(cipher);
  await keys.set('runway', 'secret', SECRET);
  const before = await readFile(file, 'utf8');
  state.renew = true;
  expect(await keys.get('runway', 'secret')).toBe(SECRET);
  expect(state.encrypted).toBe(2);
  expect(await readFile(file, 'utf8')).not.toBe(before);
  state.renew = false;
  expect(await keys.get('runway', 'secret')).toBe(SECRET);
});

test('what cannot be a key is not kept', async () => {
  const keys = await storeOf(cipherOf('ada').cipher);
  for (const value of ['', '  \n', 'two words', 'line\nbreak', 'clé', '\u0000'])
    await expect(keys.set('runway', 'secret', value)).rejects.toMatchObject({ error: { code: 'invalid-input' } });
  await expect(stat(file)).rejects.toThrow('ENOENT');
});

test('a damaged file is set aside, never overwritten', async () => {
  const { cipher } = cipherOf('ada');
  await (await storeOf(cipher)).set('fal', 'key', 'fal-key');
  await writeFile(file, '{"version":1,"keys":{"runway.sec');
  const keys = await storeOf(cipher);
  expect(await keys.get('fal', 'key')).toBeNull();
  await keys.set('runway', 'secret', SECRET);
  expect(await keys.get('runway', 'secret')).toBe(SECRET);
  const beside = (await readdir(join(folder, 'home'))).filter((name) => name.includes('unreadable'));
  expect(beside).toHaveLength(1);
});

test('stores that share the file do not overwrite each other', async () => {
  const shared = await openKeyFile({ file, cipher: cipherOf('ada').cipher });
  // The list of providers changes while keys are entered: each store is a new one.
  const store = (): KeyStore => safeStorageKeys(shared, environmentKeys({}, providers));
  const names = Array.from({ length: 20 }, (_, index) => `key-${index}`);
  await Promise.all(names.map((name) => store().set('fal', name, `value-of-${name}`)));
  expect(await Promise.all(names.map((name) => store().get('fal', name)))).toEqual(names.map((name) => `value-of-${name}`));
});

test('a change that cannot be written leaves what was kept, and nothing half written', async () => {
  const { cipher } = cipherOf('ada');
  const keys = await storeOf(cipher);
  await keys.set('fal', 'key', 'fal-key');
  const before = await readFile(file, 'utf8');
  // A folder in the file's place cannot be replaced by a file, whoever asks.
  await rename(file, `${file}.aside`);
  await mkdir(join(file, 'inside'), { recursive: true });
  await expect(keys.set('fal', 'key', 'other')).rejects.toMatchObject({ code: 'EISDIR' });
  await rm(file, { recursive: true });
  await rename(`${file}.aside`, file);
  expect(await keys.get('fal', 'key')).toBe('fal-key');
  expect(await readFile(file, 'utf8')).toBe(before);
  expect(await readdir(join(folder, 'home'))).toEqual(['keys.json']);
});
