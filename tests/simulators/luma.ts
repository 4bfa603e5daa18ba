/**
 * Luma Agents as far as Heroframe uses it: one resource, pictures inside the request, results behind addresses that
 * close after an hour. Nothing can be canceled or listed.
 *
 * Words in a prompt make a generation end otherwise: `[simulate content_moderated]` fails with that code, `[simulate
 * state napping]` stays in that state, `[simulate no output]` completes without a result.
 */
import { randomUUID } from 'node:crypto';
import sharp from 'sharp';
import { drawPicture, filmClip } from './kit/media.ts';
import { SimRefusal, startServer, type SimAnswer, type SimRequest, type SimRoute } from './kit/server.ts';
import { secretFor, settled, type RunningSimulator, type SimulatorOptions } from './kit/simulator.ts';

type Json = Record<string, unknown>;

export interface LumaSimulatorOptions extends SimulatorOptions {
  /** Dollars on the account at first; 1000 when left out. */
  balance?: number;
}

interface Generation {
  id: string;
  body: Json;
  created: number;
}

const HOUR = 3600 * 1000;
const LONGEST_SIDE = 480;
const MAX_MEDIA = 50 * 1024 * 1024;
const FRAMES_PER_SECOND = 24;

const isJson = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);
const refuse = (status: number, detail: unknown, headers: Record<string, string> = {}): SimRefusal =>
  new SimRefusal({ status, json: { detail }, headers });
const invalid = (loc: (string | number)[], msg: string): SimRefusal => refuse(400, [{ loc: ['body', ...loc], msg, type: 'value_error' }]);

function only(value: Json, loc: string[], names: string[]): void {
  for (const name of Object.keys(value)) if (!names.includes(name)) throw invalid([...loc, name], 'Extra inputs are not permitted');
}
function among(value: unknown, loc: string[], values: unknown[]): void {
  if (value !== undefined && !values.includes(value))
    throw invalid(loc, `Input should be ${values.map((each) => JSON.stringify(each)).join(', ')}`);
}
function flag(value: unknown, loc: string[]): void {
  if (value !== undefined && typeof value !== 'boolean') throw invalid(loc, 'Input should be a valid boolean');
}

/** Exactly one of the forms, and bytes that are what they are said to be. */
async function checkPicture(value: unknown, loc: string[]): Promise<void> {
  if (!isJson(value)) throw invalid(loc, 'Input should be an object');
  only(value, loc, ['url', 'data', 'media_type', 'file_id', 'generation_id']);
  const forms = ['url', 'data', 'file_id', 'generation_id'].filter((name) => value[name] !== undefined);
  if (forms.length !== 1) throw invalid(loc, 'Provide exactly one of url, data, file_id or generation_id');
  if (value['data'] === undefined) return;
  const { data, media_type: type } = value;
  if (typeof type !== 'string') throw invalid([...loc, 'media_type'], 'Required with data');
  if (typeof data !== 'string' || !/^[A-Za-z0-9+/]+={0,2}$/.test(data)) throw refuse(422, `${loc.join('.')}: invalid base64 data`);
  const bytes = Buffer.from(data, 'base64');
  if (bytes.length > MAX_MEDIA) throw refuse(413, 'Image exceeds 50 MB');
  const { format } = await sharp(bytes)
    .metadata()
    .catch(() => ({ format: undefined }));
  if (`image/${format}` !== type) throw refuse(422, `${loc.join('.')}: the data is not ${type}`);
}

async function checkPictures(value: unknown, loc: string[], most: number): Promise<void> {
  if (value === undefined) return;
  if (!Array.isArray(value) || value.length === 0 || value.length > most) throw invalid(loc, `List should have 1 to ${most} items`);
  for (const [index, each] of value.entries()) await checkPicture(each, [...loc, String(index)]);
}

