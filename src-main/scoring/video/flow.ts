/**
 * Dense optical flow by inverse search (DIS) after Kroeger et al., ECCV 2016.
 *
 * Coarse to fine: on each level of a pyramid, 8×8 patches of the first picture
 * are matched in the second by inverse compositional gradient descent (the
 * Hessian of a patch is computed once), starting from the coarser level's flow
 * and from the neighbours' answers; then every pixel takes the mean of the
 * patches over it, weighted by how well each explains it. The optional
 * variational refinement is left out: it costs more than everything else and
 * changes neither of the two measures made from the flow.
 */
import type { Plane } from '../image/raster.ts';

const PATCH = 8;
const SAMPLES = PATCH * PATCH;
/** Descent steps per pass; a patch is visited in two passes. */
const STEPS = 8;
/** Squared step in px² below which a patch has converged. */
const CONVERGED = 0.01 * 0.01;
/** Squared error of a patch (grey²) that is nothing but rounding: an RMS of a third of a level. */
const EXPLAINED = SAMPLES / 9;
/**
 * Added to the Hessian's diagonal (grey²): patches without texture keep what they were given instead of following
 * noise and the steps of 8-bit gradients. Measured on soft drawings, where less lets false motion through.
 */
const DAMPING = 1024;

/** One pyramid level: brightness with a replicated border of one patch, gradients without border. */
interface Level {
  width: number;
  height: number;
  /** Row length of `grey`. */
  stride: number;
  grey: Float32Array;
  gx: Float32Array;
  gy: Float32Array;
}

/** A picture made ready for flow; costs about as much as reading it, so frames used in several pairs keep theirs. */
export interface FlowPyramid {
  readonly width: number;
  readonly height: number;
  readonly levels: readonly Level[];
}

/** Displacement of every pixel of the first picture, in its own px: pixel (x, y) is found at (x + u, y + v) in the second. */
export interface Flow {
  readonly width: number;
  readonly height: number;
  readonly u: Float32Array;
  readonly v: Float32Array;
}

function levelOf(values: Float32Array, width: number, height: number): Level {
  const stride = width + 2 * PATCH;
  const grey = new Float32Array(stride * (height + 2 * PATCH));
  for (let y = 0; y < height + 2 * PATCH; y += 1) {
    const from = Math.min(height - 1, Math.max(0, y - PATCH)) * width;
    const to = y * stride;
    grey.set(values.subarray(from, from + width), to + PATCH);
    grey.fill(values[from] as number, to, to + PATCH);
    grey.fill(values[from + width - 1] as number, to + PATCH + width, to + stride);
  }
  const gx = new Float32Array(width * height);
  const gy = new Float32Array(width * height);
  for (let y = 0; y < height; y += 1) {
    let at = (y + PATCH) * stride + PATCH;
    for (let x = 0, to = y * width; x < width; x += 1, to += 1, at += 1) {
      gx[to] = ((grey[at + 1] as number) - (grey[at - 1] as number)) * 0.5;
      gy[to] = ((grey[at + stride] as number) - (grey[at - stride] as number)) * 0.5;
    }
  }
  return { width, height, stride, grey, gx, gy };
}

function halve(values: Float32Array, width: number, height: number): Float32Array {
  const w = width >> 1;
  const h = height >> 1;
  const result = new Float32Array(w * h);
  for (let y = 0; y < h; y += 1) {
    let at = 2 * y * width;
    for (let x = 0, to = y * w; x < w; x += 1, to += 1, at += 2) {
      result[to] =
        ((values[at] as number) + (values[at + 1] as number) + (values[at + width] as number) + (values[at + width + 1] as number)) * 0.25;
    }
  }
  return result;
}

/** Prepares a luma plane; both sides must be at least 16 px. */
export function flowPyramid(luma: Plane): FlowPyramid {
  let { width, height } = luma;
  if (Math.min(width, height) < 2 * PATCH) throw new RangeError(`Optical flow needs at least 16×16 px, not ${width}×${height}.`);
  let values = Float32Array.from(luma.data);
  const levels = [levelOf(values, width, height)];
  // Coarsest level: the short side still holds two patches and the long side about four.
  while (Math.min(width, height) >= 4 * PATCH && Math.max(width, height) >= 8 * PATCH) {
    values = halve(values, width, height) as Float32Array<ArrayBuffer>;
    width >>= 1;
    height >>= 1;
    levels.push(levelOf(values, width, height));
  }
  return { width: luma.width, height: luma.height, levels };
}

