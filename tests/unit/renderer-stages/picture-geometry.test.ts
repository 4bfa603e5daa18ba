import { describe, expect, test } from 'vitest';
import {
  bestGrid,
  clampLook,
  clipLeftOf,
  dividerAt,
  fitInside,
  WHOLE_PICTURE,
  zoomLook,
} from '../../../src-renderer/features/frames/compare-geometry.ts';
import { pathThrough, radarLabel, radarPoint, radarRing, radarShape } from '../../../src-renderer/features/takes/radar-geometry.ts';

const frame = { centre: { x: 100, y: 100 }, radius: 80, axes: 6 };

describe('radar', () => {
  test('the first axis points up and the others follow clockwise', () => {
    expect(radarPoint(frame, 0, 100).y).toBeCloseTo(20);
    expect(radarPoint(frame, 0, 100).x).toBeCloseTo(100);
    expect(radarPoint(frame, 1, 100).x).toBeGreaterThan(100);
    expect(radarRing(frame, 50)).toHaveLength(6);
  });

  test('a fully measured series is one closed ring', () => {
    const shape = radarShape(frame, [90, 80, 70, 60, 50, 40]);
    expect(shape.lines).toHaveLength(1);
    expect(shape.lines[0]?.closed).toBe(true);
    expect(shape.dots).toHaveLength(6);
  });

  test('an unmeasured value leaves a gap and is never at the centre', () => {
    const shape = radarShape(frame, [90, 80, null, 60, 50, 40]);
    expect(shape.lines).toHaveLength(1);
    expect(shape.lines[0]?.closed).toBe(false);
    // The run goes round past the last axis to the first.
    expect(shape.lines[0]?.points).toHaveLength(5);
    const drawn = shape.lines.flatMap((line) => line.points);
    expect(drawn.some((point) => Math.hypot(point.x - 100, point.y - 100) < 1)).toBe(false);
  });

  test('a measured zero is drawn, at the centre', () => {
    const shape = radarShape(frame, [0, 80, 70, 60, 50, 40]);
    expect(shape.lines[0]?.points[0]).toEqual({ x: 100, y: 100 });
  });

  test('a value alone between gaps is a dot', () => {
    const shape = radarShape(frame, [90, null, 70, null, 50, null]);
    expect(shape.lines).toHaveLength(0);
    expect(shape.dots.map((dot) => dot.axis)).toEqual([0, 2, 4]);
    expect(radarShape(frame, [null, null, null, null, null, null]).dots).toEqual([]);
  });

  test('names stand outside, aligned away from the chart', () => {
    expect(radarLabel(frame, 0, 10)).toMatchObject({ anchor: 'middle', baseline: 'auto' });
    expect(radarLabel(frame, 1, 10).anchor).toBe('start');
    expect(radarLabel(frame, 3, 10).baseline).toBe('hanging');
    expect(radarLabel(frame, 5, 10).anchor).toBe('end');
  });

  test('paths close only when asked', () => {
    const points = [
      { x: 0, y: 0 },
      { x: 1, y: 2 },
    ];
    expect(pathThrough(points, false)).toBe('M0.00 0.00 L1.00 2.00');
    expect(pathThrough(points, true).endsWith('Z')).toBe(true);
  });
});

describe('comparing pictures', () => {
  const picture = { width: 800, height: 450 };

  test('fits a shape into a box', () => {
    expect(fitInside({ width: 1000, height: 450 }, 16 / 9)).toEqual({ left: 100, top: 0, width: 800, height: 450 });
    expect(fitInside({ width: 400, height: 900 }, 1)).toEqual({ left: 0, top: 250, width: 400, height: 400 });
  });

  test('zooming keeps the point under the pointer, within the limits', () => {
    const look = zoomLook(picture, WHOLE_PICTURE, 2, 120, -60);
    // A point of the picture at (120, -60) before must be at (120, -60) after.
    expect(look.offsetX + 120 * look.zoom).toBeCloseTo(120);
    expect(look.offsetY - 60 * look.zoom).toBeCloseTo(-60);
    expect(zoomLook(picture, WHOLE_PICTURE, 100, 0, 0).zoom).toBe(8);
    expect(zoomLook(picture, look, 0.01, 300, 0)).toEqual(WHOLE_PICTURE);
  });

  test('the picture cannot be pushed out of sight', () => {
    expect(clampLook(picture, { zoom: 2, offsetX: 9999, offsetY: -9999 })).toEqual({ zoom: 2, offsetX: 400, offsetY: -225 });
  });

  test('the divider follows the pointer and stays inside', () => {
    const rect = { left: 100, top: 0, ...picture };
    expect(dividerAt(rect, 500)).toBe(0.5);
    expect(dividerAt(rect, 0)).toBe(0);
    expect(dividerAt(rect, 5000)).toBe(1);
  });

  test('the clip follows the divider also in a zoomed picture', () => {
    expect(clipLeftOf(picture, WHOLE_PICTURE, 0.25)).toBe('inset(0 75.000% 0 0)');
    // Zoomed to 2 around the centre, the quarter line of the box is 3/8 of the picture.
    expect(clipLeftOf(picture, { zoom: 2, offsetX: 0, offsetY: 0 }, 0.25)).toBe('inset(0 62.500% 0 0)');
  });

  test('the grid shows pictures as large as the box allows', () => {
    const wide = bestGrid({ width: 1200, height: 400 }, 3, 16 / 9, 12, 60);
    expect(wide.columns).toBe(3);
    const four = bestGrid({ width: 1000, height: 800 }, 4, 16 / 9, 12, 40);
    expect(four.columns).toBe(2);
    expect(bestGrid({ width: 900, height: 700 }, 4, 9 / 16, 12, 40).columns).toBe(4);
    const single = bestGrid({ width: 900, height: 700 }, 1, 1, 12, 0);
    expect(single.tile).toEqual({ width: 700, height: 700 });
  });
});
