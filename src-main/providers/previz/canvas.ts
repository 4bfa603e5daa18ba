/**
 * A sheet to draw on: collects SVG shapes in millimetres (y down) and knows
 * the box around them. Gradients are in the sheet's own millimetres, so that
 * a light falls across many shapes as one light.
 */
import type { Hex } from '#domain/picture.ts';
import type { Drawing } from './drawing.ts';

/** Place 0–1 along the gradient, colour, opacity 0–1. */
export type Stop = readonly [offset: number, colour: Hex, opacity?: number];
export type Point = readonly [x: number, y: number];

const n = (value: number): string => String(Math.round(value * 10) / 10);

export class Canvas {
  #defs: string[] = [];
  #body: string[] = [];
  #box = { left: Infinity, top: Infinity, right: -Infinity, bottom: -Infinity };
  readonly #id: (name: string) => string;

  constructor(context: { id(name: string): string }) {
    this.#id = (name) => context.id(name);
  }

  #stops(stops: readonly Stop[]): string {
    return stops
      .map(([offset, colour, opacity]) => {
        const alpha = opacity === undefined ? '' : ` stop-opacity="${Math.round(opacity * 1000) / 1000}"`;
        return `<stop offset="${Math.round(offset * 1000) / 1000}" stop-color="${colour}"${alpha}/>`;
      })
      .join('');
  }

  /** Grows the box to hold a shape's extent. */
  cover(left: number, top: number, right: number, bottom: number): void {
    const box = this.#box;
    box.left = Math.min(box.left, left);
    box.top = Math.min(box.top, top);
    box.right = Math.max(box.right, right);
    box.bottom = Math.max(box.bottom, bottom);
  }

  /** A gradient from one point to another; returns a paint. */
  linear(x1: number, y1: number, x2: number, y2: number, stops: readonly Stop[]): string {
    const id = this.#id('l');
    this.#defs.push(
      `<linearGradient id="${id}" gradientUnits="userSpaceOnUse" x1="${n(x1)}" y1="${n(y1)}" x2="${n(x2)}" y2="${n(y2)}">${this.#stops(stops)}</linearGradient>`,
    );
    return `url(#${id})`;
  }

  /** A gradient around a point, `ry` flattening it; returns a paint. */
  radial(cx: number, cy: number, rx: number, stops: readonly Stop[], ry = rx): string {
    const id = this.#id('r');
    const squash = ry === rx ? '' : ` gradientTransform="translate(${n(cx)} ${n(cy)}) scale(1 ${ry / rx}) translate(${n(-cx)} ${n(-cy)})"`;
    this.#defs.push(
      `<radialGradient id="${id}" gradientUnits="userSpaceOnUse" cx="${n(cx)}" cy="${n(cy)}" r="${n(rx)}"${squash}>${this.#stops(stops)}</radialGradient>`,
    );
    return `url(#${id})`;
  }

  rect(x: number, y: number, width: number, height: number, fill: string, extra = ''): void {
    this.cover(x, y, x + width, y + height);
    this.#body.push(`<rect x="${n(x)}" y="${n(y)}" width="${n(width)}" height="${n(height)}" fill="${fill}" ${extra}/>`);
  }

  ellipse(cx: number, cy: number, rx: number, ry: number, fill: string, extra = ''): void {
    this.cover(cx - rx, cy - ry, cx + rx, cy + ry);
    this.#body.push(`<ellipse cx="${n(cx)}" cy="${n(cy)}" rx="${n(rx)}" ry="${n(ry)}" fill="${fill}" ${extra}/>`);
  }

  polygon(points: readonly Point[], fill: string, extra = ''): void {
    for (const [x, y] of points) this.cover(x, y, x, y);
    this.#body.push(`<path d="M${points.map(([x, y]) => `${n(x)} ${n(y)}`).join('L')}Z" fill="${fill}" ${extra}/>`);
  }

  line(points: readonly Point[], colour: string, width: number, extra = ''): void {
    for (const [x, y] of points) this.cover(x - width, y - width, x + width, y + width);
    this.#body.push(
      `<path d="M${points.map(([x, y]) => `${n(x)} ${n(y)}`).join('L')}" fill="none" stroke="${colour}" stroke-width="${n(width)}" stroke-linecap="round" stroke-linejoin="round" ${extra}/>`,
    );
  }

  /** A smooth closed or open outline through the points (Catmull–Rom as cubic curves). */
  curve(points: readonly Point[], fill: string, options: { closed?: boolean; extra?: string; pad?: number } = {}): void {
    const pad = options.pad ?? 0;
    for (const [x, y] of points) this.cover(x - pad, y - pad, x + pad, y + pad);
    this.#body.push(`<path d="${smoothPath(points, options.closed ?? true)}" fill="${fill}" ${options.extra ?? ''}/>`);
  }

  /** Raw path data with the box it fills. */
  path(d: string, fill: string, box: { x: number; y: number; width: number; height: number }, extra = ''): void {
    this.cover(box.x, box.y, box.x + box.width, box.y + box.height);
    this.#body.push(`<path d="${d}" fill="${fill}" ${extra}/>`);
  }

  /** Puts another drawing on the sheet, moved and scaled (negative `sx` mirrors). */
  place(drawing: Drawing, x: number, y: number, sx = 1, sy = sx, extra = ''): void {
    const b = drawing.bounds;
    const xs = [x + b.x * sx, x + (b.x + b.width) * sx];
    const ys = [y + b.y * sy, y + (b.y + b.height) * sy];
    this.cover(Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys));
    this.#defs.push(drawing.defs);
    this.#body.push(`<g transform="translate(${n(x)} ${n(y)}) scale(${sx} ${sy})" ${extra}>${drawing.body}</g>`);
  }

  /** Draws inside a group with the given attributes (opacity, clip, transform that keeps the box). */
  group(attributes: string, draw: () => void): void {
    this.#body.push(`<g ${attributes}>`);
    draw();
    this.#body.push('</g>');
  }

  /** Registers a clip path of raw shapes; returns the attribute that applies it. */
  clip(shapes: string): string {
    const id = this.#id('c');
    this.#defs.push(`<clipPath id="${id}">${shapes}</clipPath>`);
    return `clip-path="url(#${id})"`;
  }

  drawing(): Drawing {
    const box = this.#box;
    const empty = box.right < box.left;
    return {
      defs: this.#defs.join(''),
      body: this.#body.join(''),
      bounds: empty
        ? { x: 0, y: 0, width: 0, height: 0 }
        : { x: box.left, y: box.top, width: box.right - box.left, height: box.bottom - box.top },
    };
  }
}

