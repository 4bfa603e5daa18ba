/**
 * Luma Dream Machine as far as Heroframe uses it: generations that can be listed and deleted, pictures by public web
 * address only, credit in cents.
 *
 * Words in a prompt make a generation end otherwise: `[simulate fail <reason>]`, `[simulate state napping]`,
 * `[simulate no output]`. Variants: `quiet` tells little about what was asked, `rehosting` names copies of pictures.
 */
import { randomUUID } from 'node:crypto';
import { drawPicture, filmClip } from './kit/media.ts';
import { SimRefusal, startServer, type SimAnswer, type SimRequest, type SimRoute } from './kit/server.ts';
import { secretFor, settled, type RunningSimulator, type SimulatorOptions } from './kit/simulator.ts';

type Json = Record<string, unknown>;

export interface DreamMachineSimulatorOptions extends SimulatorOptions {
  /** US cents on the account at first; 100,000 when left out. */
  cents?: number;
}

interface Generation {
  id: string;
  kind: 'video' | 'image';
  body: Json;
  created: number;
}

const BASE = '/dream-machine/v1';
const HOUR = 3600 * 1000;
const LONGEST_SIDE = 480;
const ASPECTS = ['1:1', '16:9', '9:16', '4:3', '3:4', '21:9', '9:21'];

const isJson = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);
const refuse = (status: number, detail: unknown, headers: Record<string, string> = {}): SimRefusal =>
  new SimRefusal({ status, json: { detail }, headers });
const invalid = (loc: string[], msg: string): SimRefusal => refuse(422, [{ loc: ['body', ...loc], msg, type: 'value_error' }]);

function only(value: Json, loc: string[], names: string[]): void {
  for (const name of Object.keys(value)) if (!names.includes(name)) throw invalid([...loc, name], 'Extra inputs are not permitted');
}
function among(value: unknown, loc: string[], values: unknown[]): void {
  if (value !== undefined && !values.includes(value))
    throw invalid(loc, `Input should be ${values.map((each) => JSON.stringify(each)).join(', ')}`);
}
function address(value: unknown, loc: string[]): void {
  if (typeof value !== 'string' || !/^https?:\/\/[^/]+\/.+/.test(value)) throw invalid(loc, 'Input should be a valid URL');
}

function checkVideo(body: Json): void {
  only(body, [], ['model', 'prompt', 'aspect_ratio', 'duration', 'resolution', 'loop', 'keyframes', 'concepts', 'callback_url']);
  if (body['model'] === undefined) throw invalid(['model'], 'Field required');
  among(body['model'], ['model'], ['ray-2', 'ray-flash-2']);
  among(body['aspect_ratio'], ['aspect_ratio'], ASPECTS);
  among(body['duration'], ['duration'], ['5s', '9s']);
  among(body['resolution'], ['resolution'], ['540p', '720p', '1080p', '4k']);
  among(body['loop'], ['loop'], [true, false]);
  const { keyframes } = body;
  if (keyframes === undefined) return;
  if (!isJson(keyframes)) throw invalid(['keyframes'], 'Input should be an object');
  only(keyframes, ['keyframes'], ['frame0', 'frame1']);
  for (const [name, frame] of Object.entries(keyframes)) {
    if (!isJson(frame)) throw invalid(['keyframes', name], 'Input should be an object');
    among(frame['type'] ?? null, ['keyframes', name, 'type'], ['image', 'generation']);
    only(frame, ['keyframes', name], frame['type'] === 'image' ? ['type', 'url'] : ['type', 'id']);
    if (frame['type'] === 'image') address(frame['url'], ['keyframes', name, 'url']);
  }
}

