/**
 * AUTOMATIC1111's API as far as Heroframe uses it: one drawing at a time, each inside one open request.
 *
 * Variants: `auth` wants a user name and password; `no-api` was started without `--api`; `old` has no schedulers and
 * does not say whose drawing is under way. Words in the prompt make a drawing go wrong: `[oom]`, `[fail]`, `[nothing]`.
 * Stricter than the real one about unknown fields, which it overlooks.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { drawPicture } from './kit/media.ts';
import { SimRefusal, startServer, type SimAnswer, type SimRequest, type SimRoute } from './kit/server.ts';
import { secretFor, settled, type RunningSimulator, type SimulatorOptions } from './kit/simulator.ts';

type Json = Record<string, unknown>;
type Check = (value: unknown) => string | null;

const whole =
  (low: number, high: number): Check =>
  (value) =>
    typeof value !== 'number' || !Number.isInteger(value)
      ? 'value is not a valid integer'
      : value < low || value > high
        ? `ensure this value is between ${low} and ${high}`
        : null;
const number: Check = (value) => (typeof value === 'number' ? null : 'value is not a valid float');
const text: Check = (value) => (typeof value === 'string' ? null : 'str type expected');
const flag: Check = (value) => (typeof value === 'boolean' ? null : 'value could not be parsed to a boolean');
const object: Check = (value) =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? null : 'value is not a valid dict';
const pictures: Check = (value) =>
  Array.isArray(value) && value.length > 0 && value.every((each) => typeof each === 'string') ? null : 'value is not a valid list';

const shared: Record<string, Check> = {
  prompt: text,
  negative_prompt: text,
  seed: whole(-1, 4_294_967_295),
  steps: whole(1, 150),
  cfg_scale: number,
  width: whole(64, 2048),
  height: whole(64, 2048),
  sampler_name: text,
  scheduler: text,
  batch_size: whole(1, 8),
  n_iter: whole(1, 100),
  send_images: flag,
  save_images: flag,
  override_settings: object,
  override_settings_restore_afterwards: flag,
  force_task_id: text,
};
const fields: Record<'txt2img' | 'img2img', Record<string, Check>> = {
  txt2img: shared,
  img2img: { ...shared, init_images: pictures, denoising_strength: number, resize_mode: whole(0, 3) },
};

const checkpoints = ['dreamy-xl', 'film/grainy'].map((name, index) => ({
  title: `${name}.safetensors [${index}a2b3c4d5e]`,
  model_name: name.replace('/', '_'),
  hash: `${index}a2b3c4d5e`,
  sha256: null,
  filename: `/home/someone/webui/models/Stable-diffusion/${name}.safetensors`,
  config: null,
}));
const samplers = ['DPM++ 2M', 'Euler a', 'Euler'].map((name) => ({ name, aliases: [`k_${name.toLowerCase()}`], options: {} }));
const schedulers = [
  { name: 'automatic', label: 'Automatic' },
  { name: 'karras', label: 'Karras' },
];

interface Drawing {
  task: string;
  body: Json;
  started: number;
  interrupted: boolean;
}

export async function startA1111(options: SimulatorOptions = {}): Promise<RunningSimulator> {
  const { clock, faults, jobMilliseconds } = settled(options);
  const old = options.variant === 'old';
  const charged: RunningSimulator['charged'] = [];
  const auth = `artist:${secretFor('a1111')}`;
  const waiting: string[] = [];
  let current: Drawing | null = null;
  let loaded = checkpoints[0]?.title ?? '';
  let closed = false;
  let count = 0;

  const allowed = (request: SimRequest): void => {
    if (options.variant === 'no-api') throw new SimRefusal({ status: 404, json: { detail: 'Not Found' } });
    if (options.variant !== 'auth') return;
    if (request.headers.authorization !== `Basic ${Buffer.from(auth).toString('base64')}`)
      throw new SimRefusal({ status: 401, json: { detail: 'Incorrect username or password' }, headers: { 'www-authenticate': 'Basic' } });
  };

  function checked(request: SimRequest, kind: 'txt2img' | 'img2img'): Json {
    const body = request.json();
    const known = fields[kind];
    const detail = Object.entries(body).flatMap(([name, value]) => {
      const wrong = known[name] === undefined ? 'extra fields not permitted' : known[name](value);
      return wrong === null ? [] : [{ loc: ['body', name], msg: wrong, type: 'value_error' }];
    });
    if (detail.length > 0) throw new SimRefusal({ status: 422, json: { detail } });
    if (kind === 'img2img' && body['init_images'] === undefined)
      throw new SimRefusal({ status: 404, json: { detail: 'Init image not found' } });
    if (!samplers.some(({ name }) => name === body['sampler_name']))
      throw new SimRefusal({ status: 404, json: { detail: 'Sampler not found' } });
    return body;
  }

  const draw =
    (kind: 'txt2img' | 'img2img') =>
    async (request: SimRequest): Promise<SimAnswer> => {
      allowed(request);
      const body = checked(request, kind);
      const task = typeof body['force_task_id'] === 'string' && !old ? body['force_task_id'] : `task(${++count})`;
      charged.push({ id: task, body, at: clock.now() });
      // One lock for everybody: later requests wait while theirs stays open.
      waiting.push(task);
      while ((waiting[0] !== task || current !== null) && !closed) await sleep(5);
      const drawing: Drawing = { task, body, started: clock.now(), interrupted: false };
      current = drawing;
      while (clock.now() < drawing.started + jobMilliseconds && !drawing.interrupted && !closed) await sleep(5);
      waiting.shift();
      current = null;
      return await result(drawing);
    };

  async function result({ body, interrupted }: Drawing): Promise<SimAnswer> {
    const prompt = String(body['prompt']);
    if (prompt.includes('[oom]'))
      return {
        status: 500,
        json: {
          error: 'OutOfMemoryError',
          detail: '',
          body: '',
          errors: 'CUDA out of memory. Tried to allocate 4.00 GiB. GPU 0 has a total capacity of 8.00 GiB',
        },
      };
    if (prompt.includes('[fail]'))
      return {
        status: 500,
        json: { error: 'RuntimeError', detail: '', body: '', errors: 'Sizes of tensors must match\n/home/someone/webui/x.py' },
      };
    if (prompt.includes('[nothing]')) return { status: 200, json: { images: [], parameters: {}, info: '{}' } };
    const settings = (body['override_settings'] ?? {}) as { sd_model_checkpoint?: string };
    // An unknown name changes nothing, as in the real one.
    loaded = checkpoints.find(({ title, model_name }) => [title, model_name].includes(settings.sd_model_checkpoint ?? ''))?.title ?? loaded;
    const seed = Number(body['seed'] ?? 1);
    const picture = await drawPicture({
      prompt: interrupted ? 'half a picture' : `${prompt} ${loaded}`,
      seed,
      width: Number(body['width'] ?? 512),
      height: Number(body['height'] ?? 512),
    });
    const { init_images: _pictures, ...parameters } = body;
    return {
      status: 200,
      json: { images: [picture.toString('base64')], parameters, info: JSON.stringify({ seed, all_seeds: [seed], infotexts: [prompt] }) },
    };
  }

  async function progress(request: SimRequest): Promise<SimAnswer> {
    allowed(request);
    const drawing: Drawing | null = current;
    const part = drawing === null ? 0 : Math.min(1, Math.max(0, (clock.now() - drawing.started) / jobMilliseconds));
    const steps = Number(drawing?.body['steps'] ?? 0);
    const shown =
      drawing !== null && part > 0.2 && request.query.get('skip_current_image') === 'false'
        ? (await drawPicture({ prompt: String(drawing.body['prompt']), seed: Math.floor(part * 5), width: 64, height: 64 })).toString(
            'base64',
          )
        : null;
    return {
      status: 200,
      json: {
        progress: drawing === null ? 0 : Math.max(0.01, part),
        eta_relative: 0,
        state: {
          skipped: false,
          interrupted: drawing?.interrupted ?? false,
          job: '',
          job_count: drawing === null ? 0 : 1,
          job_no: 0,
          sampling_step: Math.floor(part * steps),
          sampling_steps: steps,
        },
        current_image: shown,
        textinfo: null,
        ...(old ? {} : { current_task: drawing?.task ?? null }),
      },
    };
  }

  const list =
    (value: unknown) =>
    (request: SimRequest): SimAnswer => {
      allowed(request);
      return { status: 200, json: value };
    };
  const routes: SimRoute[] = [
    { method: 'POST', path: '/sdapi/v1/txt2img', purpose: 'create', handle: draw('txt2img') },
    { method: 'POST', path: '/sdapi/v1/img2img', purpose: 'create', handle: draw('img2img') },
    { method: 'GET', path: '/sdapi/v1/progress', purpose: 'status', handle: progress },
    {
      method: 'POST',
      path: '/sdapi/v1/interrupt',
      purpose: 'cancel',
      handle(request) {
        allowed(request);
        if (current !== null) current.interrupted = true;
        return { status: 200, json: {} };
      },
    },
    { method: 'GET', path: '/sdapi/v1/sd-models', purpose: 'models', handle: list(checkpoints) },
    { method: 'GET', path: '/sdapi/v1/samplers', purpose: 'models', handle: list(samplers) },
    ...(old ? [] : [{ method: 'GET' as const, path: '/sdapi/v1/schedulers', purpose: 'models' as const, handle: list(schedulers) }]),
    { method: 'GET', path: '/sdapi/v1/options', purpose: 'account', handle: (request) => list({ sd_model_checkpoint: loaded })(request) },
  ];
  const server = await startServer({
    routes,
    clock,
    faults,
    ...(options.port === undefined ? {} : { port: options.port }),
    throttled: () => ({ status: 429, json: { detail: 'Too Many Requests' } }),
    notFound: () => ({ status: 404, json: { detail: 'Not Found' } }),
  });
  return {
    provider: 'a1111',
    address: server.address,
    env: { A1111_URL: server.address, ...(options.variant === 'auth' ? { A1111_AUTH: auth } : {}) },
    clock,
    faults,
    log: server.log,
    charged,
    async close() {
      closed = true;
      await server.close();
    },
  };
}
