/** Parameters of a body: what the request fills, what a person has set, and what stays at its default. Pure. */
import type { Coerced, Dropped } from '#contract/model/providers.ts';
import { spokenSeconds } from '#domain/timing.ts';
import type { GenerationRequest } from '../adapter.ts';
import {
  fitAspect,
  fitFrames,
  fitLanguage,
  fitListedSize,
  fitNumber,
  fitSeconds,
  fitSides,
  inWords,
  secondsInWords,
  valuesOf,
  type Fitted,
} from './fitting.ts';
import type { ModelDescriptor, ModelParam, Scalar } from './schema.ts';
import { numberIn, sameValue, sizeIn, type Size } from './wire.ts';

export interface FilledParams {
  /** By key; a key without a value is not sent. */
  values: Map<string, Scalar>;
  /** Keys that the request filled. */
  asked: ReadonlySet<string>;
  dropped: Dropped[];
  coerced: Coerced[];
  problems: { path: string; message: string }[];
}

/** What the request's words are for what a parameter is filled from. */
const fieldNames: Record<NonNullable<ModelParam['from']>, string> = {
  seconds: 'length',
  aspect: 'shape',
  size: 'size',
  width: 'size',
  height: 'size',
  fps: 'frame rate',
  frames: 'length',
  language: 'language',
  speed: 'speed',
};
export const fieldName = (param: ModelParam): string =>
  param.from === undefined ? param.key.replaceAll('_', ' ') : fieldNames[param.from];

const greatestDivisor = (a: number, b: number): number => (b === 0 ? a : greatestDivisor(b, a % b));

/** The shape's name: the film's own when the size has it, else in lowest terms. */
function shapeName(size: Size, aspect: string): string {
  const named = sizeIn(aspect);
  if (named !== null && Math.abs(Math.log((named.width / named.height) * (size.height / size.width))) < 0.03) return aspect;
  const divisor = greatestDivisor(Math.round(size.width), Math.round(size.height));
  return `${Math.round(size.width / divisor)}:${Math.round(size.height / divisor)}`;
}

const display = (value: Scalar | undefined): string =>
  value === undefined ? 'nothing' : typeof value === 'boolean' ? (value ? 'on' : 'off') : String(value);

/** A value as people say it: "5 seconds", "on", "16:9". */
export function valueInWords(param: ModelParam, value: Scalar): string {
  const number = numberIn(value);
  if (param.from === 'seconds' && number !== null) return secondsInWords(number);
  if (param.from === 'frames' && number !== null) return `${number} frames`;
  const size = param.from === 'size' ? sizeIn(value) : null;
  return size === null ? display(value) : `${size.width} × ${size.height}`;
}

