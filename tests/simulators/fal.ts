/**
 * fal.ai as far as Heroframe uses it: the queue with its short job addresses, uploads that go to another place than
 * the API, the price list and the published model descriptions.
 *
 * The queue takes every JSON object, as the real one does; whether a model can work with it shows only in the result.
 * Unknown fields are refused, which the real models mostly overlook: it would hide a wrong name from us.
 */
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { drawPicture, filmClip, speakTones } from './kit/media.ts';
import { startServer, type SimAnswer, type SimRequest, type SimRoute } from './kit/server.ts';
import { secretFor, settled, type RunningSimulator, type SimulatorOptions } from './kit/simulator.ts';
import { falStorage, refuse, stranger, type FalUploads } from './fal-storage.ts';
import { checkFalInput, openApiOf, type FalDetail, type FalEndpoint } from './fal-input.ts';

type Json = Record<string, unknown>;

/**
 * What `variant` may be. `eager`: wrong inputs are refused when they are submitted. `standard-host`: jobs' addresses
 * name queue.fal.run, as they do behind a proxy. `foreign-host`: they name somebody else. `bare`: they are left out.
 * `no-price-list`: the platform API is down. Anything else: the service as it usually is.
 */
export const falVariants = ['eager', 'standard-host', 'foreign-host', 'bare', 'no-price-list'] as const;

export interface FalSimulator extends RunningSimulator {
  /** Bytes that were uploaded, by the last part of their public address. */
  uploads: FalUploads;
}

interface Job {
  id: string;
  endpoint: string;
  input: Json;
  starts: number;
  ends: number;
  canceled: boolean;
}

const endpoints = JSON.parse(readFileSync(join(import.meta.dirname, 'fal-endpoints.json'), 'utf8')) as Record<string, FalEndpoint>;
const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const firstUrl = (input: Json, names: RegExp): string => {
  const found = Object.entries(input).find(([name]) => names.test(name))?.[1];
  return text(Array.isArray(found) ? found[0] : found);
};

/** How a job ends is steered by words in its prompt. */
const endings =
  /\[(policy|policy-output|image-load|no-media|timeout-user|model-timeout|overloaded|crash|nsfw|half-nsfw|empty|inline|strange|canceled|path)\]/;

