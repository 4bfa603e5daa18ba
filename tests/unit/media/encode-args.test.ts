import { expect, test } from 'vitest';
import { aspectValues } from '#contract/model/primitives.ts';
import { fitFilter, frameCount, frameSize, h264Arguments, sourceMatrix } from '#media/encode-args.ts';

test('every shape has its expected size, always even', () => {
  expect(aspectValues.map((aspect) => frameSize(aspect))).toEqual([
    { width: 1280, height: 720 },
    { width: 720, height: 1280 },
    { width: 1080, height: 1080 },
    { width: 864, height: 1080 },
  ]);
  expect(frameSize('16:9', 1080)).toEqual({ width: 1920, height: 1080 });
  for (const aspect of aspectValues) {
    for (let short = 90; short < 400; short += 7) {
      const { width, height } = frameSize(aspect, short);
      expect([width % 2, height % 2]).toEqual([0, 0]);
    }
  }
});

test('shots last whole frames and at least one', () => {
  expect([3.75, 0.001, 1 / 24, 2.02].map((seconds) => frameCount(seconds))).toEqual([90, 1, 1, 48]);
});

test('libx264 works by quality, other encoders by bit rate; both say what the colours mean', () => {
  const best = h264Arguments({ encoder: 'libx264', fps: 24, width: 1280, height: 720 });
  expect(best.join(' ')).toBe(
    '-c:v libx264 -profile:v high -preset medium -crf 18 -pix_fmt yuv420p -r 24 -g 48 -color_primaries bt709 -color_trc bt709 -colorspace bt709 -color_range tv',
  );
  const open = h264Arguments({ encoder: 'libopenh264', fps: 24, width: 1280, height: 720 }).join(' ');
  expect(open).toContain('-b:v 3760k');
  expect(open).not.toMatch(/-crf|-preset|-profile/);
});

test('a nearly fitting clip is cropped to fill, another shape gets bars', () => {
  expect(fitFilter({ width: 1248, height: 704, colorSpace: 'bt709' }, 1280, 720)).toContain('scale=1280:722');
  expect(fitFilter({ width: 1248, height: 704, colorSpace: 'bt709' }, 1280, 720)).toMatch(/crop=1280:720$/);
  expect(fitFilter({ width: 720, height: 1280, colorSpace: null }, 1280, 720)).toMatch(/scale=406:720.*pad=1280:720/);
  expect(fitFilter({ width: 640, height: 360, colorSpace: null }, 1280, 720)).not.toMatch(/crop|pad/);
});

test('undeclared colours are read as players read them', () => {
  expect(sourceMatrix({ width: 640, height: 480, colorSpace: null })).toBe('bt601');
  expect(sourceMatrix({ width: 720, height: 1280, colorSpace: null })).toBe('bt709');
  expect(sourceMatrix({ width: 1920, height: 1080, colorSpace: 'smpte170m' })).toBe('bt601');
  expect(sourceMatrix({ width: 640, height: 480, colorSpace: 'bt709' })).toBe('bt709');
});