/** Left (or top) edges of the patches along one axis; the last one is flush with the far side. */
function patchStarts(size: number, spacing: number): Int32Array {
  const starts: number[] = [];
  for (let at = 0; at < size - PATCH; at += spacing) starts.push(at);
  starts.push(size - PATCH);
  return Int32Array.from(starts);
}

/** Sums over one patch of the mean-free difference between the second picture at a displacement and the first. */
interface Match {
  ssd: number;
  bx: number;
  by: number;
}

/** `sx`, `sy` are the sums of the patch's gradients. */
function match(a: Level, b: Level, px: number, py: number, u: number, v: number, sx: number, sy: number, out: Match): void {
  // The border of one patch bounds how far outside a patch may look.
  const x = Math.min(b.width - 1, Math.max(-PATCH, px + u)) + PATCH;
  const y = Math.min(b.height - 1, Math.max(-PATCH, py + v)) + PATCH;
  const x0 = Math.min(b.stride - PATCH - 2, Math.floor(x));
  const y0 = Math.min(b.height + PATCH - 2, Math.floor(y));
  const fx = x - x0;
  const fy = y - y0;
  const w00 = (1 - fx) * (1 - fy);
  const w01 = fx * (1 - fy);
  const w10 = (1 - fx) * fy;
  const w11 = fx * fy;
  const second = b.grey;
  const first = a.grey;
  const { gx, gy } = a;
  let sum = 0;
  let squares = 0;
  let bx = 0;
  let by = 0;
  for (let row = 0; row < PATCH; row += 1) {
    let at = (y0 + row) * b.stride + x0;
    let reference = (py + row + PATCH) * a.stride + px + PATCH;
    let gradient = (py + row) * a.width + px;
    for (let column = 0; column < PATCH; column += 1) {
      const difference =
        w00 * (second[at] as number) +
        w01 * (second[at + 1] as number) +
        w10 * (second[at + b.stride] as number) +
        w11 * (second[at + b.stride + 1] as number) -
        (first[reference] as number);
      sum += difference;
      squares += difference * difference;
      bx += difference * (gx[gradient] as number);
      by += difference * (gy[gradient] as number);
      at += 1;
      reference += 1;
      gradient += 1;
    }
  }
  out.ssd = squares - (sum * sum) / SAMPLES;
  out.bx = bx - (sum * sx) / SAMPLES;
  out.by = by - (sum * sy) / SAMPLES;
}