export async function startFal(options: SimulatorOptions = {}): Promise<FalSimulator> {
  const { clock, jobMilliseconds, faults, limits } = settled(options);
  const key = secretFor('fal');
  const jobs = new Map<string, Job>();
  const charged: RunningSimulator['charged'] = [];

  const admit = (request: SimRequest): void => {
    const given = request.headers.authorization;
    if (given === undefined) refuse(401, 'Authentication is required to access this application.');
    if (given !== `Key ${key}`) refuse(401, 'Cannot access application. Authentication is required.');
  };
  const storage = falStorage({ admit });
  const { uploads } = storage;

  const promptOf = (job: Job): string => text(job.input['prompt']) || text(job.input['text']);
  const endOf = (job: Job): string => endings.exec(promptOf(job))?.[1] ?? '';
  const waitingBefore = (job: Job): number =>
    [...jobs.values()].filter((other) => !other.canceled && other.starts > clock.now() && other.starts < job.starts).length;

  function submit(request: SimRequest): SimAnswer {
    admit(request);
    const endpoint = request.params['endpoint'] ?? '';
    const input = request.json();
    const [owner, app] = endpoint.split('/');
    if (!Object.keys(endpoints).some((name) => name.startsWith(`${owner}/${app}/`) || name === `${owner}/${app}`))
      refuse(404, `Application "${app}" not found`);
    if (/\[locked\]/.test(text(input['prompt'])))
      refuse(403, 'User is locked. Reason: Exhausted balance. Top up your balance at fal.ai/dashboard/billing.');
    if (/\[forbidden\]/.test(text(input['prompt']))) refuse(403, 'This key may not use the application.');
    if (/\[repeats the key\]/.test(text(input['prompt'])))
      refuse(401, `No user found for Key ID and Secret: ${request.headers.authorization}`);
    const now = clock.now();
    if (charged.filter((each) => now - each.at < 60_000).length >= limits.createsPerMinute)
      refuse(429, 'Too many requests. Please slow down.');
    if (options.variant === 'eager') {
      const wrong = inputErrors(endpoint, input, request.origin);
      if (wrong.length > 0) refuse(422, wrong);
    }
    // What is over the account's limit waits instead of being refused.
    const ends = [...jobs.values()]
      .filter((job) => !job.canceled && job.ends > now)
      .map((job) => job.ends)
      .toSorted((a, b) => a - b);
    const free = ends.length < limits.atOnce ? now : (ends[ends.length - limits.atOnce] ?? now);
    const starts = Math.max(now + jobMilliseconds * 0.2, free);
    const job: Job = { id: randomUUID(), endpoint, input, starts, ends: starts + jobMilliseconds * 0.8, canceled: false };
    jobs.set(job.id, job);
    charged.push({ id: job.id, body: input, at: now });
    const base =
      options.variant === 'standard-host'
        ? 'https://queue.fal.run'
        : options.variant === 'foreign-host'
          ? 'https://queue.elsewhere.example'
          : `${request.origin}/queue`;
    const address = `${base}/${owner}/${app}/requests/${job.id}`;
    return {
      status: 200,
      json: {
        status: 'IN_QUEUE',
        request_id: job.id,
        ...(options.variant === 'bare' ? {} : { response_url: address, status_url: `${address}/status`, cancel_url: `${address}/cancel` }),
        queue_position: waitingBefore(job),
        gateway_request_id: job.id,
      },
    };
  }

  function jobOf(request: SimRequest): Job {
    admit(request);
    const job = jobs.get(request.params['id'] ?? '');
    const [owner, app] = job?.endpoint.split('/') ?? [];
    if (job === undefined || request.params['owner'] !== owner || request.params['app'] !== app) return refuse(404, 'Request not found');
    return job;
  }

  function status(request: SimRequest): SimAnswer {
    const job = jobOf(request);
    const now = clock.now();
    const more = { request_id: job.id, response_url: `${request.origin}/queue/unused` };
    if (!job.canceled && now < job.starts)
      return { status: 202, json: { status: 'IN_QUEUE', queue_position: waitingBefore(job), ...more } };
    if (!job.canceled && now < job.ends) {
      if (endOf(job) === 'strange') return { status: 202, json: { status: 'DREAMING', ...more } };
      const done = Math.round(((now - job.starts) / (job.ends - job.starts)) * 100);
      const line = (message: string): Json => ({ message, level: 'INFO', source: 'USER', timestamp: new Date(now).toISOString() });
      const logs =
        request.query.get('logs') === '1' ? [line('loading 2.5 GB'), line(`${done}%|####      | ${done}/100 [00:04<00:06]`)] : null;
      return { status: 202, json: { status: 'IN_PROGRESS', logs, ...more } };
    }
    return { status: 200, json: { status: 'COMPLETED', logs: [], metrics: { inference_time: (job.ends - job.starts) / 1000 }, ...more } };
  }

  /** Everything that is wrong with an input, in the real service's form. */
  function inputErrors(endpoint: string, input: Json, origin: string): FalDetail[] {
    const known = endpoints[endpoint];
    if (known === undefined) return refuse(404, `Path /${endpoint.split('/').slice(2).join('/')} not found`);
    return checkFalInput(
      known.input,
      input,
      (url) => !url.startsWith(`${origin}/media/`) || uploads.get(url.split('/').at(-1) ?? '')?.complete === true,
    );
  }

  async function result(request: SimRequest): Promise<SimAnswer> {
    const job = jobOf(request);
    if (job.canceled) refuse(400, 'Request was cancelled');
    if (clock.now() < job.ends) refuse(400, 'Request is still in progress');
    const detail = (status: number, type: string, msg: string, loc: string[] = ['body']): never =>
      refuse(status, [{ loc, msg, type, url: `https://docs.fal.ai/errors#${type}`, input: job.input }], { 'x-fal-retryable': 'false' });
    const wrong = inputErrors(job.endpoint, job.input, request.origin);
    if (wrong.length > 0) refuse(422, wrong);
    switch (endOf(job)) {
      case 'policy':
        detail(422, 'content_policy_violation', 'The content could not be processed because it was flagged by a content checker.', [
          'body',
          'prompt',
        ]);
        break;
      case 'policy-output':
        detail(422, 'content_policy_violation', 'The generated video was flagged by a content checker.');
        break;
      case 'image-load':
        detail(422, 'image_load_error', 'Failed to load the image. Please ensure the image file is not corrupted.', ['body', 'image_url']);
        break;
      case 'no-media':
        detail(422, 'no_media_generated', 'The model produced no media.');
        break;
      case 'timeout-user':
        refuse(504, 'Request timed out', { 'x-fal-request-timeout-type': 'user' });
        break;
      case 'model-timeout':
        detail(504, 'generation_timeout', 'The generation took too long.');
        break;
      case 'overloaded':
        detail(500, 'downstream_service_unavailable', 'A service that this model needs is not available.');
        break;
      case 'crash':
        refuse(500, 'Internal Server Error');
        break;
      case 'canceled':
        refuse(499, 'Request cancelled by the caller');
        break;
      case 'path':
        refuse(404, 'Path /nowhere not found');
        break;
    }
    return { status: 200, json: await outputOf(job, request.origin), headers: { 'x-fal-billable-units': '2', 'x-fal-request-id': job.id } };
  }

  async function outputOf(job: Job, origin: string): Promise<Json> {
    const names = endpoints[job.endpoint]?.output ?? [];
    const seed = typeof job.input['seed'] === 'number' ? job.input['seed'] : 42;
    const file = (name: string, type: string): Json => ({
      url: `${origin}/media/${job.id}/${name}`,
      content_type: type,
      file_name: name,
      file_size: 1234,
    });
    const end = endOf(job);
    if (names.includes('video')) return { video: end === 'empty' ? null : file('output.mp4', 'video/mp4'), seed };
    if (names.includes('audio')) return { audio: file('speech.wav', 'audio/wav') };
    if (end === 'empty') return { images: [], seed };
    const picture: Json = { ...file('0.png', 'image/png'), width: 320, height: 180 };
    const flags = (...values: boolean[]): Json => (names.includes('has_nsfw_concepts') ? { has_nsfw_concepts: values } : {});
    if (end === 'inline') {
      const bytes = await drawPicture({ prompt: promptOf(job), seed, width: 64, height: 36 });
      return { images: [{ url: `data:image/png;base64,${bytes.toString('base64')}`, content_type: 'image/png' }], seed };
    }
    if (end === 'half-nsfw')
      return { images: [picture, { ...picture, url: `${text(picture['url'])}?second` }], seed, ...flags(true, false) };
    return { images: [picture], seed, prompt: promptOf(job), ...flags(end === 'nsfw') };
  }

  function cancel(request: SimRequest): SimAnswer {
    const job = jobOf(request);
    if (clock.now() >= job.ends) return { status: 400, json: { status: 'ALREADY_COMPLETED' } };
    job.canceled = true;
    return { status: 202, json: { status: 'CANCELLATION_REQUESTED' } };
  }

  async function media(request: SimRequest): Promise<SimAnswer> {
    stranger(request);
    const [id = '', name = ''] = (request.params['name'] ?? '').split('/');
    const upload = uploads.get(id);
    if (upload !== undefined && name === '') return { status: 200, bytes: upload.bytes, type: upload.mime };
    const job = jobs.get(id);
    if (job === undefined) return refuse(404, 'Not found');
    const seed = typeof job.input['seed'] === 'number' ? job.input['seed'] : 42;
    const order = { prompt: promptOf(job), seed, width: 320, height: 180 };
    if (name === 'output.mp4') {
      const start = uploads.get(
        firstUrl(job.input, /image_url|frame_url/)
          .split('/')
          .at(-1) ?? '',
      )?.bytes;
      const { duration } = job.input;
      const seconds = Number.parseInt(typeof duration === 'number' || typeof duration === 'string' ? String(duration) : '2', 10);
      return {
        status: 200,
        bytes: await filmClip({ ...order, seconds: Math.min(2, seconds), ...(start === undefined ? {} : { start }) }),
        type: 'video/mp4',
      };
    }
    if (name === 'speech.wav') return { status: 200, bytes: speakTones(order.prompt).wav, type: 'audio/wav' };
    return { status: 200, bytes: await drawPicture(order), type: 'image/png' };
  }

  const short = '/queue/:owner/:app/requests/:id';
  const routes: SimRoute[] = [
    { method: 'GET', path: `${short}/status`, purpose: 'status', handle: status },
    { method: 'GET', path: short, purpose: 'result', handle: result },
    { method: 'PUT', path: `${short}/cancel`, purpose: 'cancel', handle: cancel },
    { method: 'POST', path: '/queue/*endpoint', purpose: 'create', handle: submit },
    ...storage.routes,
    { method: 'GET', path: '/media/*name', purpose: 'file', handle: media },
    {
      method: 'GET',
      path: '/api/v1/models/pricing',
      purpose: 'account',
      handle(request) {
        if (options.variant === 'no-price-list') return { status: 503, json: { error: { type: 'unavailable', message: 'down' } } };
        admit(request);
        const endpoint = request.query.get('endpoint_id') ?? '';
        if (endpoints[endpoint] === undefined)
          return { status: 404, json: { error: { type: 'not_found', message: 'Endpoint id not found' } } };
        const unit = endpoints[endpoint].output.includes('video') ? 'second' : 'image';
        return { status: 200, json: { prices: [{ endpoint_id: endpoint, unit_price: 0.035, unit, currency: 'USD' }], has_more: false } };
      },
    },
    {
      method: 'GET',
      path: '/site/api/openapi/queue/openapi.json',
      purpose: 'schema',
      handle(request) {
        stranger(request);
        const id = request.query.get('endpoint_id') ?? '';
        const known = endpoints[id];
        return known === undefined ? { status: 404, json: { error: 'Not found' } } : { status: 200, json: openApiOf(id, known) };
      },
    },
  ];

  const server = await startServer({
    routes,
    clock,
    faults,
    ...(options.port === undefined ? {} : { port: options.port }),
    throttled: (seconds, inBody) => ({
      json: { detail: 'Too many requests. Please slow down.', ...(inBody ? { retry_after: seconds } : {}) },
    }),
    notFound: () => ({ status: 404, json: { detail: 'Not Found' } }),
  });
  return {
    provider: 'fal',
    address: server.address,
    env: {
      FAL_QUEUE_URL: `${server.address}/queue`,
      FAL_REST_URL: `${server.address}/rest`,
      FAL_API_URL: `${server.address}/api/v1`,
      FAL_SITE_URL: `${server.address}/site`,
      FAL_KEY: key,
    },
    clock,
    faults,
    log: server.log,
    charged,
    uploads,
    close: () => server.close(),
  };
}
