/** What a request wants, fitted to what a model makes: lengths, shapes, sizes, rates. Pure. */
import type { ModelParam, Scalar } from './schema.ts';
import { numberIn, sizeIn, type Size } from './wire.ts';

/** `reason` is null when the value is exactly what was wanted. */
export interface Fitted {
  value: Scalar;
  reason: string | null;
}

/** A clip may be this much shorter than its scene without anyone noticing: less than two frames. Seconds. */
const UNNOTICED = 0.06;

const round = (value: number, digits = 3): number => Number(value.toFixed(digits));
export const inWords = (items: readonly string[], last = 'or'): string =>
  items.length < 2 ? (items[0] ?? '') : `${items.slice(0, -1).join(', ')} ${last} ${items[items.length - 1]}`;
export const secondsInWords = (seconds: number): string => (round(seconds, 2) === 1 ? '1 second' : `${round(seconds, 2)} seconds`);

/** Values that a parameter lists, in our words where it has words of its own. */
export function valuesOf(param: ModelParam): Scalar[] {
  if (param.values !== undefined) return param.values;
  return param.words === undefined ? [] : Object.keys(param.words);
}

function numbersOf(param: ModelParam): { value: Scalar; number: number }[] {
  return valuesOf(param)
    .flatMap((value) => {
      const number = numberIn(value);
      return number === null ? [] : [{ value, number }];
    })
    .sort((a, b) => a.number - b.number);
}

const stepOf = (param: ModelParam): number | null => param.step ?? (param.wireType === 'number' ? null : 1);

/** The nearest number on the parameter's grid: multiples of the step from `min`, within the range. */
function onGrid(param: ModelParam, wanted: number, rounding: (value: number) => number): number {
  const { min = -Infinity, max = Infinity } = param;
  const step = stepOf(param);
  const inside = Math.min(max, Math.max(min, wanted));
  if (step === null) return round(inside, 6);
  const start = Number.isFinite(min) ? min : 0;
  // Sums of tenths come out a hair too large; they must not cost a whole step more.
  const steps = rounding(round((inside - start) / step, 6));
  const most = Math.floor(round((max - start) / step, 6));
  return round(start + Math.min(most, steps) * step, 6);
}

/** Any number: the nearest that is allowed. `what` names it, e.g. "frames a second". */
export function fitNumber(param: ModelParam, wanted: number, what: string, model: string): Fitted {
  const listed = numbersOf(param);
  let value: Scalar;
  if (listed.length > 0) {
    const nearest = listed.reduce((best, each) => (Math.abs(each.number - wanted) < Math.abs(best.number - wanted) ? each : best));
    value = nearest.value;
  } else value = onGrid(param, wanted, Math.round);
  const got = numberIn(value) ?? wanted;
  if (Math.abs(got - wanted) < 1e-6) return { value, reason: null };
  return { value, reason: `${model} makes ${rangeInWords(param, listed)} ${what}; ${got} is the nearest.` };
}

/** Whole numbers without a gap are a range to people. */
const isRun = (numbers: readonly number[]): boolean =>
  numbers.length > 2 && numbers.every((number, index) => index === 0 || number - (numbers[index - 1] ?? 0) === 1);

function rangeInWords(param: ModelParam, listed: { number: number }[]): string {
  const numbers = listed.map(({ number }) => number);
  if (isRun(numbers) || numbers.length > 8) return `${numbers[0]} to ${numbers[numbers.length - 1]}`;
  if (numbers.length > 0) return inWords(numbers.map(String));
  if (param.min !== undefined && param.max !== undefined)
    return param.min === param.max ? String(param.min) : `${param.min} to ${param.max}`;
  if (param.max !== undefined) return `at most ${param.max}`;
  if (param.min !== undefined) return `at least ${param.min}`;
  return `multiples of ${stepOf(param) ?? 1}`;
}

/** Allowed lengths of a clip in words: "5 or 10", "3 to 15"; empty when nothing is said. */
export function lengthsInWords(param: ModelParam): string {
  const listed = numbersOf(param);
  return listed.length > 0 || param.min !== undefined || param.max !== undefined ? rangeInWords(param, listed) : '';
}

function atLeast(param: ModelParam, wanted: number): { value: Scalar; number: number } {
  const listed = numbersOf(param);
  const longest = listed[listed.length - 1];
  if (longest !== undefined) return listed.find((each) => each.number >= wanted) ?? longest;
  const number = onGrid(param, wanted, Math.ceil);
  return { value: number, number };
}

/** Length of a clip: the shortest that covers the scene, else the longest there is. */
export function fitSeconds(param: ModelParam, wanted: number, model: string): Fitted {
  const exactly = stepOf(param) === null && numbersOf(param).length === 0;
  const chosen = atLeast(param, exactly ? wanted : wanted - UNNOTICED);
  return { value: chosen.value, reason: lengthReason(wanted, chosen.number, model, lengthsInWords(param)) };
}

function lengthReason(wanted: number, made: number, model: string, lengths: string): string | null {
  if (Math.abs(made - wanted) <= UNNOTICED) return null;
  const makes =
    lengths === ''
      ? `${model} makes whole seconds`
      : `${model} makes clips of ${lengths} ${/(?:^|\s)1$/u.test(lengths) ? 'second' : 'seconds'}`;
  if (made > wanted) {
    return `${makes}; ${secondsInWords(made)} ${made === 1 ? 'is' : 'are'} made and the cut uses the first ${round(wanted, 2)}.`;
  }
  return `${makes}; ${secondsInWords(made)} ${made === 1 ? 'is' : 'are'} made and the last ${secondsInWords(wanted - made)} of the scene will be missing.`;
}

