/**
 * Runway as far as Heroframe uses it: uploads, tasks with places, credits, results behind addresses that close.
 *
 * Words in a prompt make a task end otherwise: `[simulate SAFETY.OUTPUT.IMAGE]` fails with that code, `[simulate
 * status DREAMY]` stays in that state, `[simulate no output]` succeeds without a result.
 */
import { randomUUID } from 'node:crypto';
import { drawPicture, filmClip } from './kit/media.ts';
import { SimRefusal, startServer, type SimAnswer, type SimRequest, type SimRoute } from './kit/server.ts';
import { secretFor, settled, type RunningSimulator, type SimulatorOptions } from './kit/simulator.ts';
import { issuesWith, specOf } from './runway-models.ts';

type Json = Record<string, unknown>;

export interface RunwaySimulatorOptions extends SimulatorOptions {
  /** Credits of the account at first; 100,000 when left out. */
  credits?: number;
}

interface Task {
  id: string;
  endpoint: string;
  body: Json;
  created: number;
  canceled: number | null;
  credits: number;
  /** Bytes of the picture it starts from, when it was uploaded here. */
  start: Buffer | null;
}

interface Upload {
  fields: Record<string, string>;
  fileName: string;
  bytes: Buffer | null;
  until: number;
}

const DAY = 24 * 3600 * 1000;
const VERSION = '2024-11-06';
/** Part of a task's time that it waits for a machine. */
const PENDING_PART = 0.2;
const LONGEST_SIDE = 480;

const refuse = (status: number, error: string, more: Json = {}): SimRefusal => new SimRefusal({ status, json: { error, ...more } });

