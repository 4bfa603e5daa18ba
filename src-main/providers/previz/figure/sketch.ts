/**
 * The pencil everything in the cast is drawn with: it collects shapes, their
 * gradients, and the box around them, and models each form under the one light.
 */
import type { Hex } from '#domain/picture.ts';
import type { DrawContext, Drawing } from '../drawing.ts';
import { boxOf, ellipse, grown, n, union } from './outline.ts';
import type { Box, Point } from './outline.ts';
import type { Tones } from './tones.ts';

export interface FormStyle {
  /** Width of the light on the edge that faces the source, mm. 0 for none. */
  rim?: number;
  /** Width of the core shadow on the other edge, mm. 0 for none. */
  core?: number;
  /** Across which direction the form turns; default is the light's own. Need not be unit length. */
  axis?: Point;
  /** Where the terminator lies across the form, 0 (all shadow) … 1 (all lit). Default 0.55. */
  turn?: number;
  /** Where the form joins another and shows no edge: core and rim fade out towards this circle's middle. */
  joined?: { x: number; y: number; r: number };
  /** Outline of the larger whole this form is part of: only there an edge can catch the rim. Default: the form's own. */
  silhouette?: string;
  /** Holes in the outline stay open. */
  holes?: boolean;
  /** Marks drawn on the form and cut at its edge, under core and rim. */
  marks?: (sketch: Sketch) => void;
}

export interface StrokeStyle {
  opacity?: number;
  cap?: 'round' | 'butt';
}

export interface Stop {
  at: number;
  color: Hex;
  opacity?: number;
}

const everywhere = 'M-20000 -20000L20000 -20000L20000 20000L-20000 20000Z';

export class Sketch {
  readonly ctx: DrawContext;
  private readonly defs: string[] = [];
  private readonly body: string[] = [];
  private box: Box | null = null;
  /** Inside a cut nothing can grow the box: the cut has already been counted. */
  private cuts = 0;

  constructor(ctx: DrawContext) {
    this.ctx = ctx;
  }

  private cover(box: Box): void {
    if (this.cuts === 0) this.box = union(this.box, box);
  }

  /** `url(#…)` of a gradient between two points, mm. */
  linear(from: Point, to: Point, stops: readonly Stop[]): string {
    const id = this.ctx.id('g');
    this.defs.push(
      `<linearGradient id="${id}" gradientUnits="userSpaceOnUse" x1="${n(from.x)}" y1="${n(from.y)}" x2="${n(to.x)}" y2="${n(to.y)}">${stopMarkup(stops)}</linearGradient>`,
    );
    return `url(#${id})`;
  }

  /** Fills a path with a colour or a gradient. */
  fill(d: string, paint: string, opacity = 1, rule: 'nonzero' | 'evenodd' = 'nonzero'): void {
    if (d === '') return;
    this.cover(boxOf(d));
    this.body.push(
      `<path d="${d}" fill="${paint}"${opacity < 1 ? ` fill-opacity="${n(opacity)}"` : ''}${rule === 'evenodd' ? ' fill-rule="evenodd"' : ''}/>`,
    );
  }

  stroke(d: string, paint: string, width: number, style: StrokeStyle = {}): void {
    if (d === '') return;
    this.cover(grown(boxOf(d), width / 2));
    const opacity = style.opacity ?? 1;
    const cap = style.cap ?? 'round';
    this.body.push(
      `<path d="${d}" fill="none" stroke="${paint}" stroke-width="${n(width)}" stroke-linejoin="round"${cap === 'round' ? ' stroke-linecap="round"' : ''}${opacity < 1 ? ` stroke-opacity="${n(opacity)}"` : ''}/>`,
    );
  }

  /** A soft spot that fades to nothing at its edge. */
  glow(cx: number, cy: number, rx: number, ry: number, color: Hex, opacity: number, core = 0): void {
    const id = this.ctx.id('r');
    this.defs.push(
      `<radialGradient id="${id}">${stopMarkup([
        { at: 0, color, opacity },
        { at: core, color, opacity },
        { at: core + (1 - core) * 0.5, color, opacity: opacity * 0.38 },
        { at: 1, color, opacity: 0 },
      ])}</radialGradient>`,
    );
    this.fill(ellipse(cx, cy, rx, ry), `url(#${id})`);
  }

  /** Draws what `inside` draws, cut at the outline `d`. */
  cut(d: string, inside: (sketch: Sketch) => void, rule: 'nonzero' | 'evenodd' = 'nonzero'): void {
    this.cover(boxOf(d));
    const id = this.ctx.id('c');
    this.defs.push(`<clipPath id="${id}"><path d="${d}"${rule === 'evenodd' ? ' clip-rule="evenodd"' : ''}/></clipPath>`);
    this.body.push(`<g clip-path="url(#${id})">`);
    this.cuts += 1;
    inside(this);
    this.cuts -= 1;
    this.body.push('</g>');
  }

  /** Draws what `inside` draws, fading to nothing inside a circle. */
  private faded(area: Box, circle: { x: number; y: number; r: number }, inside: () => void): void {
    const id = this.ctx.id('m');
    const gradient = this.ctx.id('r');
    this.defs.push(
      `<radialGradient id="${gradient}">${stopMarkup([
        { at: 0, color: '#000000' },
        { at: 0.62, color: '#000000' },
        { at: 1, color: '#000000', opacity: 0 },
      ])}</radialGradient>` +
        `<mask id="${id}" maskUnits="userSpaceOnUse" x="${n(area.x)}" y="${n(area.y)}" width="${n(area.width)}" height="${n(area.height)}">` +
        `<path d="${everywhere}" fill="#ffffff"/><path d="${ellipse(circle.x, circle.y, circle.r, circle.r)}" fill="url(#${gradient})"/></mask>`,
    );
    this.body.push(`<g mask="url(#${id})">`);
    inside();
    this.body.push('</g>');
  }