/** Path data of a smooth line through the points. */
export function smoothPath(points: readonly Point[], closed: boolean): string {
  const first = points[0];
  if (!first) return '';
  const count = points.length;
  const at = (index: number): Point => {
    const wrapped = closed ? (index + count) % count : Math.min(count - 1, Math.max(0, index));
    return points[wrapped] ?? first;
  };
  let d = `M${n(first[0])} ${n(first[1])}`;
  const last = closed ? count : count - 1;
  for (let index = 0; index < last; index++) {
    const [p0, p1, p2, p3] = [at(index - 1), at(index), at(index + 1), at(index + 2)];
    d += `C${n(p1[0] + (p2[0] - p0[0]) / 6)} ${n(p1[1] + (p2[1] - p0[1]) / 6)} ${n(p2[0] - (p3[0] - p1[0]) / 6)} ${n(p2[1] - (p3[1] - p1[1]) / 6)} ${n(p2[0])} ${n(p2[1])}`;
  }
  return closed ? `${d}Z` : d;
}

/** The same drawing seen in a mirror. */
export function mirrored(drawing: Drawing): Drawing {
  return {
    defs: drawing.defs,
    body: `<g transform="scale(-1 1)">${drawing.body}</g>`,
    bounds: { ...drawing.bounds, x: -drawing.bounds.x - drawing.bounds.width },
  };
}