/** Number of frames: enough for the scene at `fps`, else the most there are. */
export function fitFrames(param: ModelParam, seconds: number, fps: number, model: string): Fitted {
  const wanted = Math.round(seconds * fps);
  const chosen = atLeast(param, wanted);
  const shortfall = seconds - chosen.number / fps;
  if (shortfall > UNNOTICED) {
    return {
      value: chosen.value,
      reason: `${model} makes at most ${chosen.number} frames, ${secondsInWords(chosen.number / fps)}; the last ${secondsInWords(shortfall)} of the scene will be missing.`,
    };
  }
  // A few frames more than wanted are cut off and worth no words.
  const surplus = chosen.number / fps - seconds;
  return {
    value: chosen.value,
    reason:
      surplus > 0.5 ? `${model} makes at least ${secondsInWords(chosen.number / fps)}; the cut uses the first ${round(seconds, 2)}.` : null,
  };
}

const ratioOf = (size: Size): number => size.width / size.height;

/** Shape: the nearest that is allowed, by the logarithm of width to height. Null when none of the values is a shape. */
export function fitAspect(param: ModelParam, wanted: Size, label: string, model: string): Fitted | null {
  const values = valuesOf(param);
  if (values.length === 0) return { value: label, reason: null };
  const exact = values.find((value) => value === label);
  if (exact !== undefined) return { value: exact, reason: null };
  const shapes = values.flatMap((value) => {
    const ratio = sizeIn(value);
    return ratio === null ? [] : [{ value, distance: Math.abs(Math.log(ratioOf(ratio) / ratioOf(wanted))) }];
  });
  const first = shapes[0];
  if (first === undefined) return null;
  const nearest = shapes.reduce((best, each) => (each.distance < best.distance - 1e-9 ? each : best), first);
  // 1104:832 is 4:3 to anyone who looks.
  if (nearest.distance < 0.02) return { value: nearest.value, reason: null };
  return {
    value: nearest.value,
    reason: `${model} makes ${inWords(shapes.map((each) => String(each.value)))}; ${String(nearest.value)} is the nearest to ${label}.`,
  };
}

/** Shapes this close are the same to the eye: 832 × 480 is 16:9 in multiples of 16. Difference of logarithms. */
const SAME_SHAPE = 0.05;

/**
 * Size from a list: the nearest shape, and of those the smallest that is large enough, since shrinking loses nothing.
 * Null when none of the values is a size.
 */
export function fitListedSize(param: ModelParam, wanted: Size, model: string, what: 'pictures' | 'clips'): Fitted | null {
  const sizes = valuesOf(param).flatMap((value) => {
    const size = sizeIn(value);
    if (size === null) return [];
    const shape = Math.abs(Math.log(ratioOf(size) / ratioOf(wanted)));
    const area = (size.width * size.height) / (wanted.width * wanted.height);
    return [{ value, size, shape, area }];
  });
  const first = sizes[0];
  if (first === undefined) return null;
  const nearestShape = Math.min(...sizes.map((each) => each.shape));
  const exact = sizes.find(({ size }) => size.width === wanted.width && size.height === wanted.height);
  const alike = sizes.filter((each) => each.shape <= nearestShape + SAME_SHAPE).sort((a, b) => a.area - b.area);
  const nearest = exact ?? alike.find((each) => each.area > 0.9) ?? alike[alike.length - 1] ?? first;
  const { width, height } = nearest.size;
  if (width === wanted.width && height === wanted.height) return { value: nearest.value, reason: null };
  return {
    value: nearest.value,
    reason: `${model} makes ${what} of certain sizes only; ${width} × ${height} is the nearest to ${wanted.width} × ${wanted.height}.`,
  };
}

interface SideLimits {
  min?: number | undefined;
  max?: number | undefined;
  step?: number | undefined;
}

/** Width and height within their limits: scaled together so that the shape stays, then set on the grid of each. */
export function fitSides(wanted: Size, widths: SideLimits, heights: SideLimits): Size {
  const shrink = Math.min(1, (widths.max ?? Infinity) / wanted.width, (heights.max ?? Infinity) / wanted.height);
  const grow = Math.max(1, (widths.min ?? 0) / wanted.width, (heights.min ?? 0) / wanted.height);
  const scale = shrink < 1 ? shrink : grow;
  const side = (length: number, limits: SideLimits): number => {
    const step = limits.step ?? 1;
    const { min = step, max = Infinity } = limits;
    const start = limits.min === undefined ? 0 : limits.min;
    const number = start + Math.round((length * scale - start) / step) * step;
    const most = max === Infinity ? Infinity : start + Math.floor((max - start) / step) * step;
    return Math.min(most, Math.max(min, number));
  };
  return { width: side(wanted.width, widths), height: side(wanted.height, heights) };
}

/** A seed within the model's range, by remainder, so that different seeds stay different where they can. */
export function fitSeed(seed: number, min: number, max: number): number {
  const whole = Math.trunc(seed);
  if (whole >= min && whole <= max) return whole;
  const span = max - min + 1;
  return min + ((((whole - min) % span) + span) % span);
}

/** A language of the list: the same, or the same but for the country. Null when it is not spoken. */
export function fitLanguage(param: ModelParam, wanted: string): Fitted | null {
  const values = valuesOf(param);
  if (values.length === 0) return { value: wanted, reason: null };
  const same = values.find((value) => String(value).toLowerCase() === wanted.toLowerCase());
  if (same !== undefined) return { value: same, reason: null };
  const base = (tag: string): string => tag.toLowerCase().split(/[-_]/u)[0] ?? '';
  const near = values.find((value) => base(String(value)) === base(wanted));
  return near === undefined ? null : { value: near, reason: null };
}
