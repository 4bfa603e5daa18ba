/** How long scoring takes; figures without decoding are the computation alone on one thread. */
import { measureStill } from '#scoring/image/measure.ts';
import { perceptualHash } from '#scoring/image/phash.ts';
import { resizePixels } from '#scoring/image/resize.ts';
import { ClipMeter } from '#scoring/video/clip-meter.ts';
import { flowPyramid, searchFlow } from '#scoring/video/flow.ts';
import { lumaOf } from '#scoring/image/luma.ts';
import { scene } from '../unit/scoring/pictures.ts';

export interface Figure {
  name: string;
  median: number;
  unit: string;
  note?: string;
}

/** Median milliseconds of `runs` runs after one to warm up. */
function time(runs: number, work: () => void): number {
  work();
  const times = Array.from({ length: runs }, () => {
    const start = performance.now();
    work();
    return performance.now() - start;
  }).sort((a, b) => a - b);
  return times[runs >> 1] as number;
}

export async function bench(): Promise<Figure[]> {
  const picture = scene(1280, 720);
  const frames = Array.from({ length: 90 }, (_, t) => {
    const wide = scene(512 + 90, 288);
    const data = new Uint8Array(512 * 288 * 3);
    for (let y = 0; y < 288; y += 1) data.set(wide.data.subarray((y * wide.width + t) * 3, (y * wide.width + t + 512) * 3), y * 512 * 3);
    return { data, width: 512, height: 288, timeSeconds: t / 24 };
  });
  const first = flowPyramid(lumaOf(frames[0] as (typeof frames)[0]));
  const fourth = flowPyramid(lumaOf(frames[3] as (typeof frames)[0]));
  return [
    {
      name: 'scoring: picture 1280×720',
      median: time(9, () => measureStill(picture)),
      unit: 'ms',
      note: 'all measures, decoded; budget 60 ms with the fingerprint',
    },
    { name: 'scoring: fingerprint 1280×720', median: time(9, () => perceptualHash(picture)), unit: 'ms' },
    {
      name: 'scoring: resize 1280×720 → 398×224 bicubic',
      median: time(9, () => resizePixels(picture.data, picture, 3, { width: 398, height: 224 }, 'bicubic')),
      unit: 'ms',
      note: 'byte-exact Pillow',
    },
    {
      name: 'scoring: optical flow 512×288',
      median: time(15, () => searchFlow(first, fourth)),
      unit: 'ms',
      note: 'one direction, pyramids made',
    },
    {
      name: 'scoring: clip 3.75 s, 90 frames',
      median: time(3, () => {
        const meter = new ClipMeter();
        for (const frame of frames) meter.add(frame);
        for (let i = 0; i < 3; i += 1) meter.addFullSize(picture);
        meter.finish();
      }),
      unit: 'ms',
      note: 'decoded; budget 1500 ms on one core',
    },
  ];
}
