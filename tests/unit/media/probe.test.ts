import { expect, test } from 'vitest';
import { evenlySpread, planFrames } from '#media/frames.ts';
import { isFastStart, parseBoxHeader } from '#media/mp4-boxes.ts';
import { parseVideoFacts } from '#media/probe.ts';

const stream = {
  codec_type: 'video',
  codec_name: 'h264',
  width: 1280,
  height: 720,
  pix_fmt: 'yuv420p',
  avg_frame_rate: '24000/1001',
  nb_frames: '90',
  duration: '3.753750',
  color_space: 'bt709',
};

test('takes the facts of the video stream', () => {
  const facts = parseVideoFacts({ streams: [{ codec_type: 'audio' }, stream], format: { duration: '3.9' } });
  expect(facts).toEqual({
    width: 1280,
    height: 720,
    fps: 24000 / 1001,
    seconds: 3.75375,
    frames: 90,
    codec: 'h264',
    pixelFormat: 'yuv420p',
    colorSpace: 'bt709',
    hasAudio: true,
    hasSubtitles: false,
  });
});

test('sees a phone clip upright, by side data or by the old tag, and wide pixels as wide', () => {
  const turned = parseVideoFacts({ streams: [{ ...stream, side_data_list: [{ side_data_type: 'Display Matrix', rotation: -90 }] }] });
  expect([turned?.width, turned?.height]).toEqual([720, 1280]);
  const tagged = parseVideoFacts({ streams: [{ ...stream, tags: { rotate: '270' } }] });
  expect([tagged?.width, tagged?.height]).toEqual([720, 1280]);
  const wide = parseVideoFacts({ streams: [{ ...stream, width: 720, height: 576, sample_aspect_ratio: '64:45' }] });
  expect([wide?.width, wide?.height]).toEqual([1024, 576]);
});

test('a WebM without a frame count is counted by its packets; cover art is not a video', () => {
  const webm = parseVideoFacts({
    streams: [{ ...stream, nb_frames: undefined, duration: undefined, nb_read_packets: '75' }],
    format: { duration: '3.0' },
  });
  expect([webm?.frames, webm?.seconds]).toEqual([75, 3]);
  expect(parseVideoFacts({ streams: [{ ...stream, disposition: { attached_pic: 1 } }, { codec_type: 'audio' }] })).toBeNull();
  expect(parseVideoFacts({})).toBeNull();
});

test('box headers: plain, to the end, 64 bit, and nonsense', () => {
  const box = (size: number, type: string, more: number[] = []) => {
    const bytes = Buffer.alloc(8 + more.length);
    bytes.writeUInt32BE(size);
    bytes.write(type, 4, 'latin1');
    bytes.set(more, 8);
    return bytes;
  };
  expect(parseBoxHeader(box(24, 'ftyp'), 0, 100)).toEqual({ type: 'ftyp', offset: 0, size: 24 });
  expect(parseBoxHeader(box(0, 'mdat'), 40, 100)).toEqual({ type: 'mdat', offset: 40, size: 60 });
  expect(parseBoxHeader(box(1, 'mdat', [0, 0, 0, 0, 0, 0, 0, 32]), 0, 100)?.size).toBe(32);
  expect(parseBoxHeader(box(500, 'mdat'), 0, 100)).toBeNull();
  expect(parseBoxHeader(box(4, 'mdat'), 0, 100)).toBeNull();
  expect(parseBoxHeader(box(16, '\u0000\u0001ab'), 0, 100)).toBeNull();
});

test('fast start means the index comes before the pictures', () => {
  const at = (type: string, offset: number) => ({ type, offset, size: 8 });
  expect(isFastStart([at('ftyp', 0), at('moov', 8), at('mdat', 16)])).toBe(true);
  expect(isFastStart([at('ftyp', 0), at('mdat', 8), at('moov', 16)])).toBe(false);
  expect(isFastStart([])).toBeNull();
});

test('frames are chosen from the first to the last', () => {
  expect(evenlySpread(90, 4)).toEqual([0, 30, 59, 89]);
  expect(evenlySpread(5, 5)).toEqual([0, 1, 2, 3, 4]);
  expect(evenlySpread(9, 1)).toEqual([4]);
  const clip = { width: 1280, height: 720, fps: 24, frames: 90 };
  expect(planFrames(clip, { count: 200, longSide: 256 })).toMatchObject({ width: 256, height: 144 });
  expect(planFrames(clip, { count: 200 }).numbers).toHaveLength(90);
  expect(planFrames(clip, { longSide: 4000 })).toMatchObject({ width: 1280, height: 720 });
  const slow = planFrames(clip, { fps: 8 });
  expect([slow.numbers, slow.timeOf(4)]).toEqual([null, 0.5]);
  const spread = planFrames(clip, { count: 4 });
  expect(spread.timeOf(3)).toBeCloseTo(89 / 24);
});