function checkImage(body: Json): void {
  only(
    body,
    [],
    [
      'model',
      'prompt',
      'aspect_ratio',
      'image_ref',
      'style_ref',
      'character_ref',
      'modify_image_ref',
      'format',
      'sync',
      'sync_timeout',
      'callback_url',
    ],
  );
  if (body['model'] === undefined) throw invalid(['model'], 'Field required');
  among(body['model'], ['model'], ['photon-1', 'photon-flash-1']);
  among(body['aspect_ratio'], ['aspect_ratio'], ASPECTS);
  among(body['format'], ['format'], ['jpg', 'png']);
  for (const name of ['image_ref', 'style_ref']) {
    const list = body[name];
    if (list === undefined) continue;
    if (!Array.isArray(list) || list.length > 4) throw invalid([name], 'List should have at most 4 items');
    for (const each of list as unknown[]) {
      if (!isJson(each)) throw invalid([name], 'Input should be an object');
      only(each, [name], ['url', 'weight']);
      address(each['url'], [name, 'url']);
    }
  }
  const character = body['character_ref'];
  if (character === undefined) return;
  const identity = isJson(character) ? character['identity0'] : undefined;
  const images: unknown = isJson(identity) ? identity['images'] : undefined;
  if (!Array.isArray(images) || images.length === 0) throw invalid(['character_ref', 'identity0', 'images'], 'Field required');
  for (const each of images) address(each, ['character_ref', 'identity0', 'images']);
}

