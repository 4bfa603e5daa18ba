/**
 * Replicate as it answers: official models, versions, deployments, files, lists, schemas, and a delivery host that
 * must never see the key.
 *
 * A word in double brackets in the prompt decides how a prediction ends, see `endings`.
 */
import { createHash } from 'node:crypto';
import { SimRefusal, startServer, type SimAnswer, type SimRequest, type SimRoute } from './kit/server.ts';
import { secretFor, settled, type RunningSimulator, type StartSimulator } from './kit/simulator.ts';
import { drawn, missing, outputFormat, refuse, uploadStore } from './replicate-files.ts';
import { invalidFields, openapiSchema, simulatedModels, type SimulatedModel } from './replicate-models.ts';

const HOUR = 3_600_000;
const PAGE = 100;
/** Longest data URI that is taken. Bytes of the content. */
const MAX_DATA_URI = 256_000;

/** `[[word]]` in the prompt → how it ends. */
const endings: Record<string, { status: string; error?: string }> = {
  nsfw: { status: 'failed', error: 'NSFW content detected. Try running it again, or try a different prompt.' },
  flagged: { status: 'failed', error: 'The input or output was flagged as sensitive. Please try again with different inputs. (E005)' },
  'bad-prompt': { status: 'failed', error: 'The prompt was rejected by the moderation system.' },
  memory: { status: 'failed', error: 'CUDA out of memory. Tried to allocate 2.50 GiB (E1001)' },
  busy: { status: 'failed', error: 'Service is currently unavailable due to high demand. Please try again later. (E003)' },
  'timed-out': { status: 'failed', error: 'Prediction timed out' },
  'wrong-input': { status: 'failed', error: 'The input was invalid. The prompt is too long (E006)' },
  crash: { status: 'failed', error: "'NoneType' object has no attribute 'shape'" },
  canceled: { status: 'canceled' },
  aborted: { status: 'aborted' },
  strange: { status: 'hibernating' },
  empty: { status: 'succeeded' },
};

interface Made {
  id: string;
  model: string;
  version: string;
  deployment: string | null;
  input: Record<string, unknown>;
  created: number;
  starts: number;
  ends: number;
  canceled: number | null;
  /** What the model will say against its input once it looks at it. */
  objection: string | null;
}

