import { describe, expect, test } from 'vitest';
import {
  canMerge,
  clampSceneSeconds,
  moved,
  reorderIndex,
  retimeByEdge,
  splitPoint,
} from '../../../src-renderer/features/timeline/edits.ts';
import { nearestStill, tilesInView } from '../../../src-renderer/features/timeline/filmstrip.ts';
import {
  fitScale,
  hitTest,
  layOut,
  rulerTicks,
  spanIndexAt,
  toPixels,
  totalSeconds,
  visibleSpans,
  zoomAround,
} from '../../../src-renderer/features/timeline/geometry.ts';
import { frameAt, snapToFrame, spokenTime, timecode } from '../../../src-renderer/features/timeline/timecode.ts';

const film = layOut([
  { id: 'a', seconds: 4 },
  { id: 'b', seconds: 3.5 },
  { id: 'c', seconds: 3 },
  { id: 'd', seconds: 4.5 },
]);

const span = (index: number) => {
  const found = film[index];
  if (found === undefined) throw new Error(`no span ${index}`);
  return found;
};

describe('time and frames', () => {
  test('timecode counts frames of 1/24 s', () => {
    expect(timecode(0)).toBe('00:00:00');
    expect(timecode(2 + 11 / 24)).toBe('00:02:11');
    expect(timecode(61.5)).toBe('01:01:12');
    expect(timecode(3600)).toBe('1:00:00:00');
  });

  test('sums of frame lengths do not fall one frame short', () => {
    let at = 0;
    for (let frame = 0; frame < 500; frame += 1) {
      expect(frameAt(at)).toBe(frame);
      at += 1 / 24;
    }
  });

  test('snaps to the nearest frame', () => {
    expect(snapToFrame(1.03)).toBeCloseTo(25 / 24, 10);
    expect(snapToFrame(1.015)).toBe(1);
  });

  test('times for reading aloud', () => {
    expect(spokenTime(3.5)).toBe('3.5 seconds');
    expect(spokenTime(1)).toBe('1 second');
    expect(spokenTime(61)).toBe('1 minute 1 second');
    expect(spokenTime(120.25)).toBe('2 minutes 0.3 seconds');
  });
});

describe('layout', () => {
  test('scenes follow each other', () => {
    expect(film.map((each) => [each.startSeconds, each.endSeconds])).toEqual([
      [0, 4],
      [4, 7.5],
      [7.5, 10.5],
      [10.5, 15],
    ]);
    expect(totalSeconds(film)).toBe(15);
    expect(totalSeconds([])).toBe(0);
  });

  test('a moment on a cut belongs to the scene that starts there; the end belongs to the last', () => {
    expect(spanIndexAt(film, 0)).toBe(0);
    expect(spanIndexAt(film, 4)).toBe(1);
    expect(spanIndexAt(film, 7.4999)).toBe(1);
    expect(spanIndexAt(film, 15)).toBe(3);
    expect(spanIndexAt([], 1)).toBe(-1);
  });

  test('only what touches the view is visible, also among 500 scenes', () => {
    const long = layOut(Array.from({ length: 500 }, (_, index) => ({ id: `s${index}`, seconds: 4 })));
    expect(visibleSpans(long, 1000, 1010)).toEqual({ first: 250, end: 253 });
    expect(visibleSpans(film, -5, 100)).toEqual({ first: 0, end: 4 });
    expect(visibleSpans(film, 20, 30)).toEqual({ first: 0, end: 0 });
  });

  test('zooming keeps the moment under the pointer', () => {
    const before = { pixelsPerSecond: 80 };
    const result = zoomAround(before, 400, 250, 1.5);
    expect((result.scrollPixels + 250) / result.scale.pixelsPerSecond).toBeCloseTo((400 + 250) / 80, 6);
  });

  test('fits the film into the view, within the limits of zoom', () => {
    expect(toPixels(fitScale(15, 1200), 15)).toBeCloseTo(1200);
    expect(fitScale(0.1, 1200).pixelsPerSecond).toBe(480);
    expect(fitScale(0, 1200).pixelsPerSecond).toBe(80);
  });

  test('finds edges and bodies under the pointer', () => {
    const scale = { pixelsPerSecond: 100 };
    expect(hitTest(film, scale, 200)).toMatchObject({ part: 'body', span: { id: 'a' } });
    expect(hitTest(film, scale, 397)).toMatchObject({ part: 'end-edge', span: { id: 'a' } });
    expect(hitTest(film, scale, 403)).toMatchObject({ part: 'start-edge', span: { id: 'b' } });
    expect(hitTest(film, scale, 1503)).toMatchObject({ part: 'end-edge', span: { id: 'd' } });
    expect(hitTest(film, scale, 1520)).toBeNull();
    expect(hitTest(film, scale, -2)).toBeNull();
  });

  test('a very narrow block can still be picked up by its middle', () => {
    expect(hitTest(film, { pixelsPerSecond: 2 }, 4)).toMatchObject({ part: 'body', span: { id: 'a' } });
  });

  test('ruler labels keep apart at every zoom', () => {
    for (const pixelsPerSecond of [0.5, 2, 11, 40, 87, 200, 480]) {
      const labelled = rulerTicks({ pixelsPerSecond }, 0, 1200 / pixelsPerSecond).filter((tick) => tick.label !== null);
      const gaps = labelled.slice(1).map((tick, index) => (tick.seconds - (labelled[index]?.seconds ?? 0)) * pixelsPerSecond);
      expect(Math.min(...gaps)).toBeGreaterThanOrEqual(71.9);
      // Frame counts start again every second; whole seconds never repeat.
      const seconds = labelled.filter((tick) => tick.label?.endsWith('f') !== true);
      expect(new Set(seconds.map((tick) => tick.label)).size).toBe(seconds.length);
    }
    expect(rulerTicks({ pixelsPerSecond: 87 }, 0, 15)[0]).toEqual({ seconds: 0, label: '0 s' });
  });
});

