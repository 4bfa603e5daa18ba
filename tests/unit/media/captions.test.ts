import { expect, test } from 'vitest';
import sharp from 'sharp';
import { canDrawCaption, captionSvg, renderCaptionPicture } from '#media/caption-picture.ts';
import { captionColumns, layOutCaptions, toSrt, toVtt, wrapLines } from '#media/caption-text.ts';

const long =
  'Every morning begins the same way: the kettle, the window, the first quiet breath. Then comes the cup that was made by hand, by somebody who knows your name, two streets away from here.';

test('lines keep within their columns and lose no word', () => {
  for (const columns of [24, 28, 32, 42]) {
    for (const text of [long, 'Short.', 'One two three four five six seven eight nine ten eleven']) {
      const lines = wrapLines(text, columns);
      expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(columns);
      expect(lines.join(' ')).toBe(text);
    }
  }
});

test('two lines are balanced, break after punctuation and not after a small word', () => {
  expect(wrapLines('The morning starts slowly, with light on the counter.', 42)).toEqual([
    'The morning starts slowly,',
    'with light on the counter.',
  ]);
  const [first] = wrapLines('A small ritual that changes the rest of your whole day', 42);
  expect(first).not.toMatch(/ (the|of|your)$/);
});

test('text without spaces is broken too, wide characters counting double', () => {
  const lines = wrapLines('朝の光がカウンターにゆっくり差し込む。', 24);
  expect(lines.join('')).toBe('朝の光がカウンターにゆっくり差し込む。');
  expect(lines).toHaveLength(2);
  expect(lines.every((line) => line.length <= 12)).toBe(true);
  expect(lines.some((line) => /^[。、]/u.test(line))).toBe(false);
  const cut = wrapLines('x'.repeat(60), 42);
  expect(cut.join('')).toBe('x'.repeat(60));
  expect(cut.every((line) => line.length <= 42)).toBe(true);
});

test('a long caption becomes several that share its time without gaps or overlaps', () => {
  const cues = layOutCaptions([{ text: long, startSeconds: 1, endSeconds: 13 }], 42, 20);
  expect(cues.length).toBeGreaterThan(2);
  expect(cues.flatMap((cue) => cue.lines).join(' ')).toBe(long);
  expect(cues.every((cue) => cue.lines.length <= 2)).toBe(true);
  expect(cues[0]?.startSeconds).toBe(1);
  expect(cues.at(-1)?.endSeconds).toBeCloseTo(13);
  for (const [index, cue] of cues.entries()) {
    const next = cues[index + 1];
    if (next !== undefined) expect(next.startSeconds).toBeGreaterThan(cue.endSeconds);
    expect(cue.endSeconds - cue.startSeconds).toBeGreaterThan(1);
  }
});

test('short captions stay readable, but never past the next one or the end', () => {
  const cues = layOutCaptions(
    [
      { text: 'Two', startSeconds: 2, endSeconds: 2.3 },
      { text: 'One', startSeconds: 0, endSeconds: 0.2 },
      { text: '   ', startSeconds: 3, endSeconds: 4 },
      { text: 'Late', startSeconds: 4.6, endSeconds: 9 },
      { text: 'Never', startSeconds: 5, endSeconds: 9 },
    ],
    42,
    5,
  );
  expect(cues.map((cue) => [cue.lines[0], cue.startSeconds, cue.endSeconds])).toEqual([
    ['One', 0, 1],
    ['Two', 2, 3],
    ['Late', 4.6, 5],
  ]);
  const close = layOutCaptions(
    [
      { text: 'A', startSeconds: 0, endSeconds: 0.5 },
      { text: 'B', startSeconds: 0.5, endSeconds: 2 },
    ],
    42,
    5,
  );
  expect(close[0]?.endSeconds).toBeCloseTo(0.5 - 2 / 24);
});

test('SubRip and WebVTT', () => {
  const cues = [
    { lines: ['Salt & <light>', 'on the counter'], startSeconds: 0.3, endSeconds: 3.2 },
    { lines: ['Later'], startSeconds: 3661.0004, endSeconds: 3662.5 },
  ];
  expect(toSrt(cues)).toBe('1\n00:00:00,300 --> 00:00:03,200\nSalt & <light>\non the counter\n\n2\n01:01:01,000 --> 01:01:02,500\nLater\n');
  expect(toVtt(cues)).toBe(
    'WEBVTT\n\n1\n00:00:00.300 --> 00:00:03.200\nSalt &amp; &lt;light&gt;\non the counter\n\n2\n01:01:01.000 --> 01:01:02.500\nLater\n',
  );
});

test('narrower frames get shorter lines', () => {
  expect([captionColumns(1280, 720), captionColumns(1080, 1080), captionColumns(864, 1080), captionColumns(720, 1280)]).toEqual([
    42, 32, 28, 24,
  ]);
});

test.each([
  ['wide', 1280, 720],
  ['vertical', 720, 1280],
  ['square', 1080, 1080],
])('the %s caption picture has white letters inside the safe area and nothing elsewhere', async (_, width, height) => {
  const columns = captionColumns(width, height);
  const lines = wrapLines('Widest words MMMM wwww, still inside the frame', columns);
  const png = await renderCaptionPicture(lines.slice(0, 2), { width, height });
  const { data, info } = await sharp(png).ensureAlpha().raw().toBuffer({ resolveWithObject: true });
  expect([info.width, info.height]).toEqual([width, height]);
  let [white, left, right, top, bottom] = [0, width, 0, height, 0];
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const at = (y * width + x) * 4;
      if (data[at + 3] !== 255 || data[at]! < 250) continue;
      white += 1;
      left = Math.min(left, x);
      right = Math.max(right, x);
      top = Math.min(top, y);
      bottom = Math.max(bottom, y);
    }
  }
  expect(white).toBeGreaterThan(800);
  expect(left).toBeGreaterThan(width * 0.05);
  expect(right).toBeLessThan(width * 0.95);
  expect(Math.abs((left + right) / 2 - width / 2)).toBeLessThan(width * 0.01);
  expect(top).toBeGreaterThan(height * 0.6);
  expect(bottom).toBeLessThan(height * 0.96);
  expect(data.subarray(0, width * 4 * Math.floor(height * 0.5)).every((value) => value === 0)).toBe(true);
});

test('scripts our font lacks are known, and no font of the computer takes part', () => {
  expect(['Größer, žluťoučký', 'Утро', 'Καλημέρα', '100 % – “yes”'].every(canDrawCaption)).toBe(true);
  expect(['朝の光', 'صباح', 'सुबह'].some(canDrawCaption)).toBe(false);
  expect(captionSvg(['Hello'], { width: 640, height: 360 })).not.toContain('<text');
});