export function fillParams(
  descriptor: ModelDescriptor,
  request: GenerationRequest,
  overrides: Readonly<Record<string, Scalar>>,
): FilledParams {
  const values = new Map<string, Scalar>();
  const asked = new Set<string>();
  const dropped: Dropped[] = [];
  const coerced: Coerced[] = [];
  const problems: { path: string; message: string }[] = [];
  const model = descriptor.name;

  for (const param of descriptor.params) if (param.default !== null) values.set(param.key, param.default);

  const take = (param: ModelParam, fitted: Fitted, wanted: string): void => {
    values.set(param.key, fitted.value);
    asked.add(param.key);
    if (fitted.reason !== null)
      coerced.push({ field: fieldName(param), from: wanted, to: valueInWords(param, fitted.value), reason: fitted.reason });
  };

  // What a person has set for this model wins over the request.
  const set = new Set<string>();
  for (const [key, value] of Object.entries(overrides)) {
    const param = descriptor.params.find((each) => each.key === key);
    if (param === undefined) {
      dropped.push({ field: key, value: display(value), reason: `${model} has no such setting.` });
      continue;
    }
    const allowed = valuesOf(param);
    const listed = allowed.find((each) => sameValue(each, value));
    const number = numberIn(value);
    if (allowed.length > 0 && listed === undefined) {
      problems.push({
        path: `params.${key}`,
        message: `${model} knows no ${fieldName(param)} “${display(value)}”, only ${inWords(allowed.map(String), 'and')}.`,
      });
      continue;
    }
    if (number !== null && (number < (param.min ?? -Infinity) || number > (param.max ?? Infinity))) {
      problems.push({
        path: `params.${key}`,
        message: `${model} takes a ${fieldName(param)} from ${param.min ?? 'anything'} to ${param.max ?? 'anything'}, not ${number}.`,
      });
      continue;
    }
    values.set(key, listed ?? value);
    set.add(key);
  }

  const open = descriptor.params.filter(({ key }) => !set.has(key));
  const size: Size | null = request.kind === 'speech' ? null : { width: request.width, height: request.height };
  const widths = open.find(({ from }) => from === 'width');
  const heights = open.find(({ from }) => from === 'height');

  for (const param of open) {
    switch (param.from) {
      case undefined:
        break;
      case 'seconds':
        if (request.kind === 'clip') take(param, fitSeconds(param, request.seconds, model), secondsInWords(request.seconds));
        break;
      case 'aspect': {
        if (request.kind === 'speech' || size === null) break;
        const label = shapeName(size, request.scene.aspect);
        const fitted = fitAspect(param, size, label, model);
        if (fitted !== null) take(param, fitted, label);
        break;
      }
      case 'size': {
        if (size === null) break;
        const wanted = `${size.width} × ${size.height}`;
        const listed = fitListedSize(param, size, model, request.kind === 'clip' ? 'clips' : 'pictures');
        if (listed !== null) take(param, listed, wanted);
        else if (valuesOf(param).length === 0) take(param, freeSize(fitSides(size, param, param), size, model), wanted);
        break;
      }
      case 'width':
      case 'height': {
        if (size === null) break;
        const wanted = param.from === 'width' ? size.width : size.height;
        if (valuesOf(param).length > 0) {
          take(param, fitNumber(param, wanted, `pixels of ${param.from}`, model), String(wanted));
          break;
        }
        const fitted = fitSides(size, widths ?? {}, heights ?? {});
        // Said once for both sides.
        const said = param.from === 'width' || widths === undefined ? freeSize(fitted, size, model).reason : null;
        values.set(param.key, param.from === 'width' ? fitted.width : fitted.height);
        asked.add(param.key);
        if (said !== null) {
          coerced.push({ field: 'size', from: `${size.width} × ${size.height}`, to: `${fitted.width} × ${fitted.height}`, reason: said });
        }
        break;
      }
      case 'fps':
        if (request.kind === 'clip') take(param, fitNumber(param, request.fps, 'frames a second', model), String(request.fps));
        break;
      case 'frames':
        // Needs the frame rate: below.
        break;
      case 'language': {
        if (request.kind !== 'speech') break;
        const fitted = fitLanguage(param, request.language);
        if (fitted !== null) take(param, fitted, request.language);
        else if (param.default === null) {
          dropped.push({
            field: 'language',
            value: request.language,
            reason: `${model} does not list this language; it finds it out from the text.`,
          });
        } else {
          take(param, { value: param.default, reason: `${model} does not list this language.` }, request.language);
        }
        break;
      }
      case 'speed': {
        if (request.kind !== 'speech') break;
        const speed = speedFor(request.text, request.seconds);
        const fitted = fitNumber(param, speed, 'times the normal speed', model);
        if (speed !== 1) take(param, { value: fitted.value, reason: null }, String(speed));
        else if (!values.has(param.key) && fitted.reason === null) values.set(param.key, fitted.value);
        break;
      }
    }
  }

  if (request.kind === 'clip') {
    for (const param of open) {
      if (param.from === 'frames')
        take(
          param,
          fitFrames(param, request.seconds, frameRate(descriptor, values) ?? request.fps, model),
          secondsInWords(request.seconds),
        );
    }
  }
  return { values, asked, dropped, coerced, problems };
}

function freeSize(fitted: Size, wanted: Size, model: string): Fitted {
  const value = `${fitted.width}x${fitted.height}`;
  if (fitted.width === wanted.width && fitted.height === wanted.height) return { value, reason: null };
  return { value, reason: `${model} makes ${fitted.width} × ${fitted.height}, the nearest to ${wanted.width} × ${wanted.height}.` };
}

/** Faster only, and only as much as stays pleasant to hear: a line that is too short may simply end early. */
function speedFor(text: string, seconds: number | null): number {
  if (seconds === null || seconds <= 0) return 1;
  return Number(Math.min(1.2, Math.max(1, spokenSeconds(text) / seconds)).toFixed(2));
}

/** Frames a second that the body asks for; null when it does not say. */
export function frameRate(descriptor: ModelDescriptor, values: ReadonlyMap<string, Scalar>): number | null {
  const param = descriptor.params.find(({ from, key }) => from === 'fps' || /^(?:fps|frame_rate|frames_per_second)$/u.test(key));
  const rate = param === undefined ? null : numberIn(values.get(param.key));
  return rate !== null && rate > 0 ? rate : null;
}

/** Applies `set` of a constraint. Returns what a person must be told, null when nothing changed for them. */
export function setParam(param: ModelParam, values: Map<string, Scalar>, value: Scalar, message: string): Coerced | null {
  const before = values.get(param.key);
  values.set(param.key, value);
  if (before === undefined || sameValue(before, value)) return null;
  return { field: fieldName(param), from: valueInWords(param, before), to: valueInWords(param, value), reason: message };
}
