/** Turns the scores of several takes into rows to compare: one row per dimension, one column per take. */
import { metricIdValues, metricInfo } from '#contract/model/quality.ts';
import type { MetricId } from '#contract/model/quality.ts';
import type { Take } from '#contract/model/film.ts';

interface DimensionCell {
  /** The metric's own value; null when this take has none. */
  value: number | null;
  /** The value on 0–100, higher is better; null when this take has none. */
  score: number | null;
  /** Why there is none. */
  reason: string | null;
}

export interface Dimension {
  metric: MetricId;
  label: string;
  short: string;
  learned: boolean;
  /** In the order of the takes. */
  cells: DimensionCell[];
  /** What computed it, and where; null when no take has it. */
  measuredBy: string | null;
  where: string | null;
}

export interface Dimensions {
  /** Measured for at least one take, learned metrics first. */
  measured: Dimension[];
  /** Measured for none, with the reason. */
  unavailable: { metric: MetricId; label: string; reason: string }[];
}

/** The radar stays readable up to this many axes. */
const RADAR_AXES_MAX = 8;
/** Fewer axes than this make no area. */
const RADAR_AXES_MIN = 3;

type Scored = Pick<Take, 'scores'>;

export function dimensionsOf(takes: readonly Scored[]): Dimensions {
  const measured: Dimension[] = [];
  const unavailable: Dimensions['unavailable'] = [];
  for (const metric of metricIdValues) {
    const found = takes.map((take) => take.scores.find((score) => score.metric === metric));
    if (found.every((score) => score === undefined)) continue;
    const cells = found.map((score): DimensionCell => {
      if (score === undefined) return { value: null, score: null, reason: 'Not measured for this take' };
      if (score.status === 'unavailable') return { value: null, score: null, reason: score.reason };
      return { value: score.value, score: score.score, reason: null };
    });
    const info = metricInfo[metric];
    const first = found.find((score) => score?.status === 'measured');
    if (first?.status === 'measured') {
      measured.push({
        metric,
        label: info.label,
        short: info.short,
        learned: info.kind === 'learned',
        cells,
        measuredBy: first.measuredBy,
        where: first.where,
      });
    } else {
      unavailable.push({ metric, label: info.label, reason: cells.find((cell) => cell.reason !== null)?.reason ?? 'Not measured' });
    }
  }
  return { measured, unavailable };
}

/**
 * The axes of the radar: what is measured on motion first, then what is
 * measured on single pictures, at most `RADAR_AXES_MAX`. Empty when there are
 * too few for a shape.
 */
export function radarAxes(measured: readonly Dimension[]): Dimension[] {
  const ofVideo = measured.filter((dimension) => metricInfo[dimension.metric].of === 'video');
  const ofPictures = measured.filter((dimension) => metricInfo[dimension.metric].of !== 'video');
  const axes = [...ofVideo, ...ofPictures].slice(0, RADAR_AXES_MAX);
  return axes.length < RADAR_AXES_MIN ? [] : axes;
}

/** A metric's own value at a precision one can compare: three significant digits. */
export function metricValue(value: number): string {
  if (value === 0) return '0';
  const size = Math.abs(value);
  if (size >= 1000) return Math.round(value).toLocaleString('en');
  // Nobody reads powers of ten at a glance; what rounds to nothing is said to be below the last digit shown.
  if (size < 0.001) return '< 0.001';
  const digits = Math.max(0, 2 - Math.floor(Math.log10(size)));
  return value.toFixed(Math.min(3, digits));
}

/** Index of the best take on a dimension; null when fewer than two have a value or the best is shared. */
export function bestOf(dimension: Dimension): number | null {
  const scores = dimension.cells.map((cell) => cell.score ?? -1);
  const best = Math.max(...scores);
  const measured = scores.filter((score) => score >= 0).length;
  return measured < 2 || scores.filter((score) => score === best).length > 1 ? null : scores.indexOf(best);
}
