/**
 * Radar chart geometry. A value that was not measured leaves a gap: drawing it
 * as zero would say something that nobody measured.
 */

interface Point {
  x: number;
  y: number;
}

interface RadarFrame {
  centre: Point;
  /** Distance of the outermost ring (value 100) from the centre, pixels. */
  radius: number;
  axes: number;
}

/** Where a value (0–100) of an axis lies. The first axis points up; the others follow clockwise. */
export function radarPoint(frame: RadarFrame, axis: number, value: number): Point {
  const angle = -Math.PI / 2 + (axis * 2 * Math.PI) / frame.axes;
  const distance = (frame.radius * Math.min(100, Math.max(0, value))) / 100;
  return { x: frame.centre.x + Math.cos(angle) * distance, y: frame.centre.y + Math.sin(angle) * distance };
}

/** Corners of a ring at a value. */
export function radarRing(frame: RadarFrame, value: number): Point[] {
  return Array.from({ length: frame.axes }, (_, axis) => radarPoint(frame, axis, value));
}

interface RadarShape {
  /** Outlines: one closed ring when every axis has a value, otherwise one open line per unbroken run of measured axes. */
  lines: { points: Point[]; closed: boolean }[];
  /** Areas to tint: between neighbouring axes that both have a value. */
  areas: Point[][];
  /** One per measured axis; a value with unmeasured neighbours is only a dot. */
  dots: { axis: number; at: Point }[];
}

/** One series over the axes; `null` where nothing was measured. */
export function radarShape(frame: RadarFrame, values: readonly (number | null)[]): RadarShape {
  const dots = values.flatMap((value, axis) => (value === null ? [] : [{ axis, at: radarPoint(frame, axis, value) }]));
  if (dots.length === values.length && values.length >= 3) {
    const ring = dots.map((dot) => dot.at);
    return { lines: [{ points: ring, closed: true }], areas: [ring], dots };
  }
  const lines = runsAround(values).map((run) => ({ points: run.map(({ axis, value }) => radarPoint(frame, axis, value)), closed: false }));
  const areas = lines.filter((line) => line.points.length > 1).map((line) => [frame.centre, ...line.points]);
  return { lines: lines.filter((line) => line.points.length > 1), areas, dots };
}

/** Unbroken runs of measured values, going round: a run may pass from the last axis to the first. */
function runsAround(values: readonly (number | null)[]): { axis: number; value: number }[][] {
  const gap = values.indexOf(null);
  if (gap === -1) return [values.flatMap((value, axis) => (value === null ? [] : [{ axis, value }]))];
  const runs: { axis: number; value: number }[][] = [];
  let run: { axis: number; value: number }[] = [];
  for (let step = 1; step <= values.length; step += 1) {
    const axis = (gap + step) % values.length;
    const value = values[axis] ?? null;
    if (value === null) {
      if (run.length > 0) runs.push(run);
      run = [];
    } else {
      run.push({ axis, value });
    }
  }
  return runs;
}

interface RadarLabel {
  at: Point;
  anchor: 'start' | 'middle' | 'end';
  baseline: 'auto' | 'middle' | 'hanging';
}

/** Where an axis's name goes, just outside the outermost ring. */
export function radarLabel(frame: RadarFrame, axis: number, gap: number): RadarLabel {
  const outer = radarPoint({ ...frame, radius: frame.radius + gap }, axis, 100);
  const sideways = outer.x - frame.centre.x;
  const down = outer.y - frame.centre.y;
  const middle = Math.abs(sideways) < frame.radius * 0.2;
  return {
    at: outer,
    anchor: middle ? 'middle' : sideways > 0 ? 'start' : 'end',
    baseline: middle ? (down < 0 ? 'auto' : 'hanging') : 'middle',
  };
}

/** An SVG path through points. */
export function pathThrough(points: readonly Point[], closed: boolean): string {
  const steps = points.map((point, index) => `${index === 0 ? 'M' : 'L'}${point.x.toFixed(2)} ${point.y.toFixed(2)}`);
  return `${steps.join(' ')}${closed ? ' Z' : ''}`;
}