async function checkVideo(body: Json): Promise<void> {
  only(body, [], ['prompt', 'model', 'type', 'aspect_ratio', 'video', 'user_id']);
  among(body['aspect_ratio'], ['aspect_ratio'], ['9:16', '3:4', '1:1', '4:3', '16:9', '21:9']);
  const video = body['video'] ?? {};
  if (!isJson(video)) throw invalid(['video'], 'Input should be an object');
  only(
    video,
    ['video'],
    ['duration', 'resolution', 'start_frame', 'end_frame', 'keyframes', 'keyframe_indexes', 'loop', 'hdr', 'exr_export'],
  );
  among(video['duration'], ['video', 'duration'], ['5s', '10s']);
  among(video['resolution'], ['video', 'resolution'], ['360p', '540p', '720p', '1080p']);
  for (const name of ['loop', 'hdr', 'exr_export']) flag(video[name], ['video', name]);
  for (const name of ['start_frame', 'end_frame']) if (video[name] !== undefined) await checkPicture(video[name], ['video', name]);
  await checkPictures(video['keyframes'], ['video', 'keyframes'], 64);
  const { keyframes, keyframe_indexes: indexes, loop, hdr } = video;
  const long = video['duration'] === '10s';
  const named = video['start_frame'] !== undefined || video['end_frame'] !== undefined;
  if (named && long) throw refuse(422, 'start_frame and end_frame are not supported with duration 10s; use keyframes');
  if (keyframes !== undefined || indexes !== undefined) {
    const last = (long ? 10 : 5) * FRAMES_PER_SECOND;
    if (named || loop === true) throw refuse(422, 'keyframes cannot be combined with start_frame, end_frame or loop');
    if (!Array.isArray(keyframes) || !Array.isArray(indexes) || keyframes.length !== indexes.length)
      throw refuse(422, 'keyframes and keyframe_indexes must have the same length');
    if (
      indexes.some((index) => !Number.isInteger(index) || Number(index) < 0 || Number(index) > last) ||
      new Set(indexes).size !== indexes.length
    )
      throw refuse(422, `keyframe_indexes must be unique integers from 0 to ${last}`);
  }
  if (loop === true && (long || hdr === true)) throw refuse(422, 'loop is not supported with 10s or hdr');
  if (video['exr_export'] === true && hdr !== true) throw refuse(422, 'exr_export requires hdr');
}

async function checkImage(body: Json): Promise<void> {
  only(body, [], ['prompt', 'model', 'type', 'aspect_ratio', 'image_ref', 'source', 'style', 'output_format', 'web_search', 'user_id']);
  among(body['aspect_ratio'], ['aspect_ratio'], ['3:1', '2:1', '16:9', '3:2', '1:1', '2:3', '9:16', '1:2', '1:3']);
  among(body['style'], ['style'], ['auto', 'manga']);
  among(body['output_format'], ['output_format'], ['png', 'jpeg']);
  flag(body['web_search'], ['web_search']);
  await checkPictures(body['image_ref'], ['image_ref'], 9);
}

/** Dollars; pictures at a made-up price, because only the balance matters here. */
function priceOf(body: Json): number {
  const video = body['video'];
  if (body['type'] !== 'video' || !isJson(video)) return 0.05;
  return (video['resolution'] === '1080p' ? 1.2 : 0.3) * (video['duration'] === '10s' ? 3 : 1);
}