export async function startRunway(options: RunwaySimulatorOptions = {}): Promise<RunningSimulator> {
  const { clock, jobMilliseconds, faults, limits } = settled(options);
  const secret = secretFor('runway');
  const tasks = new Map<string, Task>();
  const uploads = new Map<string, Upload>();
  const charged: RunningSimulator['charged'] = [];
  const creates: number[] = [];
  let credits = options.credits ?? 100_000;

  const check = (request: SimRequest): void => {
    const { authorization } = request.headers;
    if (authorization === undefined) throw refuse(401, 'You did not provide an API key.');
    if (authorization !== `Bearer ${secret}`)
      throw refuse(401, `The API key provided (${authorization.replace(/^Bearer /, '')}) is not valid.`);
    const version = request.headers['x-runway-version'];
    if (version !== VERSION)
      throw refuse(400, version === undefined ? 'X-Runway-Version header is required' : `X-Runway-Version ${String(version)} is not known`);
  };

  /** When each task got its place, given how many may be under way at once. */
  function places(): Map<string, number> {
    const busyUntil: number[] = [];
    const starts = new Map<string, number>();
    for (const task of tasks.values()) {
      const running = busyUntil.filter((until) => until > task.created).sort((a, b) => a - b);
      const free = running.length < limits.atOnce ? task.created : (running[running.length - limits.atOnce] ?? task.created);
      starts.set(task.id, free);
      busyUntil.push(task.canceled === null ? free + jobMilliseconds : Math.min(task.canceled, free + jobMilliseconds));
    }
    return starts;
  }

  function statusOf(task: Task): { status: string; progress: number } {
    const now = clock.now();
    const start = places().get(task.id) ?? task.created;
    const end = start + jobMilliseconds;
    if (task.canceled !== null && task.canceled < end) return { status: 'CANCELLED', progress: 0 };
    if (now < start) return { status: 'THROTTLED', progress: 0 };
    if (now < start + jobMilliseconds * PENDING_PART) return { status: 'PENDING', progress: 0 };
    if (now < end) return { status: 'RUNNING', progress: Math.round((100 * (now - start)) / jobMilliseconds) / 100 };
    const ordered = orderIn(task.body['promptText']);
    if (ordered?.startsWith('status ') === true) return { status: ordered.slice(7), progress: 1 };
    return { status: ordered === null || ordered === 'no output' ? 'SUCCEEDED' : 'FAILED', progress: 1 };
  }

  function view(task: Task, origin: string): Json {
    const { status, progress } = statusOf(task);
    const head = { id: task.id, createdAt: new Date(task.created).toISOString(), status };
    const ordered = orderIn(task.body['promptText']);
    const cost = { credits: task.credits };
    switch (status) {
      case 'PENDING':
      case 'THROTTLED':
        return { ...head, estimatedCost: cost };
      case 'RUNNING':
        return { ...head, progress, estimatedCost: cost };
      case 'SUCCEEDED': {
        const until = clock.now() + DAY;
        const output = Array.from(
          { length: ordered === 'no output' ? 0 : outputCount(task) },
          (_, index) => `${origin}/outputs/${task.id}/${index}?until=${until}&_jwt=${randomUUID()}`,
        );
        return { ...head, output, cost };
      }
      case 'FAILED':
        // What Runway holds back on the way in is not charged.
        return {
          ...head,
          failure: `The task failed (${ordered}).`,
          failureCode: ordered,
          cost: { credits: ordered?.startsWith('SAFETY.OUTPUT') === true ? task.credits : 0 },
        };
      case 'CANCELLED':
        return { ...head, cost: { credits: 0 } };
      default:
        return head;
    }
  }

  function found(request: SimRequest): Task {
    const task = tasks.get(request.params['id'] ?? '');
    if (task === undefined) throw refuse(404, 'Task not found');
    return task;
  }

  /** Uploaded pictures must be there, whole, and younger than a day. */
  function startOf(body: Json): Buffer | null {
    const uris = JSON.stringify(body).matchAll(/runway:\/\/[\w-]+/g);
    let first: Buffer | null = null;
    for (const [uri] of uris) {
      const upload = uploads.get(uri);
      if (upload?.bytes === undefined || upload.bytes === null || upload.until < clock.now())
        throw refuse(400, 'Validation of body failed', {
          issues: [{ code: 'custom', path: ['promptImage'], message: `Upload not found: ${uri}` }],
        });
      first ??= upload.bytes;
    }
    return first;
  }

  function create(request: SimRequest): SimAnswer {
    check(request);
    const endpoint = request.params['endpoint'] ?? '';
    const body = request.json();
    const spec = specOf(endpoint, body['model']);
    if (!['image_to_video', 'text_to_video', 'text_to_image'].includes(endpoint)) throw refuse(404, 'Not found');
    const now = clock.now();
    const recent = creates.filter((at) => at > now - 60_000);
    if (recent.length >= limits.createsPerMinute) {
      const wait = Math.ceil(((recent[0] ?? now) + 60_000 - now) / 1000);
      throw new SimRefusal({
        status: 429,
        json: { error: 'Rate limit exceeded. Please try again later.' },
        headers: { 'retry-after': String(wait) },
      });
    }
    const issues = issuesWith(endpoint, body);
    if (issues.length > 0 || spec === null)
      throw refuse(400, 'Validation of body failed', { issues, docUrl: 'https://docs.dev.runwayml.com/api' });
    const start = startOf(body);
    const price = spec.credits * (endpoint === 'text_to_image' ? Number(body['outputCount'] ?? 1) : lengthOf(body));
    if (price > credits) throw refuse(400, 'You do not have enough credits to run this task.');
    credits -= price;
    creates.push(now);
    const task: Task = { id: randomUUID(), endpoint, body, created: now, canceled: null, credits: price, start };
    tasks.set(task.id, task);
    charged.push({ id: task.id, body, at: now });
    return { status: 200, json: { id: task.id, estimatedCost: { credits: price } } };
  }

  function remove(request: SimRequest): SimAnswer {
    check(request);
    const task = found(request);
    const { status } = statusOf(task);
    if (['PENDING', 'THROTTLED', 'RUNNING'].includes(status)) {
      task.canceled = clock.now();
      credits += task.credits;
    } else tasks.delete(task.id);
    return { status: 204 };
  }

  function startUpload(request: SimRequest): SimAnswer {
    check(request);
    const { filename, type, ...others } = request.json();
    if (typeof filename !== 'string' || !/\.\w+$/.test(filename) || type !== 'ephemeral' || Object.keys(others).length > 0)
      throw refuse(400, 'Validation of body failed', {
        issues: [{ code: 'custom', path: ['filename'], message: 'Expected a file name with an ending and type "ephemeral"' }],
      });
    const uri = `runway://${randomUUID()}`;
    const fields = {
      key: `ephemeral/${uri.slice(9)}`,
      'x-amz-algorithm': 'AWS4-HMAC-SHA256',
      policy: 'c2ltdWxhdGVk',
      'x-amz-signature': randomUUID(),
    };
    uploads.set(uri, { fields, fileName: filename, bytes: null, until: clock.now() + DAY });
    return { status: 200, json: { uploadUrl: `${request.origin}/store/bucket`, fields, runwayUri: uri } };
  }

  /** The store reads a form from its beginning: fields first, the file last. */
  function store(request: SimRequest): SimAnswer {
    const xml = (status: number, code: string): SimAnswer => ({
      status,
      text: `<Error><Code>${code}</Code></Error>`,
      type: 'application/xml',
    });
    if (request.headers.authorization !== undefined) return xml(400, 'InvalidArgument');
    const parts = request.parts();
    const file = parts.findIndex((part) => part.name === 'file');
    if (file < 0 || file !== parts.length - 1) return xml(400, 'MalformedPOSTRequest');
    const given = Object.fromEntries(parts.slice(0, file).map((part) => [part.name, part.bytes.toString('utf8')]));
    const entry = [...uploads.values()].find(({ fields }) => fields['key'] === given['key']);
    if (entry === undefined || Object.entries(entry.fields).some(([name, value]) => given[name] !== value)) return xml(403, 'AccessDenied');
    const bytes = parts[file]?.bytes ?? Buffer.alloc(0);
    if (bytes.length < 512) return xml(400, 'EntityTooSmall');
    if (bytes.length > 200_000_000) return xml(400, 'EntityTooLarge');
    if (parts[file]?.fileName === null) return xml(400, 'MalformedPOSTRequest');
    entry.bytes = bytes;
    return { status: 204 };
  }

  async function output(request: SimRequest): Promise<SimAnswer> {
    const denied = (status: number): SimAnswer => ({ status, text: '<Error><Code>AccessDenied</Code></Error>', type: 'application/xml' });
    if (request.headers.authorization !== undefined) return denied(400);
    const task = tasks.get(request.params['id'] ?? '');
    if (task === undefined) return denied(404);
    if (!(Number(request.query.get('until')) > clock.now())) return denied(403);
    const prompt = typeof task.body['promptText'] === 'string' ? task.body['promptText'] : '';
    const seed = Number(task.body['seed'] ?? 0) + Number(request.params['index']);
    const { width, height } = smallSize(task.body['ratio']);
    if (task.endpoint === 'text_to_image') {
      const mime = task.body['outputFormat'] === 'jpeg' ? ('image/jpeg' as const) : ('image/png' as const);
      return { status: 200, bytes: await drawPicture({ prompt, seed, width, height, mime }), type: mime };
    }
    const bytes = await filmClip({
      prompt,
      seed,
      width,
      height,
      seconds: lengthOf(task.body),
      ...(task.start === null ? {} : { start: task.start }),
    });
    return { status: 200, bytes, type: 'video/mp4' };
  }

  function organization(request: SimRequest): SimAnswer {
    check(request);
    const made = [...tasks.values()].filter(({ created }) => created > clock.now() - DAY);
    const models = ['gen4.5', 'gen4_turbo', 'gen4_image', 'veo3.1'];
    const limit = { maxConcurrentGenerations: Number.isFinite(limits.atOnce) ? limits.atOnce : 3, maxDailyGenerations: 500 };
    return {
      status: 200,
      json: {
        creditBalance: credits,
        tier: { maxMonthlyCreditSpend: 10_000, models: Object.fromEntries(models.map((model) => [model, limit])) },
        usage: {
          models: Object.fromEntries(
            models.map((model) => [model, { dailyGenerations: made.filter(({ body }) => body['model'] === model).length }]),
          ),
        },
      },
    };
  }

  const routes: SimRoute[] = [
    { method: 'GET', path: '/v1/organization', purpose: 'account', handle: organization },
    { method: 'POST', path: '/v1/uploads', purpose: 'upload', handle: startUpload },
    { method: 'POST', path: '/store/bucket', purpose: 'upload', handle: store },
    {
      method: 'GET',
      path: '/v1/tasks/:id',
      purpose: 'status',
      handle: (request) => (check(request), { status: 200, json: view(found(request), request.origin) }),
    },
    { method: 'DELETE', path: '/v1/tasks/:id', purpose: 'cancel', handle: remove },
    { method: 'GET', path: '/outputs/:id/:index', purpose: 'file', handle: output },
    { method: 'POST', path: '/v1/:endpoint', purpose: 'create', handle: create },
  ];
  const server = await startServer({
    routes,
    clock,
    faults,
    ...(options.port === undefined ? {} : { port: options.port }),
    throttled: (seconds, inBody) => ({
      json: { error: 'Rate limit exceeded. Please try again later.', ...(inBody ? { retry_after: seconds } : {}) },
    }),
    notFound: () => ({ status: 404, json: { error: 'Not found' } }),
  });
  return {
    provider: 'runway',
    address: server.address,
    env: { RUNWAYML_BASE_URL: server.address, RUNWAYML_API_SECRET: secret },
    clock,
    faults,
    log: server.log,
    charged,
    close: () => server.close(),
  };
}

const orderIn = (prompt: unknown): string | null =>
  typeof prompt === 'string' ? (/\[simulate ([^\]]+)\]/.exec(prompt)?.[1] ?? null) : null;
const outputCount = (task: Task): number => (typeof task.body['outputCount'] === 'number' ? task.body['outputCount'] : 1);
const lengthOf = (body: Json): number => (typeof body['duration'] === 'number' ? body['duration'] : 5);

function smallSize(ratio: unknown): { width: number; height: number } {
  const [width = 1280, height = 720] = typeof ratio === 'string' && /^\d+:\d+$/.test(ratio) ? ratio.split(':').map(Number) : [];
  const scale = LONGEST_SIDE / Math.max(width, height);
  return { width: 2 * Math.round((width * scale) / 2), height: 2 * Math.round((height * scale) / 2) };
}