describe('retiming by an edge', () => {
  test('the end edge lengthens the scene and moves what follows', () => {
    const preview = retimeByEdge(film, 1, 'end', 1.02, null);
    expect(preview?.seconds).toBeCloseTo(snapToFrame(4.52), 10);
    expect(preview?.spans[2]?.startSeconds).toBeCloseTo(4 + (preview?.seconds ?? 0), 10);
    expect(preview?.originSeconds).toBe(0);
  });

  test('the start edge keeps the end in place and says how far the film slides', () => {
    const preview = retimeByEdge(film, 1, 'start', 0.5, null);
    expect(preview?.seconds).toBe(3);
    expect(preview?.originSeconds).toBe(0.5);
    // With the slide, the scene's end stands where it stood.
    expect((preview?.spans[1]?.endSeconds ?? 0) + (preview?.originSeconds ?? 0)).toBeCloseTo(7.5, 10);
  });

  test('keeps to 1–15 s and whole frames', () => {
    expect(retimeByEdge(film, 0, 'end', -10, null)?.seconds).toBe(1);
    expect(retimeByEdge(film, 0, 'end', 40, null)?.seconds).toBe(15);
    expect(clampSceneSeconds(3.51) * 24).toBeCloseTo(84, 9);
  });

  test('jumps to the playhead when near, and not when far', () => {
    const snapping = { scale: { pixelsPerSecond: 100 }, targets: [5] };
    expect(retimeByEdge(film, 0, 'end', 0.96, snapping)).toMatchObject({ seconds: 5, snappedTo: 5 });
    expect(retimeByEdge(film, 0, 'end', 0.8, snapping)?.snappedTo).toBeNull();
  });
});

describe('reordering', () => {
  test('a neighbour gives way when its middle is passed', () => {
    expect(reorderIndex(film, 0, 5.7)).toBe(0);
    expect(reorderIndex(film, 0, 5.8)).toBe(1);
    expect(reorderIndex(film, 0, 14)).toBe(3);
    expect(reorderIndex(film, 3, 1)).toBe(0);
    expect(reorderIndex(film, 2, 9)).toBe(2);
  });

  test('moving keeps every item exactly once', () => {
    expect(moved(['a', 'b', 'c', 'd'], 0, 2)).toEqual(['b', 'c', 'a', 'd']);
    expect(moved(['a', 'b', 'c', 'd'], 3, 0)).toEqual(['d', 'a', 'b', 'c']);
    const same = ['a'];
    expect(moved(same, 0, 0)).toBe(same);
    expect(moved(same, 0, 5)).toBe(same);
  });
});

describe('splitting and joining', () => {
  test('splits at a whole frame inside, with room on both sides', () => {
    expect(splitPoint(span(1), 5.51)).toEqual({ ok: true, atSeconds: snapToFrame(1.51) });
    expect(splitPoint(span(1), 4.2).ok).toBe(false);
    expect(splitPoint(span(1), 6.9).ok).toBe(false);
    expect(splitPoint({ ...span(0), endSeconds: 1.5 }, 0.75)).toMatchObject({ ok: false });
  });

  test('joins only with a next scene and within the longest duration', () => {
    expect(canMerge(film, 1).ok).toBe(true);
    expect(canMerge(film, 3).ok).toBe(false);
    const long = layOut([
      { id: 'x', seconds: 9 },
      { id: 'y', seconds: 8 },
    ]);
    expect(canMerge(long, 0).ok).toBe(false);
  });
});

describe('filmstrip', () => {
  const stills = [
    { at: 0, sha256: 'start' },
    { at: 0.5, sha256: 'middle' },
    { at: 1, sha256: 'end' },
  ];

  test('repeats over the true length: start first, end last, the last tile cut to fit', () => {
    const tiles = tilesInView(stills, 450, 100, 0, 450);
    expect(tiles.map((tile) => tile.sha256)).toEqual(['start', 'start', 'middle', 'middle', 'end']);
    expect(tiles.at(-1)).toMatchObject({ leftPixels: 400, widthPixels: 50 });
    expect(tiles.reduce((sum, tile) => sum + tile.widthPixels, 0)).toBe(450);
  });

  test('makes only the tiles in view', () => {
    expect(tilesInView(stills, 10_000, 100, 5000, 5250).map((tile) => tile.index)).toEqual([50, 51, 52]);
  });

  test('has nothing to show without a still', () => {
    expect(tilesInView([], 400, 100, 0, 400)).toEqual([]);
    expect(nearestStill([], 0.5)).toBeNull();
  });
});
