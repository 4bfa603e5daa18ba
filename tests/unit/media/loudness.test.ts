import { readFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { integratedLoudness, limitPeaks } from '#media/loudness.ts';
import { balanceVoice, placeVoice, VOICE_LUFS } from '#media/soundtrack.ts';
import { parseWav, trimQuiet, writeWav } from '#media/wav.ts';

const sine = (hertz: number, level: number, seconds: number, rate = 48_000) =>
  Float32Array.from({ length: Math.round(seconds * rate) }, (_, index) => level * Math.sin((2 * Math.PI * hertz * index) / rate));

test('a full-scale 997 Hz tone on one channel is −3.01 LUFS, as the recommendation says', () => {
  expect(integratedLoudness(sine(997, 1, 3), 48_000, 1)).toBeCloseTo(-3.01, 1);
  expect(integratedLoudness(sine(997, 1, 3), 48_000, 2)).toBeCloseTo(0, 1);
  expect(integratedLoudness(sine(997, 0.1, 3), 48_000, 1)).toBeCloseTo(-23.01, 1);
  expect(integratedLoudness(sine(997, 0.1, 3, 44_100), 44_100, 1)).toBeCloseTo(-23.01, 1);
});

test('bass counts less, silence and pauses not at all', () => {
  expect(integratedLoudness(sine(40, 0.5, 2), 48_000)!).toBeLessThan(integratedLoudness(sine(1000, 0.5, 2), 48_000)! - 5);
  expect(integratedLoudness(new Float32Array(96_000), 48_000)).toBeNull();
  const paused = new Float32Array(48_000 * 8);
  paused.set(sine(997, 0.2, 3));
  const [whole, part] = [integratedLoudness(paused, 48_000)!, integratedLoudness(sine(997, 0.2, 3), 48_000)!];
  expect(Math.abs(whole - part)).toBeLessThan(0.5);
});

test('the limiter holds peaks, leaves quiet parts alone and makes no jumps', () => {
  const samples = sine(300, 0.3, 1);
  const before = samples.slice();
  const burst = sine(300, 1.6, 0.1);
  samples.set(burst, 20_000);
  limitPeaks(samples, 48_000, 0.84);
  expect(samples.reduce((most, value) => Math.max(most, Math.abs(value)), 0)).toBeLessThanOrEqual(0.8401);
  expect(samples.slice(0, 19_000)).toEqual(before.slice(0, 19_000));
  // Inside the burst the wave keeps its form: its peaks reach the ceiling but are not flattened.
  const inside = samples.subarray(21_000, 24_000);
  expect(inside.filter((value) => Math.abs(value) > 0.8399).length / inside.length).toBeLessThan(0.1);
  expect(Math.max(...inside)).toBeGreaterThan(0.8);
});

test.each([0.03, 0.1, 0.7])('a line recorded at level %d is brought to the common loudness', (level) => {
  const voice = Float32Array.from(sine(220, level, 2), (value, index) => value * (0.6 + 0.4 * Math.sin(index / 3000)));
  balanceVoice(voice);
  expect(integratedLoudness(voice, 48_000)!).toBeCloseTo(VOICE_LUFS, 0);
  expect(voice[0]).toBe(0);
  expect(Math.abs(voice.at(-1)!)).toBeLessThan(0.01);
});

test('a recording that is almost nothing is not turned into loud noise', () => {
  const voice = sine(220, 0.001, 1);
  balanceVoice(voice);
  expect(integratedLoudness(voice, 48_000)!).toBeLessThan(-30);
});

test('lines are added at their place and fade out at the end of the film', () => {
  const film = new Float32Array(48_000);
  const voice = new Float32Array(24_000).fill(0.5);
  expect(placeVoice(film, voice, 0.25)).toBe(false);
  expect([film[11_999], film[12_000], film[35_999], film[36_000]]).toEqual([0, 0.5, 0.5, 0]);
  expect(placeVoice(film, voice, 0.9)).toBe(true);
  expect(film[43_200]).toBeGreaterThan(0.4);
  expect(film[47_999]).toBeLessThan(0.01);
  expect(placeVoice(film, voice, 5)).toBe(true);
});

test('WAVE files survive a round trip, in mono and stereo', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'heroframe-wav-'));
  try {
    for (const channels of [1, 2] as const) {
      const file = join(folder, `${channels}.wav`);
      const samples = sine(500, 0.5, 2.5, 22_050);
      await writeWav(file, samples, 22_050, channels);
      const read = parseWav(await readFile(file))!;
      expect([read.rate, read.samples.length]).toEqual([22_050, samples.length]);
      expect(read.samples.every((value, index) => Math.abs(value - samples[index]!) < 1 / 16_000)).toBe(true);
    }
  } finally {
    await rm(folder, { recursive: true });
  }
});

test('a header that lies about its size does no harm; other files are not WAVE', async () => {
  const bytes = Buffer.alloc(44 + 8);
  bytes.write('RIFF', 0);
  bytes.writeUInt32LE(0x7fffffff, 4);
  bytes.write('WAVEfmt ', 8);
  bytes.writeUInt32LE(16, 16);
  bytes.writeUInt16LE(1, 20);
  bytes.writeUInt16LE(1, 22);
  bytes.writeUInt32LE(16_000, 24);
  bytes.writeUInt16LE(16, 34);
  bytes.write('data', 36);
  bytes.writeUInt32LE(0x7ffff000, 40);
  bytes.writeInt16LE(16_384, 44);
  expect([...parseWav(bytes)!.samples]).toEqual([0.5, 0, 0, 0]);
  expect(parseWav(Buffer.from('ID3 not a wave file at all, just text'))).toBeNull();
  expect(parseWav(new Uint8Array(0))).toBeNull();
});

test('the quiet around speech is trimmed, its breath kept', () => {
  const samples = new Float32Array(16_000);
  samples.fill(0.3, 4000, 8000);
  const trimmed = trimQuiet({ rate: 16_000, samples });
  expect(trimmed.samples.length / 16_000).toBeCloseTo(0.25 + 0.03 + 0.12, 2);
  expect(trimQuiet({ rate: 16_000, samples: new Float32Array(100) }).samples).toHaveLength(0);
});
