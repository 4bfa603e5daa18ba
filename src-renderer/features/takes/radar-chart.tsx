import { bandOf } from '#contract/model/quality.ts';
import type { Take } from '#contract/model/film.ts';
import type { Dimension } from './dimensions.ts';
import { pathThrough, radarLabel, radarRing, radarPoint, radarShape } from './radar-geometry.ts';
import css from './radar.module.css';

const WIDTH = 300;
const HEIGHT = 250;
const RINGS = [25, 50, 75, 100];

interface RadarChartProps {
  axes: readonly Dimension[];
  takes: readonly Take[];
  pickedId: string | null;
  /** Drawn on top and stronger than the others. */
  focusedId: string | null;
}

/** The takes laid over each other, one axis per measured dimension, outwards is better. What one take lacks is a gap in its line. */
export function RadarChart({ axes, takes, pickedId, focusedId }: RadarChartProps) {
  const frame = { centre: { x: WIDTH / 2, y: HEIGHT / 2 }, radius: 90, axes: axes.length };
  const order = takes
    .map((take, column) => ({ take, column }))
    .sort((a, b) => weight(a.take.id, pickedId, focusedId) - weight(b.take.id, pickedId, focusedId));
  const described = takes.map((take, column) => {
    const parts = axes.map(
      (axis) => `${axis.short} ${axis.cells[column]?.score === null ? 'not measured' : Math.round(axis.cells[column]?.score ?? 0)}`,
    );
    return `Take ${take.number}: ${parts.join(', ')}`;
  });
  return (
    <figure className={css['figure']}>
      <svg
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        className={css['radar']}
        // A drawing with one name; there is no picture file to point an <img> at.
        // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role
        role="img"
        aria-label={`Quality by dimension. ${described.join('. ')}.`}
      >
        {RINGS.map((value) => (
          <path
            key={value}
            className={css['ring']}
            data-outer={value === 100 || undefined}
            d={pathThrough(radarRing(frame, value), true)}
          />
        ))}
        {axes.map((axis, index) => {
          const end = radarPoint(frame, index, 100);
          const label = radarLabel(frame, index, 12);
          return (
            <g key={axis.metric}>
              <line className={css['axis']} x1={frame.centre.x} y1={frame.centre.y} x2={end.x} y2={end.y} />
              <text className={css['name']} x={label.at.x} y={label.at.y} textAnchor={label.anchor} dominantBaseline={label.baseline}>
                {axis.short}
              </text>
            </g>
          );
        })}
        {order.map(({ take, column }) => {
          const shape = radarShape(
            frame,
            axes.map((axis) => axis.cells[column]?.score ?? null),
          );
          return (
            <g
              key={take.id}
              data-series={seriesOf(take.id, column, pickedId)}
              data-focused={take.id === focusedId || undefined}
              className={css['series']}
            >
              {shape.areas.map((area) => (
                <path key={pathThrough(area, true)} className={css['area']} d={pathThrough(area, true)} />
              ))}
              {shape.lines.map((line) => (
                <path key={pathThrough(line.points, line.closed)} className={css['line']} d={pathThrough(line.points, line.closed)} />
              ))}
              {shape.dots.map((dot) => {
                const score = axes[dot.axis]?.cells[column]?.score ?? null;
                return (
                  <circle key={dot.axis} className={css['dot']} cx={dot.at.x} cy={dot.at.y} r={take.id === focusedId ? 3 : 2.2}>
                    <title>{`Take ${take.number} · ${axes[dot.axis]?.label ?? ''} · ${score === null ? '' : Math.round(score)} (${bandOf(score)})`}</title>
                  </circle>
                );
              })}
            </g>
          );
        })}
      </svg>
      <figcaption className={css['legend']}>
        {takes.map((take, column) => (
          <span key={take.id} data-series={seriesOf(take.id, column, pickedId)} data-focused={take.id === focusedId || undefined}>
            Take {take.number}
          </span>
        ))}
      </figcaption>
    </figure>
  );
}

/** The picked take has the accent; the others keep a quiet colour by their place. */
function seriesOf(id: string, column: number, pickedId: string | null): string {
  return id === pickedId ? 'picked' : String(column + 1);
}

const weight = (id: string, pickedId: string | null, focusedId: string | null): number => (id === focusedId ? 2 : id === pickedId ? 1 : 0);
