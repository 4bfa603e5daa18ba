/**
 * Pictures, clips and sound that simulators give back: real files that can be looked at, cheap, and different for
 * different requests.
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { locateTools } from '#media/locate.ts';

const kept = new Map<string, Promise<Buffer>>();

/** The same request gives the same bytes, drawn once. */
function once(key: string, make: () => Promise<Buffer>): Promise<Buffer> {
  const standing = kept.get(key);
  if (standing !== undefined) return standing;
  const made = make();
  if (kept.size > 200) kept.delete([...kept.keys()][0] ?? '');
  kept.set(key, made);
  return made;
}

const numberOf = (text: string): number => createHash('sha256').update(text).digest().readUInt32BE(0);

/** A picture in the colours of its words: sky, ground and a lit shape, with the prompt's beginning written on it. */
export function drawPicture(order: {
  prompt: string;
  seed: number | string;
  width: number;
  height: number;
  mime?: 'image/png' | 'image/jpeg' | 'image/webp';
}): Promise<Buffer> {
  const mime = order.mime ?? 'image/png';
  return once(`picture ${JSON.stringify(order)}`, async () => {
    const { width, height } = order;
    const words = numberOf(order.prompt);
    const chance = numberOf(`${order.prompt} ${order.seed}`);
    const hue = words % 360;
    const line = order.prompt.slice(0, 60).replaceAll(/[<>&"]/g, ' ');
    const x = width * (0.25 + 0.5 * ((chance % 100) / 100));
    const size = height * (0.14 + 0.12 * ((chance % 37) / 37));
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">
      <defs><linearGradient id="sky" x2="0" y2="1"><stop offset="0" stop-color="hsl(${hue} 35% 22%)"/><stop offset="1" stop-color="hsl(${(hue + 40) % 360} 55% 62%)"/></linearGradient>
      <radialGradient id="shape" cx=".35" cy=".3"><stop offset="0" stop-color="hsl(${(hue + 180) % 360} 70% 85%)"/><stop offset="1" stop-color="hsl(${(hue + 190) % 360} 55% 38%)"/></radialGradient></defs>
      <rect width="100%" height="100%" fill="url(#sky)"/>
      <rect y="${height * 0.68}" width="100%" height="${height * 0.32}" fill="hsl(${hue} 25% 16%)"/>
      <ellipse cx="${x}" cy="${height * 0.72}" rx="${size * 1.3}" ry="${size * 0.25}" fill="rgba(0,0,0,.45)"/>
      <circle cx="${x}" cy="${height * 0.55}" r="${size}" fill="url(#shape)"/>
      <text x="${width * 0.03}" y="${height * 0.95}" font-family="sans-serif" font-size="${Math.max(8, height * 0.035)}" fill="rgba(255,255,255,.7)">${line}</text></svg>`;
    const drawn = sharp(Buffer.from(svg));
    switch (mime) {
      case 'image/png':
        return await drawn.png().toBuffer();
      case 'image/jpeg':
        return await drawn.jpeg({ quality: 88 }).toBuffer();
      case 'image/webp':
        return await drawn.webp({ quality: 85 }).toBuffer();
    }
  });
}

/** A clip that moves slowly over a picture: the start frame when there is one, otherwise a drawn one. H.264 in MP4. */
export function filmClip(order: {
  prompt: string;
  seed: number | string;
  width: number;
  height: number;
  seconds: number;
  fps?: number;
  start?: Buffer;
}): Promise<Buffer> {
  const { start, ...facts } = order;
  const key = `clip ${JSON.stringify(facts)} ${start === undefined ? '' : createHash('sha256').update(start).digest('hex')}`;
  return once(key, async () => {
    const folder = await mkdtemp(join(tmpdir(), 'heroframe-simulated-'));
    try {
      const still = join(folder, 'still.png');
      const width = order.width - (order.width % 2);
      const height = order.height - (order.height % 2);
      const fps = order.fps ?? 24;
      const picture = start ?? (await drawPicture({ prompt: order.prompt, seed: order.seed, width, height }));
      await writeFile(
        still,
        await sharp(picture)
          .resize(Math.round(width * 1.15), Math.round(height * 1.15), { fit: 'cover' })
          .png()
          .toBuffer(),
      );
      const file = join(folder, 'clip.mp4');
      const { ffmpeg } = await locateTools({});
      const way = numberOf(`${order.prompt} ${order.seed}`) % 2 === 0 ? 't' : `(${order.seconds}-t)`;
      await new Promise<void>((resolve, reject) => {
        const child = spawn(
          ffmpeg.path,
          [
            '-v error -y -loop 1 -framerate'.split(' '),
            [String(fps), '-i', still, '-t', String(order.seconds)],
            ['-vf', `crop=${width}:${height}:(iw-ow)*${way}/${order.seconds}:(ih-oh)/2,format=yuv420p`],
            '-c:v libx264 -preset ultrafast -crf 28 -movflags +faststart'.split(' '),
            file,
          ].flat(),
          { stdio: ['ignore', 'ignore', 'pipe'] },
        );
        let said = '';
        child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
        child.on('error', reject);
        child.on('close', (code) => (code === 0 ? resolve() : reject(new Error(said))));
      });
      return await readFile(file);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
}

/** A WAV of soft tones, one per word, about as long as the words take to say. 22.05 kHz mono. */
export function speakTones(text: string, wordsPerSecond = 2.5): { wav: Buffer; seconds: number } {
  const rate = 22_050;
  const words = text.split(/\s+/).filter(Boolean);
  const each = Math.round(rate / wordsPerSecond);
  const samples = Math.max(1, words.length) * each;
  const wav = Buffer.alloc(44 + samples * 2);
  wav.write('RIFF', 0);
  wav.writeUInt32LE(36 + samples * 2, 4);
  wav.write('WAVEfmt ', 8);
  wav.writeUInt32LE(16, 16);
  wav.writeUInt16LE(1, 20);
  wav.writeUInt16LE(1, 22);
  wav.writeUInt32LE(rate, 24);
  wav.writeUInt32LE(rate * 2, 28);
  wav.writeUInt16LE(2, 32);
  wav.writeUInt16LE(16, 34);
  wav.write('data', 36);
  wav.writeUInt32LE(samples * 2, 40);
  for (let index = 0; index < samples; index++) {
    const word = words[Math.floor(index / each)] ?? '';
    const inWord = (index % each) / each;
    const pitch = 150 + (numberOf(word) % 120);
    const level = Math.sin(Math.PI * Math.min(1, inWord * 1.4)) * 0.3;
    wav.writeInt16LE(Math.round(Math.sin((2 * Math.PI * pitch * index) / rate) * level * 32_767), 44 + index * 2);
  }
  return { wav, seconds: samples / rate };
}