  /** The part of the present cut that `d`, moved by (dx, dy), does not cover: crescents of light and shadow. */
  outside(d: string, dx: number, dy: number, paint: string, opacity = 1): void {
    this.body.push(
      `<path d="${everywhere}${d}" transform="translate(${n(dx)} ${n(dy)})" fill="${paint}" fill-rule="evenodd"${opacity < 1 ? ` fill-opacity="${n(opacity)}"` : ''}/>`,
    );
  }

  /** A path moved by (dx, dy): cast shadows. Only inside a cut. */
  moved(d: string, dx: number, dy: number, paint: string, opacity: number): void {
    this.body.push(`<path d="${d}" transform="translate(${n(dx)} ${n(dy)})" fill="${paint}" fill-opacity="${n(opacity)}"/>`);
  }

  /** A rounded form under the light: gradient across it, core shadow on the far edge, rim on the near one. */
  form(d: string, tones: Tones, style: FormStyle = {}): void {
    if (d === '') return;
    const { light } = this.ctx;
    const gradient = this.across(boxOf(d), style.axis ?? { x: light.x, y: light.y }, tones, style.turn ?? 0.55);
    const core = style.core ?? 0;
    const rim = style.rim ?? 0;
    if (core <= 0 && rim <= 0 && !style.marks) {
      this.fill(d, gradient);
      return;
    }
    this.cut(
      d,
      () => {
        this.fill(d, gradient);
        style.marks?.(this);
        const edges = (): void => {
          if (core > 0) {
            // A hard light cuts one edge; a soft one fades over several weak steps.
            const steps = light.softness > 0.4 ? [1, 0.78, 0.56, 0.34] : [1, 0.45];
            const strength = (0.62 - 0.22 * light.softness) / Math.sqrt(steps.length);
            for (const step of steps) this.outside(d, -light.x * core * step, -light.y * core * step, tones.deep, strength);
          }
          if (rim > 0) this.outside(style.silhouette ?? d, light.x * rim, light.y * rim, tones.rim, 0.92);
        };
        if (style.joined === undefined) edges();
        else this.faded(boxOf(d), style.joined, edges);
      },
      style.holes === true ? 'evenodd' : 'nonzero',
    );
  }

  /** Gradient over a box along `axis`, lit side first. */
  across(box: Box, axis: Point, tones: Tones, turn: number): string {
    const length = Math.hypot(axis.x, axis.y) || 1;
    let [ax, ay] = [axis.x / length, axis.y / length];
    const { light } = this.ctx;
    if (ax * light.x + ay * light.y < 0) [ax, ay] = [-ax, -ay];
    const reach = (Math.abs(ax) * box.width + Math.abs(ay) * box.height) / 2;
    const [cx, cy] = [box.x + box.width / 2, box.y + box.height / 2];
    const soft = 0.1 + 0.22 * light.softness;
    return this.linear({ x: cx - ax * reach, y: cy - ay * reach }, { x: cx + ax * reach, y: cy + ay * reach }, [
      { at: 0, color: tones.light },
      { at: Math.max(0.02, turn - soft), color: tones.light },
      { at: turn, color: tones.half },
      { at: Math.min(0.98, turn + soft + 0.12), color: tones.shade },
      { at: 1, color: tones.shade },
    ]);
  }

  /** Places a finished drawing: its origin goes to (x, y), turned by `degrees` and scaled. */
  place(drawing: Drawing, x: number, y: number, degrees = 0, scale = 1): void {
    this.defs.push(drawing.defs);
    this.body.push(
      `<g transform="translate(${n(x)} ${n(y)})${degrees === 0 ? '' : ` rotate(${n(degrees)})`}${scale === 1 ? '' : ` scale(${scale})`}">${drawing.body}</g>`,
    );
    this.cover(placedBox(drawing.bounds, x, y, degrees, scale));
  }

  done(): Drawing {
    return {
      defs: this.defs.join(''),
      body: this.body.join(''),
      bounds: this.box ?? { x: 0, y: 0, width: 0, height: 0 },
    };
  }
}

/** Where a point of a placed drawing lands. */
export function placedPoint(p: Point, x: number, y: number, degrees: number, scale: number): Point {
  const a = (degrees * Math.PI) / 180;
  return {
    x: x + (p.x * Math.cos(a) - p.y * Math.sin(a)) * scale,
    y: y + (p.x * Math.sin(a) + p.y * Math.cos(a)) * scale,
  };
}

function placedBox(box: Box, x: number, y: number, degrees: number, scale: number): Box {
  let result: Box | null = null;
  for (const corner of [
    { x: box.x, y: box.y },
    { x: box.x + box.width, y: box.y },
    { x: box.x, y: box.y + box.height },
    { x: box.x + box.width, y: box.y + box.height },
  ]) {
    const p = placedPoint(corner, x, y, degrees, scale);
    result = union(result, { ...p, width: 0, height: 0 });
  }
  return result ?? box;
}

function stopMarkup(stops: readonly Stop[]): string {
  return stops
    .map(
      (stop) =>
        `<stop offset="${n(stop.at)}" stop-color="${stop.color}"${stop.opacity === undefined ? '' : ` stop-opacity="${n(stop.opacity)}"`}/>`,
    )
    .join('');
}