export async function startLumaDreamMachine(options: DreamMachineSimulatorOptions = {}): Promise<RunningSimulator> {
  const { clock, jobMilliseconds, faults, limits } = settled(options);
  const secret = secretFor('luma-dream-machine');
  const generations = new Map<string, Generation>();
  const charged: RunningSimulator['charged'] = [];
  const creates: number[] = [];
  let cents = options.cents ?? 100_000;

  const check = (request: SimRequest): void => {
    const { authorization } = request.headers;
    if (authorization !== `Bearer ${secret}`)
      throw refuse(401, authorization === undefined ? 'Not authenticated' : `Invalid API key ${authorization.replace(/^Bearer /, '')}`);
  };

  function stateOf(generation: Generation): string {
    const age = clock.now() - generation.created;
    if (age < jobMilliseconds * 0.2) return 'queued';
    if (age < jobMilliseconds) return 'dreaming';
    const ordered = orderIn(generation.body);
    if (ordered?.startsWith('state ') === true) return ordered.slice(6);
    return ordered?.startsWith('fail') === true ? 'failed' : 'completed';
  }

  /** What was asked, as the service tells it. */
  function requestOf({ kind, body }: Generation): Json {
    const echo: Json = {
      generation_type: kind,
      callback_url: null,
      ...(kind === 'video' ? { concepts: null, keyframes: null, loop: false } : { image_ref: null, style_ref: null }),
      ...body,
    };
    if (options.variant === 'quiet') return { generation_type: kind, prompt: body['prompt'], model: body['model'] };
    if (options.variant === 'rehosting' && isJson(body['keyframes']))
      echo['keyframes'] = Object.fromEntries(
        Object.keys(body['keyframes']).map((name) => [name, { type: 'image', url: `https://storage.example/${randomUUID()}.png` }]),
      );
    return echo;
  }

  function view(generation: Generation, origin: string): Json {
    const state = stateOf(generation);
    const ordered = orderIn(generation.body);
    const url = `${origin}/assets/${generation.id}?expires=${clock.now() + HOUR}&signature=${randomUUID()}`;
    const made = state === 'completed' && ordered !== 'no output';
    return {
      id: generation.id,
      generation_type: generation.kind,
      state,
      failure_reason: state === 'failed' ? (ordered ?? '').replace(/^fail /, '') : null,
      created_at: new Date(generation.created).toISOString(),
      model: generation.body['model'],
      assets: made
        ? { video: generation.kind === 'video' ? url : null, image: generation.kind === 'image' ? url : null, progress_video: null }
        : null,
      request: requestOf(generation),
    };
  }

  function create(request: SimRequest): SimAnswer {
    check(request);
    const kind = request.params['kind'];
    if (kind !== 'video' && kind !== 'image') throw refuse(404, 'Not Found');
    const now = clock.now();
    const recent = creates.filter((at) => at > now - 60_000);
    if (recent.length >= limits.createsPerMinute)
      throw refuse(429, 'Rate limit exceeded', { 'retry-after': String(Math.ceil(((recent[0] ?? now) + 60_000 - now) / 1000)) });
    const active = [...generations.values()].filter((each) => ['queued', 'dreaming'].includes(stateOf(each))).length;
    if (active >= limits.atOnce) throw refuse(429, 'Too many concurrent generations');
    const body = request.json();
    if (typeof body['prompt'] !== 'string' || body['prompt'].length < 1) throw invalid(['prompt'], 'Field required');
    if (kind === 'video') checkVideo(body);
    else checkImage(body);
    const price = kind === 'video' ? 40 : 2;
    if (price > cents) throw refuse(400, 'Insufficient credits');
    cents -= price;
    creates.push(now);
    const generation: Generation = { id: randomUUID(), kind, body, created: now };
    generations.set(generation.id, generation);
    charged.push({ id: generation.id, body, at: now });
    return { status: 201, json: view(generation, request.origin) };
  }

  function found(request: SimRequest): Generation {
    check(request);
    const generation = generations.get(request.params['id'] ?? '');
    if (generation === undefined) throw refuse(404, 'Generation not found');
    return generation;
  }

  function list(request: SimRequest): SimAnswer {
    check(request);
    const limit = Number(request.query.get('limit') ?? 10);
    const offset = Number(request.query.get('offset') ?? 0);
    if (!(limit >= 1 && limit <= 100) || !(offset >= 0))
      throw refuse(422, [{ loc: ['query', 'limit'], msg: 'Input should be from 1 to 100', type: 'value_error' }]);
    const all = [...generations.values()].reverse();
    const page = all.slice(offset, offset + limit);
    return {
      status: 200,
      json: {
        count: all.length,
        limit,
        offset,
        has_more: offset + page.length < all.length,
        generations: page.map((each) => view(each, request.origin)),
      },
      headers: { date: new Date(clock.now()).toUTCString() },
    };
  }

  async function file(request: SimRequest): Promise<SimAnswer> {
    const denied = (status: number): SimAnswer => ({ status, text: '<Error><Code>AccessDenied</Code></Error>', type: 'application/xml' });
    if (request.headers.authorization !== undefined) return denied(400);
    const generation = generations.get(request.params['id'] ?? '');
    if (generation === undefined) return denied(404);
    if (!(Number(request.query.get('expires')) > clock.now())) return denied(403);
    const { body, id, kind } = generation;
    const prompt = String(body['prompt']);
    const size = smallSize(body['aspect_ratio']);
    if (kind === 'video')
      return {
        status: 200,
        bytes: await filmClip({ prompt, seed: id, ...size, seconds: body['duration'] === '9s' ? 9 : 5 }),
        type: 'video/mp4',
      };
    const mime = body['format'] === 'png' ? ('image/png' as const) : ('image/jpeg' as const);
    return { status: 200, bytes: await drawPicture({ prompt, seed: id, ...size, mime }), type: mime };
  }

  const routes: SimRoute[] = [
    {
      method: 'GET',
      path: `${BASE}/credits`,
      purpose: 'account',
      handle: (request) => (check(request), { status: 200, json: { credit_balance: cents } }),
    },
    { method: 'GET', path: `${BASE}/ping`, purpose: 'other', handle: () => ({ status: 200, json: { message: 'pong' } }) },
    { method: 'GET', path: `${BASE}/generations`, purpose: 'list', handle: list },
    {
      method: 'GET',
      path: `${BASE}/generations/:id`,
      purpose: 'status',
      handle: (request) => ({ status: 200, json: view(found(request), request.origin) }),
    },
    {
      method: 'DELETE',
      path: `${BASE}/generations/:id`,
      purpose: 'cancel',
      handle: (request) => (generations.delete(found(request).id), { status: 204 }),
    },
    { method: 'POST', path: `${BASE}/generations/:kind`, purpose: 'create', handle: create },
    { method: 'GET', path: '/assets/:id', purpose: 'file', handle: file },
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
    provider: 'luma-dream-machine',
    address: server.address,
    env: { LUMAAI_BASE_URL: server.address + BASE, LUMAAI_API_KEY: secret },
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
