import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { onSearchPath } from '#media/locate.ts';
import { findVoices } from '#media/voices.ts';
import { parseWav, writeWav } from '#media/wav.ts';
import { failure } from './test-clips.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'heroframe-voices-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

/**
 * A `say` that speaks for three seconds at its natural 172 words per minute,
 * faster when asked, and notes what it was given.
 */
async function fakeSay(): Promise<string> {
  const bin = join(folder, 'bin');
  await mkdir(bin, { recursive: true });
  for (const percent of [100, 110, 120, 125]) {
    const seconds = 3 / (percent / 100);
    const tone = Float32Array.from({ length: Math.round(seconds * 8000) }, (_, index) => 0.4 * Math.sin(index / 4));
    await writeWav(join(folder, `tone-${percent}.wav`), tone, 8000, 1);
  }
  const script = `#!/bin/sh
if [ "$2" = "?" ]; then echo "Samantha            en_US    # Hello"; echo "Anna                de_DE    # Hallo"; exit 0; fi
printf '%s\\n' "$@" > "${folder}/arguments"
while [ $# -gt 0 ]; do case "$1" in -r) rate=$2;; -o) out=$2;; -f) cat "$2" > "${folder}/text"; cat "$2" >/dev/null;; esac; shift; done
echo "$rate" >> "${folder}/rates"
if [ "$rate" -ge 213 ]; then n=125; elif [ "$rate" -ge 206 ]; then n=120; elif [ "$rate" -ge 189 ]; then n=110; else n=100; fi
cp "${folder}/tone-$n.wav" "$out"
`;
  await writeFile(join(bin, 'say'), script);
  await chmod(join(bin, 'say'), 0o755);
  return bin;
}

const rates = async () => (await readFile(join(folder, 'rates'), 'utf8')).trim().split('\n').map(Number);

test('macOS: finds voices, speaks the text as it is, with no shell and no options in it', async () => {
  const bin = await fakeSay();
  const service = await findVoices({ platform: 'darwin', searchPath: `${bin}:/bin:/usr/bin` });
  expect(service.standard).toMatchObject({ id: 'Samantha', engine: 'say' });
  const text = '-v Bells; $(rm -rf /) "quoted"\n[[rate 500]]';
  const line = await service.speak({ text, out: join(folder, 'lines', 'one.wav') });
  expect(await readFile(join(folder, 'text'), 'utf8')).toBe('-v Bells; $(rm -rf /) "quoted" [[rate 500]]');
  expect(await readFile(join(folder, 'arguments'), 'utf8')).not.toContain('rm -rf');
  expect(line).toMatchObject({ rate: 1, overflowSeconds: 0, voice: { id: 'Samantha' } });
  expect(line.seconds).toBeCloseTo(3, 1);
  const sound = parseWav(await readFile(line.file))!;
  expect(sound.samples.length / sound.rate).toBeCloseTo(line.seconds, 5);
  const german = await service.speak({ text: 'Hallo', language: 'de-CH', out: join(folder, 'g.wav') });
  expect(german.voice.id).toBe('Anna');
});

test('a line that does not fit is spoken faster, at most 1.25 times, and what is left over is reported', async () => {
  const bin = await fakeSay();
  const service = await findVoices({ platform: 'darwin', searchPath: `${bin}:/bin:/usr/bin` });
  await rm(join(folder, 'rates'), { force: true });
  const fits = await service.speak({ text: 'x', fitSeconds: 2.8, out: join(folder, 'a.wav') });
  expect(fits.overflowSeconds).toBe(0);
  expect(fits.rate).toBeGreaterThan(1.05);
  expect(fits.rate).toBeLessThan(1.2);
  // This voice is slower than asked, so the first correction was not enough.
  expect(await rates()).toHaveLength(3);
  const over = await service.speak({ text: 'x', fitSeconds: 2, out: join(folder, 'b.wav') });
  expect(over.rate).toBe(1.25);
  expect(over.overflowSeconds).toBeCloseTo(0.4, 1);
  expect(Math.max(...(await rates()))).toBe(Math.round(172 * 1.25));
});

test('without any voice the film goes on with captions: a typed error says so', async () => {
  for (const platform of ['darwin', 'win32', 'linux'] as const) {
    const none = await findVoices({ platform, searchPath: join(folder, 'empty') });
    expect([none.voices, none.standard]).toEqual([[], null]);
    expect(none.summary).toContain('captions alone');
    const error = await failure(none.speak({ text: 'Hello', out: join(folder, 'n.wav') }));
    expect(error.code).toBe('unavailable');
    expect(error.hint).not.toBe('');
  }
});

test('a program that fails, hangs up or writes nothing is an error, not a silent line', async () => {
  const bin = join(folder, 'bad');
  await mkdir(bin, { recursive: true });
  await writeFile(
    join(bin, 'say'),
    '#!/bin/sh\n[ "$2" = "?" ] && echo "Samantha   en_US    # Hello" && exit 0\necho "no audio device" >&2\nexit 0\n',
  );
  await chmod(join(bin, 'say'), 0o755);
  const service = await findVoices({ platform: 'darwin', searchPath: `${bin}:/bin` });
  const error = await failure(service.speak({ text: 'Hello', out: join(folder, 'bad.wav') }));
  expect([error.code, error.retryable]).toEqual(['unavailable', true]);
  expect(error.detail).toContain('no audio device');
  expect((await failure(service.speak({ text: '  ', out: join(folder, 'x.wav') }))).code).toBe('invalid-input');
  expect((await failure(service.speak({ text: 'Hi', voice: 'Nobody', out: join(folder, 'x.wav') }))).message).toContain('Nobody');
});

test('a slow voice can be cancelled', async () => {
  const bin = join(folder, 'slow');
  await mkdir(bin, { recursive: true });
  await writeFile(join(bin, 'say'), '#!/bin/sh\n[ "$2" = "?" ] && echo "Samantha   en_US    # Hello" && exit 0\nexec sleep 30\n');
  await chmod(join(bin, 'say'), 0o755);
  const service = await findVoices({ platform: 'darwin', searchPath: `${bin}:/bin:/usr/bin` });
  const stop = new AbortController();
  setTimeout(() => stop.abort(new Error('enough')), 100);
  await expect(service.speak({ text: 'Hello', out: join(folder, 'slow.wav'), signal: stop.signal })).rejects.toThrow('enough');
});

test('Linux: the real espeak-ng speaks, and faster when the slot is short', async (context) => {
  if ((await onSearchPath('espeak-ng')) === null) context.skip('espeak-ng is not installed');
  const service = await findVoices({ platform: 'linux' });
  expect(service.standard?.language).toBe('en-US');
  const text = 'The morning starts slowly, with light on the counter.';
  const calm = await service.speak({ text, out: join(folder, 'calm.wav') });
  expect(calm.seconds).toBeGreaterThan(2);
  expect(calm.seconds).toBeLessThan(6);
  const brisk = await service.speak({ text, fitSeconds: calm.seconds * 0.88, out: join(folder, 'brisk.wav') });
  expect(brisk.overflowSeconds).toBe(0);
  expect(brisk.seconds).toBeLessThan(calm.seconds * 0.881);
});