export async function startLuma(options: LumaSimulatorOptions = {}): Promise<RunningSimulator> {
  const { clock, jobMilliseconds, faults, limits } = settled(options);
  const secret = secretFor('luma');
  const generations = new Map<string, Generation>();
  const charged: RunningSimulator['charged'] = [];
  const creates: number[] = [];
  let balance = options.balance ?? 1000;

  const check = (request: SimRequest): void => {
    const { authorization } = request.headers;
    if (authorization !== `Bearer ${secret}`)
      throw refuse(401, authorization === undefined ? 'Missing API key' : `Invalid API key: ${authorization.replace(/^Bearer /, '')}`);
  };

  function stateOf(generation: Generation): string {
    const age = clock.now() - generation.created;
    if (age < jobMilliseconds * 0.2) return 'queued';
    if (age < jobMilliseconds) return 'processing';
    const ordered = orderIn(generation.body);
    if (ordered?.startsWith('state ') === true) return ordered.slice(6);
    return ordered === null || ordered === 'no output' ? 'completed' : 'failed';
  }

  function view(generation: Generation, origin: string): Json {
    const state = stateOf(generation);
    const { id, body, created } = generation;
    const ordered = orderIn(body);
    const head = {
      id,
      type: body['type'],
      model: body['model'],
      state,
      created_at: new Date(created).toISOString(),
      failure_code: null,
      failure_reason: null,
      output: [],
    };
    if (state === 'failed') return { ...head, failure_code: ordered, failure_reason: `The generation failed: ${ordered}.` };
    if (state !== 'completed' || ordered === 'no output') return head;
    const url = `${origin}/presigned/${id}?expires=${clock.now() + HOUR}&signature=${randomUUID()}`;
    return { ...head, output: [{ type: body['type'] === 'video' ? 'video' : 'image', url }] };
  }

  async function create(request: SimRequest): Promise<SimAnswer> {
    check(request);
    const now = clock.now();
    const recent = creates.filter((at) => at > now - 60_000);
    if (recent.length >= limits.createsPerMinute)
      throw refuse(429, 'Rate limit exceeded', { 'retry-after': String(Math.ceil(((recent[0] ?? now) + 60_000 - now) / 1000)) });
    const active = [...generations.values()].filter((each) => ['queued', 'processing'].includes(stateOf(each))).length;
    if (active >= limits.atOnce) throw refuse(429, 'Too many concurrent generations', { 'retry-after': '5' });
    const body = request.json();
    const { prompt, model, type } = body;
    if (typeof prompt !== 'string' || prompt.length < 1 || prompt.length > 6000)
      throw invalid(['prompt'], 'String should have 1 to 6000 characters');
    among(model, ['model'], ['uni-1', 'uni-1-max', 'ray-3.2']);
    among(type, ['type'], model === 'ray-3.2' ? ['video'] : ['image']);
    if (model === undefined || type === undefined) throw invalid(['model'], 'Field required');
    await (type === 'video' ? checkVideo(body) : checkImage(body));
    const price = priceOf(body);
    if (price > balance) throw refuse(402, 'Insufficient balance');
    balance -= price;
    creates.push(now);
    const generation: Generation = { id: randomUUID(), body, created: now };
    generations.set(generation.id, generation);
    charged.push({ id: generation.id, body, at: now });
    return { status: 201, json: view(generation, request.origin), headers: { 'x-request-id': randomUUID() } };
  }

  function get(request: SimRequest): SimAnswer {
    check(request);
    const generation = generations.get(request.params['id'] ?? '');
    if (generation === undefined) throw refuse(404, 'Generation not found');
    return { status: 200, json: view(generation, request.origin) };
  }

  async function file(request: SimRequest): Promise<SimAnswer> {
    const denied = (status: number): SimAnswer => ({
      status,
      text: '<Error><Code>AccessDenied</Code><Message>Request has expired</Message></Error>',
      type: 'application/xml',
    });
    if (request.headers.authorization !== undefined) return denied(400);
    const generation = generations.get(request.params['id'] ?? '');
    if (generation === undefined) return denied(404);
    if (!(Number(request.query.get('expires')) > clock.now())) return denied(403);
    const { body, id } = generation;
    const prompt = String(body['prompt']);
    const { width, height } = smallSize(body['aspect_ratio']);
    if (body['type'] === 'video') {
      const video = isJson(body['video']) ? body['video'] : {};
      const keyframes: unknown[] = Array.isArray(video['keyframes']) ? video['keyframes'] : [];
      const first = video['start_frame'] ?? keyframes[0];
      const start = isJson(first) && typeof first['data'] === 'string' ? Buffer.from(first['data'], 'base64') : null;
      const bytes = await filmClip({
        prompt,
        seed: id,
        width,
        height,
        seconds: video['duration'] === '10s' ? 10 : 5,
        ...(start === null ? {} : { start }),
      });
      return { status: 200, bytes, type: 'video/mp4' };
    }
    const mime = body['output_format'] === 'jpeg' ? ('image/jpeg' as const) : ('image/png' as const);
    return { status: 200, bytes: await drawPicture({ prompt, seed: id, width, height, mime }), type: mime };
  }

  const routes: SimRoute[] = [
    { method: 'POST', path: '/v1/generations', purpose: 'create', handle: create },
    { method: 'GET', path: '/v1/generations/:id', purpose: 'status', handle: get },
    { method: 'GET', path: '/presigned/:id', purpose: 'file', handle: file },
  ];
  const server = await startServer({
    routes,
    clock,
    faults,
    ...(options.port === undefined ? {} : { port: options.port }),
    throttled: (seconds, inBody) => ({ json: { detail: 'Rate limit exceeded', ...(inBody ? { retry_after: seconds } : {}) } }),
    notFound: () => ({ status: 404, json: { detail: 'Not Found' } }),
  });
  return {
    provider: 'luma',
    address: server.address,
    env: { LUMA_BASE_URL: `${server.address}/v1`, LUMA_API_KEY: secret },
    clock,
    faults,
    log: server.log,
    charged,
    close: () => server.close(),
  };
}

const orderIn = (body: Json): string | null => /\[simulate ([^\]]+)\]/.exec(String(body['prompt']))?.[1] ?? null;

function smallSize(ratio: unknown): { width: number; height: number } {
  const [width = 16, height = 9] = typeof ratio === 'string' ? ratio.split(':').map(Number) : [];
  const scale = LONGEST_SIDE / Math.max(width, height);
  return { width: 2 * Math.round((width * scale) / 2), height: 2 * Math.round((height * scale) / 2) };
}
