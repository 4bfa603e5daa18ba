/** Uncompressed sound files (RIFF WAVE): what the system's voices write and what we hand to ffmpeg. */
import { open } from 'node:fs/promises';

export interface WavSound {
  /** Samples per second. */
  rate: number;
  /** All channels mixed to one, −1…1. */
  samples: Float32Array;
}

/**
 * Reads a WAVE file: PCM of 8, 16, 24 or 32 bit, or 32 bit float. Sizes in the
 * header may be wrong (programs that write to a pipe do not know them); what is there counts.
 * Null when these bytes are something else.
 */
export function parseWav(bytes: Uint8Array): WavSound | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const name = (at: number) => (at + 4 <= bytes.length ? String.fromCharCode(...bytes.subarray(at, at + 4)) : '');
  if (name(0) !== 'RIFF' || name(8) !== 'WAVE') return null;
  let format: { code: number; channels: number; rate: number; bits: number } | null = null;
  for (let at = 12; at + 8 <= bytes.length;) {
    const size = view.getUint32(at + 4, true);
    const from = at + 8;
    if (name(at) === 'fmt ' && from + 16 <= bytes.length) {
      const code = view.getUint16(from, true);
      format = {
        // The extensible form keeps the real code in the first bytes of its GUID.
        code: code === 0xfffe && from + 26 <= bytes.length ? view.getUint16(from + 24, true) : code,
        channels: view.getUint16(from + 2, true),
        rate: view.getUint32(from + 4, true),
        bits: view.getUint16(from + 14, true),
      };
    } else if (name(at) === 'data' && format !== null) {
      return decode(view, from, Math.min(bytes.length, from + size), format);
    }
    at = from + size + (size % 2);
  }
  return null;
}

function decode(
  view: DataView,
  from: number,
  to: number,
  { code, channels, rate, bits }: { code: number; channels: number; rate: number; bits: number },
): WavSound | null {
  const read = sampleReader(view, code, bits);
  const step = bits / 8;
  if (read === null || channels < 1 || rate < 1) return null;
  const samples = new Float32Array(Math.floor((to - from) / (step * channels)));
  for (let index = 0; index < samples.length; index += 1) {
    let sum = 0;
    for (let channel = 0; channel < channels; channel += 1) sum += read(from + (index * channels + channel) * step);
    samples[index] = sum / channels;
  }
  return { rate, samples };
}

function sampleReader(view: DataView, code: number, bits: number): ((at: number) => number) | null {
  if (code === 3 && bits === 32) return (at) => view.getFloat32(at, true);
  if (code !== 1) return null;
  switch (bits) {
    case 8:
      return (at) => (view.getUint8(at) - 128) / 128;
    case 16:
      return (at) => view.getInt16(at, true) / 32_768;
    case 24:
      return (at) => (view.getInt8(at + 2) * 65_536 + view.getUint16(at, true)) / 8_388_608;
    case 32:
      return (at) => view.getInt32(at, true) / 2_147_483_648;
    default:
      return null;
  }
}

/** Samples per block while writing, so that a long soundtrack is not held twice. */
const BLOCK = 65_536;

/** Writes samples (−1…1; beyond is clipped) as 16 bit, the same on every one of `channels`. */
export async function writeWav(file: string, samples: Float32Array, rate: number, channels: 1 | 2): Promise<void> {
  const dataBytes = samples.length * 2 * channels;
  const header = Buffer.alloc(44);
  header.write('RIFF', 0, 'latin1');
  header.writeUInt32LE(36 + dataBytes, 4);
  header.write('WAVEfmt ', 8, 'latin1');
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(channels, 22);
  header.writeUInt32LE(rate, 24);
  header.writeUInt32LE(rate * 2 * channels, 28);
  header.writeUInt16LE(2 * channels, 32);
  header.writeUInt16LE(16, 34);
  header.write('data', 36, 'latin1');
  header.writeUInt32LE(dataBytes, 40);
  const handle = await open(file, 'w');
  try {
    await handle.write(header);
    for (let from = 0; from < samples.length; from += BLOCK) {
      const block = samples.subarray(from, from + BLOCK);
      const bytes = new Int16Array(block.length * channels);
      for (let index = 0; index < bytes.length; index += 1) {
        const value = block[Math.floor(index / channels)] ?? 0;
        bytes[index] = Math.round(Math.max(-1, Math.min(1, value)) * 32_767);
      }
      await handle.write(new Uint8Array(bytes.buffer));
    }
  } finally {
    await handle.close();
  }
}

/** Quiet kept around a sound when its ends are trimmed, seconds: speech needs its breath. */
const KEPT_BEFORE = 0.03;
const KEPT_AFTER = 0.12;

/**
 * The sound without the quiet before and after it, below `threshold` of full
 * scale; a little is kept on both sides. A sound that is quiet throughout comes back empty.
 */
export function trimQuiet({ rate, samples }: WavSound, threshold = 0.004): WavSound {
  const first = samples.findIndex((value) => Math.abs(value) > threshold);
  const last = samples.findLastIndex((value) => Math.abs(value) > threshold);
  if (first < 0) return { rate, samples: new Float32Array(0) };
  const from = Math.max(0, first - Math.round(KEPT_BEFORE * rate));
  return { rate, samples: samples.slice(from, last + 1 + Math.round(KEPT_AFTER * rate)) };
}