export const startReplicate: StartSimulator = async (options = {}) => {
  const { clock, jobMilliseconds, faults, limits } = settled(options);
  const secret = secretFor('replicate');
  const made = new Map<string, Made>();
  const charged: RunningSimulator['charged'] = [];
  const creates: number[] = [];
  let count = 0;
  const nextId = (what: string): string => `${createHash('sha256').update(`${what} ${count++}`).digest('hex').slice(0, 18)}rg${what}`;
  const uploads = uploadStore(clock, nextId);
  const stamp = (time: number | null): string | null => (time === null ? null : new Date(time).toISOString());

  /** State of a prediction now, as its object. */
  function told(prediction: Made, origin: string): Record<string, unknown> {
    const now = clock.now();
    const wish = typeof prediction.input['prompt'] === 'string' ? (/\[\[([\w-]+)\]\]/.exec(prediction.input['prompt'])?.[1] ?? '') : '';
    const model = simulatedModels.get(prediction.model);
    const ending =
      prediction.objection !== null ? { status: 'failed', error: prediction.objection } : (endings[wish] ?? { status: 'succeeded' });
    const stopped = prediction.canceled;
    const isEarly = stopped !== null && stopped < prediction.starts;
    const status =
      stopped !== null
        ? isEarly
          ? 'aborted'
          : 'canceled'
        : now < prediction.starts
          ? 'starting'
          : now < prediction.ends
            ? 'processing'
            : ending.status;
    const isOver = !['starting', 'processing'].includes(status);
    const over = stopped ?? prediction.ends;
    const isRemoved = isOver && now > over + HOUR;
    const done = Math.min(1, Math.max(0, (now - prediction.starts) / Math.max(1, prediction.ends - prediction.starts)));
    const bar = `\r ${Math.round(done * 100)}%|${'█'.repeat(Math.round(done * 10)).padEnd(10)}| ${Math.round(done * 50)}/50 [00:0${Math.round(done * 9)}<00:04,  5.00it/s]`;
    const at = `${origin}/delivery/${prediction.id}`;
    const end = model?.kind === 'clip' ? 'mp4' : outputFormat(prediction.input);
    const output = model?.list === true ? [`${at}/0/out-0.${end}`] : `${at}/0/output.${end}`;
    const api = `${origin}/v1/predictions/${prediction.id}`;
    return {
      id: prediction.id,
      model: prediction.model,
      version: prediction.version,
      ...(prediction.deployment === null ? {} : { deployment: prediction.deployment }),
      input: isRemoved ? {} : prediction.input,
      logs: isRemoved || status === 'starting' ? '' : `Using seed: 1234\n  0%|          | 0/50 [00:00<?, ?it/s]${bar}`,
      output: status === 'succeeded' && wish !== 'empty' && !isRemoved ? output : null,
      data_removed: isRemoved,
      error: status === 'failed' ? (ending.error ?? null) : null,
      source: 'api',
      status,
      created_at: stamp(prediction.created),
      started_at: status === 'starting' || isEarly ? null : stamp(prediction.starts),
      completed_at: isOver ? stamp(over) : null,
      urls: { cancel: `${api}/cancel`, get: api, web: `https://replicate.com/p/${prediction.id}` },
      metrics:
        isOver && !isEarly ? { predict_time: (over - prediction.starts) / 1000, total_time: (over - prediction.created) / 1000 } : {},
    };
  }

  /** A picture that is no longer there, or never was. */
  function missingFile(input: Record<string, unknown>): string | null {
    for (const value of Object.values(input).flat())
      if (typeof value === 'string' && /\/v1\/files\//.test(value) && uploads.at(value) === null)
        return 'The input was invalid. Could not fetch the file (E006)';
    return null;
  }

  function create(request: SimRequest, name: string, model: SimulatedModel, facts: { version?: string; deployment?: string }): SimAnswer {
    if (request.headers['content-type']?.startsWith('application/json') !== true)
      throw refuse(415, { title: 'Unsupported media type', detail: 'Send JSON.' });
    const { input, webhook: _webhook, webhook_events_filter: _filter, stream: _stream, version: _version, ...rest } = request.json();
    const wrong = Object.keys(rest).map((field) => ({
      type: 'additional_property_not_allowed',
      field,
      description: `Additional property ${field} is not allowed`,
    }));
    if (typeof input !== 'object' || input === null || Array.isArray(input))
      wrong.push({ type: 'required', field: 'input', description: 'input is required' });
    else wrong.push(...invalidFields(model, input as Record<string, unknown>));
    if (wrong.length > 0)
      throw refuse(422, {
        title: 'Input validation failed',
        detail: wrong.map(({ field, description }) => `- ${field}: ${description}\n`).join(''),
        invalid_fields: wrong,
      });
    const given = input as Record<string, unknown>;
    for (const value of Object.values(given).flat())
      if (typeof value === 'string' && value.startsWith('data:') && (value.length * 3) / 4 > MAX_DATA_URI)
        throw refuse(422, { title: 'Input validation failed', detail: '- input: data URI is too large, upload the file instead\n' });
    const now = clock.now();
    while ((creates[0] ?? Infinity) <= now - 60_000) creates.shift();
    if (creates.length >= limits.createsPerMinute) {
      const { json } = throttled(Math.ceil(((creates[0] ?? now) + 60_000 - now) / 1000), true);
      throw new SimRefusal({ status: 429, json });
    }
    creates.push(now);
    const busy = [...made.values()].filter((each) => each.canceled === null && each.ends > now).map(({ ends }) => ends);
    const free = busy.length < limits.atOnce ? now : (busy.sort((a, b) => b - a)[limits.atOnce - 1] ?? now);
    const starts = free + jobMilliseconds * 0.25;
    const prediction: Made = {
      id: nextId('p'),
      model: name,
      version: facts.version ?? 'hidden',
      deployment: facts.deployment ?? null,
      input: given,
      created: now,
      starts,
      ends: starts + jobMilliseconds * 0.75,
      canceled: null,
      objection: model.objection?.(given) ?? missingFile(given),
    };
    made.set(prediction.id, prediction);
    charged.push({ id: prediction.id, body: { model: name, input: given }, at: now });
    // Whoever asks to wait gets 202 when the time is not enough.
    return { status: request.headers['prefer'] === undefined ? 201 : 202, json: told(prediction, request.origin) };
  }

  function throttled(seconds: number, inBody: boolean): { json: Record<string, unknown> } {
    return {
      json: {
        detail: `Request was throttled. Your rate limit for creating predictions is ${limits.createsPerMinute} requests per minute. Your rate limit resets in ~${seconds}s.`,
        status: 429,
        ...(inBody ? { retry_after: seconds } : {}),
      },
    };
  }

  function official({ params }: SimRequest): { name: string; model: SimulatedModel } {
    const name = `${params['owner']}/${params['name']}`;
    const model = simulatedModels.get(name);
    if (model === undefined) throw missing();
    return { name, model };
  }

  function byVersion(request: SimRequest): SimAnswer {
    const { version } = request.json();
    if (typeof version !== 'string')
      throw refuse(422, {
        title: 'Input validation failed',
        detail: `- version is required\n${'model' in request.json() ? '- Additional property model is not allowed\n' : ''}`,
        invalid_fields: [{ type: 'required', field: 'version', description: 'version is required' }],
      });
    const [name, hex] = version.includes('/') ? version.split(':') : [undefined, version];
    for (const [known, model] of simulatedModels)
      if (hex === undefined ? known === name && model.version === null : model.version === hex && (name ?? known) === known)
        return create(request, known, model, hex === undefined ? {} : { version: hex });
    throw refuse(422, {
      title: 'Invalid version or not permitted',
      detail: 'The specified version does not exist (or perhaps you do not have permission to use it?)',
    });
  }

  function list(request: SimRequest): SimAnswer {
    const from = Number(Buffer.from(request.query.get('cursor') ?? '', 'base64url').toString() || 0);
    const [after, before] = ['created_after', 'created_before'].map((name) => Date.parse(request.query.get(name) ?? ''));
    const all = [...made.values()]
      .toReversed()
      .filter(({ created }) => !(created < (after ?? Number.NaN)) && !(created >= (before ?? Number.NaN)));
    const link = (start: number): string => `${request.origin}/v1/predictions?cursor=${Buffer.from(String(start)).toString('base64url')}`;
    return {
      status: 200,
      json: {
        previous: from > 0 ? link(Math.max(0, from - PAGE)) : null,
        next: from + PAGE < all.length ? link(from + PAGE) : null,
        results: all.slice(from, from + PAGE).map((each) => told(each, request.origin)),
      },
    };
  }

  function predictionOf({ params }: SimRequest): Made {
    const prediction = made.get(params['id'] ?? '');
    if (prediction === undefined) throw missing();
    return prediction;
  }

  function cancel(request: SimRequest): SimAnswer {
    const prediction = predictionOf(request);
    if (clock.now() < prediction.ends) prediction.canceled ??= clock.now();
    return { status: 200, json: told(prediction, request.origin) };
  }

  /** Another host in reality: it knows no keys, and one that comes by is a leak. */
  async function deliver(request: SimRequest): Promise<SimAnswer> {
    if (request.headers.authorization !== undefined) return { status: 400, text: 'A key was sent to the delivery host.' };
    const prediction = made.get(request.params['id'] ?? '');
    const now = clock.now();
    if (prediction === undefined || now < prediction.ends || now > prediction.ends + HOUR || prediction.canceled !== null)
      return { status: 404, text: '<Error><Code>NoSuchKey</Code></Error>', type: 'application/xml' };
    return await drawn(simulatedModels.get(prediction.model)?.kind ?? 'picture', prediction.input, (address) => uploads.at(address));
  }

  function published(request: SimRequest): SimAnswer {
    const { name, model } = official(request);
    const version = {
      id: model.version ?? createHash('sha256').update(name).digest('hex'),
      created_at: stamp(0),
      cog_version: '0.16.9',
      openapi_schema: openapiSchema(model),
    };
    if (request.params['version'] === undefined)
      return {
        status: 200,
        json: {
          url: `https://replicate.com/${name}`,
          owner: request.params['owner'],
          name: request.params['name'],
          visibility: 'public',
          latest_version: version,
        },
      };
    if (request.params['version'] !== version.id) throw missing();
    return { status: 200, json: version };
  }

  const account = {
    type: 'user',
    username: 'simulated',
    name: 'Simulated Account',
    github_url: 'https://github.com/simulated',
    avatar_url: null,
  };
  const direct = (request: SimRequest): SimAnswer => {
    const { name, model } = official(request);
    // Models that are no official ones are to be had by version only.
    if (model.version !== null) throw missing();
    return create(request, name, model, {});
  };
  const deployed = (request: SimRequest): SimAnswer => {
    const deployment = `${request.params['owner']}/${request.params['name']}`;
    const model = simulatedModels.get('black-forest-labs/flux-schnell');
    if (deployment !== 'simulated/frames' || model === undefined) throw missing();
    return create(request, 'black-forest-labs/flux-schnell', model, { deployment, version: 'f'.repeat(64) });
  };
  const api: SimRoute[] = [
    { method: 'POST', path: '/v1/models/:owner/:name/predictions', purpose: 'create', handle: direct },
    { method: 'POST', path: '/v1/predictions', purpose: 'create', handle: byVersion },
    { method: 'POST', path: '/v1/deployments/:owner/:name/predictions', purpose: 'create', handle: deployed },
    {
      method: 'GET',
      path: '/v1/predictions/:id',
      purpose: 'status',
      handle: (request) => ({ status: 200, json: told(predictionOf(request), request.origin) }),
    },
    { method: 'GET', path: '/v1/predictions', purpose: 'list', handle: list },
    { method: 'POST', path: '/v1/predictions/:id/cancel', purpose: 'cancel', handle: cancel },
    ...uploads.routes,
    { method: 'GET', path: '/v1/account', purpose: 'account', handle: () => ({ status: 200, json: account }) },
    { method: 'GET', path: '/v1/models/:owner/:name', purpose: 'schema', handle: published },
    { method: 'GET', path: '/v1/models/:owner/:name/versions/:version', purpose: 'schema', handle: published },
  ];
  const guarded = api.map((route) => ({
    ...route,
    handle: async (request: SimRequest): Promise<SimAnswer> => {
      if (request.headers.authorization !== `Bearer ${secret}`)
        return { status: 401, json: { title: 'Unauthenticated', detail: 'You did not pass a valid authentication token', status: 401 } };
      const answer = await route.handle(request);
      return { ...answer, headers: { date: new Date(clock.now()).toUTCString(), ...answer.headers } };
    },
  }));
  const server = await startServer({
    routes: [...guarded, { method: 'GET', path: '/delivery/:id/:index/:name', purpose: 'file', handle: deliver }],
    clock,
    faults,
    throttled,
    notFound: () => missing().answer,
    ...(options.port === undefined ? {} : { port: options.port }),
  });
  return {
    provider: 'replicate',
    address: server.address,
    env: { REPLICATE_API_TOKEN: secret, REPLICATE_BASE_URL: `${server.address}/v1` },
    clock,
    faults,
    log: server.log,
    charged,
    close: () => server.close(),
  };
};