/** Inverse search on one level: `u`, `v` hold one displacement per patch, row by row, and are improved in place. */
function searchPatches(a: Level, b: Level, xs: Int32Array, ys: Int32Array, u: Float32Array, v: Float32Array): void {
  const columns = xs.length;
  const result: Match = { ssd: 0, bx: 0, by: 0 };
  for (let pass = 0; pass < 2; pass += 1) {
    const forward = pass === 0;
    for (let n = 0; n < u.length; n += 1) {
      const index = forward ? n : u.length - 1 - n;
      const column = index % columns;
      const row = (index - column) / columns;
      const px = xs[column] as number;
      const py = ys[row] as number;

      let hxx = 0;
      let hxy = 0;
      let hyy = 0;
      let sx = 0;
      let sy = 0;
      for (let y = 0; y < PATCH; y += 1) {
        let at = (py + y) * a.width + px;
        for (let x = 0; x < PATCH; x += 1, at += 1) {
          const dx = a.gx[at] as number;
          const dy = a.gy[at] as number;
          hxx += dx * dx;
          hxy += dx * dy;
          hyy += dy * dy;
          sx += dx;
          sy += dy;
        }
      }
      hxx += DAMPING - (sx * sx) / SAMPLES;
      hxy -= (sx * sy) / SAMPLES;
      hyy += DAMPING - (sy * sy) / SAMPLES;

      // Start from whichever of the patch's own and its visited neighbours' answers fits best: motion spreads
      // that way into areas without texture.
      let bestU = u[index] as number;
      let bestV = v[index] as number;
      match(a, b, px, py, bestU, bestV, sx, sy, result);
      let best = result.ssd;
      let bx = result.bx;
      let by = result.by;
      const beside = forward ? (column > 0 ? index - 1 : -1) : column < columns - 1 ? index + 1 : -1;
      const beyond = forward ? index - columns : index + columns < u.length ? index + columns : -1;
      for (const neighbour of [beside, beyond]) {
        if (neighbour < 0) continue;
        const candidateU = u[neighbour] as number;
        const candidateV = v[neighbour] as number;
        if (Math.abs(candidateU - bestU) + Math.abs(candidateV - bestV) < 0.05) continue;
        match(a, b, px, py, candidateU, candidateV, sx, sy, result);
        if (result.ssd < best) {
          best = result.ssd;
          bestU = candidateU;
          bestV = candidateV;
          bx = result.bx;
          by = result.by;
        }
      }

      const determinant = hxx * hyy - hxy * hxy;
      const startU = bestU;
      const startV = bestV;
      for (let step = 0; step < STEPS && best > EXPLAINED; step += 1) {
        const du = (hyy * bx - hxy * by) / determinant;
        const dv = (hxx * by - hxy * bx) / determinant;
        const nextU = bestU - du;
        const nextV = bestV - dv;
        // A step that leaves the patch's neighbourhood is a lost match.
        if (Math.abs(nextU - startU) > PATCH || Math.abs(nextV - startV) > PATCH) {
          bestU = startU;
          bestV = startV;
          break;
        }
        match(a, b, px, py, nextU, nextV, sx, sy, result);
        if (result.ssd >= best) break;
        best = result.ssd;
        bestU = nextU;
        bestV = nextV;
        bx = result.bx;
        by = result.by;
        if (du * du + dv * dv < CONVERGED) break;
      }
      u[index] = bestU;
      v[index] = bestV;
    }
  }
}

/** Pixel flow from patch flow: mean of the covering patches, weighted by 1 / max(1, brightness error). */
function densify(a: Level, b: Level, xs: Int32Array, ys: Int32Array, pu: Float32Array, pv: Float32Array): Flow {
  const { width, height } = a;
  const u = new Float32Array(width * height);
  const v = new Float32Array(width * height);
  const weights = new Float32Array(width * height);
  for (let index = 0; index < pu.length; index += 1) {
    const column = index % xs.length;
    const px = xs[column] as number;
    const py = ys[(index - column) / xs.length] as number;
    const du = pu[index] as number;
    const dv = pv[index] as number;
    const x = Math.min(b.width - 1, Math.max(-PATCH, px + du)) + PATCH;
    const y = Math.min(b.height - 1, Math.max(-PATCH, py + dv)) + PATCH;
    const x0 = Math.min(b.stride - PATCH - 2, Math.floor(x));
    const y0 = Math.min(b.height + PATCH - 2, Math.floor(y));
    const fx = x - x0;
    const fy = y - y0;
    for (let row = 0; row < PATCH; row += 1) {
      let at = (y0 + row) * b.stride + x0;
      let reference = (py + row + PATCH) * a.stride + px + PATCH;
      let to = (py + row) * width + px;
      for (let i = 0; i < PATCH; i += 1) {
        const top = (b.grey[at] as number) + fx * ((b.grey[at + 1] as number) - (b.grey[at] as number));
        const bottom = (b.grey[at + b.stride] as number) + fx * ((b.grey[at + b.stride + 1] as number) - (b.grey[at + b.stride] as number));
        const error = Math.abs(top + fy * (bottom - top) - (a.grey[reference] as number));
        const weight = error > 1 ? 1 / error : 1;
        u[to] = (u[to] as number) + weight * du;
        v[to] = (v[to] as number) + weight * dv;
        weights[to] = (weights[to] as number) + weight;
        at += 1;
        reference += 1;
        to += 1;
      }
    }
  }
  for (let i = 0; i < u.length; i += 1) {
    u[i] = (u[i] as number) / (weights[i] as number);
    v[i] = (v[i] as number) / (weights[i] as number);
  }
  return { width, height, u, v };
}

/** Bilinear enlargement of a flow to another level's size, displacements scaled along. */
function enlarge(flow: Flow, width: number, height: number): Flow {
  const factorX = width / flow.width;
  const factorY = height / flow.height;
  const u = new Float32Array(width * height);
  const v = new Float32Array(width * height);
  for (let y = 0; y < height; y += 1) {
    const sy = Math.min(flow.height - 1, Math.max(0, (y + 0.5) / factorY - 0.5));
    const y0 = Math.min(flow.height - 1, Math.floor(sy));
    const y1 = Math.min(flow.height - 1, y0 + 1);
    const fy = sy - y0;
    for (let x = 0; x < width; x += 1) {
      const sx = Math.min(flow.width - 1, Math.max(0, (x + 0.5) / factorX - 0.5));
      const x0 = Math.floor(sx);
      const x1 = Math.min(flow.width - 1, x0 + 1);
      const fx = sx - x0;
      const a = y0 * flow.width;
      const b = y1 * flow.width;
      const w00 = (1 - fx) * (1 - fy);
      const w01 = fx * (1 - fy);
      const w10 = (1 - fx) * fy;
      const w11 = fx * fy;
      const to = y * width + x;
      u[to] =
        factorX *
        (w00 * (flow.u[a + x0] as number) +
          w01 * (flow.u[a + x1] as number) +
          w10 * (flow.u[b + x0] as number) +
          w11 * (flow.u[b + x1] as number));
      v[to] =
        factorY *
        (w00 * (flow.v[a + x0] as number) +
          w01 * (flow.v[a + x1] as number) +
          w10 * (flow.v[b + x0] as number) +
          w11 * (flow.v[b + x1] as number));
    }
  }
  return { width, height, u, v };
}

/**
 * Flow from the first picture to the second at the size of pyramid level `finest` (0 = full size; 1 halves
 * both sides and is a quarter of the work), displacements in px of that level. Pictures too small for the
 * level use their coarsest. `spacing` is the distance between patches, px.
 */
export function searchFlow(first: FlowPyramid, second: FlowPyramid, finest = 1, spacing = 4): Flow {
  if (first.width !== second.width || first.height !== second.height) throw new RangeError('Optical flow needs pictures of one size.');
  let flow: Flow | null = null;
  for (let scale = first.levels.length - 1; scale >= Math.min(finest, first.levels.length - 1); scale -= 1) {
    const a = first.levels[scale] as Level;
    const b = second.levels[scale] as Level;
    const xs = patchStarts(a.width, spacing);
    const ys = patchStarts(a.height, spacing);
    const u = new Float32Array(xs.length * ys.length);
    const v = new Float32Array(xs.length * ys.length);
    if (flow !== null) {
      // Start from the coarser flow under the patch's centre.
      for (let index = 0; index < u.length; index += 1) {
        const column = index % xs.length;
        const x = Math.min(flow.width - 1, ((xs[column] as number) + PATCH / 2) >> 1);
        const y = Math.min(flow.height - 1, ((ys[(index - column) / xs.length] as number) + PATCH / 2) >> 1);
        u[index] = 2 * (flow.u[y * flow.width + x] as number);
        v[index] = 2 * (flow.v[y * flow.width + x] as number);
      }
    }
    searchPatches(a, b, xs, ys, u, v);
    flow = densify(a, b, xs, ys, u, v);
  }
  if (flow === null) throw new RangeError('Optical flow needs at least one pyramid level.');
  return flow;
}

/** Flow from the first picture to the second at full size; searched at level `finest`, then enlarged. About 0.1 px exact. */
export function denseFlow(first: FlowPyramid, second: FlowPyramid, finest = 1): Flow {
  const flow = searchFlow(first, second, finest);
  return flow.width === first.width && flow.height === first.height ? flow : enlarge(flow, first.width, first.height);
}
