/**
 * PiAPI as far as Heroframe uses it: one task resource in an envelope of `{code, data, message}`.
 *
 * Stricter than the real service about input fields: the real one is thought to overlook what it does not know, which
 * would hide a wrong name from us.
 */
import { randomUUID } from 'node:crypto';
import { drawPicture, filmClip } from './kit/media.ts';
import { SimRefusal, startServer, type SimAnswer, type SimRequest, type SimRoute } from './kit/server.ts';
import { secretFor, settled, type RunningSimulator, type SimulatorOptions } from './kit/simulator.ts';

type Json = Record<string, unknown>;

export interface PiapiSimulatorOptions extends SimulatorOptions {
  /** Refusals come as HTTP 200 with the code in the body only, as some gateways of the service do it. */
  refuseInBody?: boolean;
}

interface Task {
  id: string;
  model: string;
  type: string;
  input: Json;
  config: Json;
  created: number;
  canceled: boolean;
}

type Check = (value: unknown) => boolean;
const text: Check = (value) => typeof value === 'string';
const flag: Check = (value) => typeof value === 'boolean';
const web: Check = (value) => typeof value === 'string' && /^https?:\/\//.test(value);
const whole =
  (low: number, high: number): Check =>
  (value) =>
    Number.isInteger(value) && Number(value) >= low && Number(value) <= high;
const between =
  (low: number, high: number): Check =>
  (value) =>
    typeof value === 'number' && value >= low && value <= high;
const one =
  (...values: unknown[]): Check =>
  (value) =>
    values.includes(value);
const frame: Check = (value) => isJson(value) && value['type'] === 'image' && web(value['url']) && Object.keys(value).length === 2;
const wordsIn = (value: unknown): string => (typeof value === 'string' ? value : '');
const isJson = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);

interface Family {
  types: string[];
  fields: Record<string, Check>;
  /** What is wrong with an input whose fields are each right; null when nothing. */
  also?: (input: Json, type: string) => string | null;
}

const flux: Family = {
  types: ['txt2img', 'img2img'],
  fields: {
    prompt: text,
    negative_prompt: text,
    guidance_scale: between(1.5, 5),
    width: whole(64, 2048),
    height: whole(64, 2048),
    image: web,
    denoise: between(0, 1),
    batch_size: whole(1, 4),
  },
  also(input, type) {
    if (Number(input['width'] ?? 512) * Number(input['height'] ?? 512) > 1_048_576) return 'width*height cannot exceed 1048576';
    if (type === 'img2img')
      return input['image'] === undefined ? 'image is required' : input['width'] === undefined ? null : 'width is for txt2img only';
    return input['image'] === undefined ? null : 'image is for img2img only';
  },
};

const families: Record<string, Family> = {
  kling: {
    types: ['video_generation'],
    fields: {
      prompt: text,
      negative_prompt: text,
      cfg_scale: between(0, 1),
      duration: whole(3, 15),
      aspect_ratio: one('16:9', '9:16', '1:1'),
      mode: one('std', 'pro'),
      version: one('1.5', '1.6', '2.1', '2.5', '2.6', '3.0'),
      image_url: web,
      image_tail_url: web,
      enable_audio: flag,
    },
    also(input) {
      if (input['image_tail_url'] !== undefined && input['image_url'] === undefined) return 'image_tail_url needs image_url';
      if (input['image_url'] === undefined && input['aspect_ratio'] === undefined) return 'aspect_ratio is required';
      if (input['enable_audio'] !== undefined && !['2.6', '3.0'].includes(String(input['version']))) return 'enable_audio is not supported';
      return input['version'] === '3.0' || [5, 10].includes(Number(input['duration'])) ? null : 'duration must be 5 or 10';
    },
  },
  luma: {
    types: ['video_generation'],
    fields: {
      prompt: text,
      expand_prompt: flag,
      model_name: one('ray-v1', 'ray-v2'),
      duration: whole(5, 10),
      aspect_ratio: text,
      key_frames: (value) => isJson(value) && Object.entries(value).every(([key, each]) => /^frame[01]$/.test(key) && frame(each)),
    },
  },
  hailuo: {
    types: ['video_generation'],
    fields: {
      prompt: text,
      model: one('t2v-01', 't2v-01-director', 'i2v-01', 'i2v-01-live', 's2v-01'),
      expand_prompt: flag,
      image_url: web,
    },
    also: (input) =>
      String(input['model']).startsWith('t2v') === (input['image_url'] === undefined) ? null : 'image_url does not fit the model',
  },
  'Qubico/flux1-schnell': flux,
  'Qubico/flux1-dev': flux,
  'Qubico/flux1-dev-advanced': flux,
};

export async function startPiapi(options: PiapiSimulatorOptions = {}): Promise<RunningSimulator> {
  const { clock, jobMilliseconds, faults, limits } = settled(options);
  const key = secretFor('piapi');
  const tasks = new Map<string, Task>();
  const charged: RunningSimulator['charged'] = [];

  const envelope = (code: number, message: string, data: unknown = null): SimAnswer => ({
    status: options.refuseInBody === true && code !== 401 ? 200 : code,
    json: { code, data, message },
  });
  const refuse = (code: number, message: string): never => {
    throw new SimRefusal(envelope(code, message));
  };
  const admit = (request: SimRequest): void => {
    if (request.headers['x-api-key'] !== key) refuse(401, 'Invalid API key');
  };

  /** 0…1 of the job's time; words in the prompt steer how it ends. */
  const share = (task: Task): number => (clock.now() - task.created) / jobMilliseconds;
  const ends = (task: Task): string =>
    /\[(fail|sensitive|staged|retry|strange|empty|no-watermark-copy)\]/.exec(wordsIn(task.input['prompt']))?.[1] ?? '';

  function statusOf(task: Task): string {
    if (task.canceled) return 'Canceled';
    const done = share(task);
    if (done < 0.2) return 'Pending';
    if (done < 0.6) {
      if (ends(task) === 'staged') return 'Staged';
      if (ends(task) === 'retry') return 'retry';
      return ends(task) === 'strange' ? 'rendering-on-the-moon' : 'PROCESSING';
    }
    if (done < 1) return 'processing';
    if (ends(task) === 'fail' || ends(task) === 'sensitive') return 'FAILED';
    return task.model.startsWith('Qubico') ? 'completed' : task.model === 'luma' ? 'success' : 'Completed';
  }

  function outputOf(task: Task, origin: string): Json {
    if (ends(task) === 'empty') return { video_url: '', works: [] };
    const file = (name: string): string => `${origin}/storage/${task.id}/${name}`;
    if (task.model.startsWith('Qubico')) return { image_url: file('picture.png'), image_urls: null, image_base64: '' };
    if (task.model === 'luma')
      return { video: null, video_raw: { url: file('clip.mp4'), width: 320, height: 180 }, last_frame: { url: file('last.png') } };
    if (task.model === 'hailuo') return { video_url: file('clip.mp4') };
    const plain = ends(task) === 'no-watermark-copy' ? '' : file('clean.mp4');
    return {
      type: 'm2v_txt2video_hq',
      status: 99,
      works: [{ content_type: 'video', video: { resource: file('marked.mp4'), resource_without_watermark: plain }, cover: {} }],
      video_url: file('marked.mp4'),
    };
  }

  function dataOf(task: Task, origin: string): Json {
    const status = statusOf(task);
    const done = /^(completed|success)$/i.test(status);
    const failed = status === 'FAILED';
    return {
      task_id: task.id,
      model: task.model,
      task_type: task.type,
      status,
      config: task.config,
      input: task.input,
      output: done ? outputOf(task, origin) : {},
      meta: {
        created_at: new Date(task.created).toISOString(),
        started_at: '0001-01-01T00:00:00Z',
        ended_at: '0001-01-01T00:00:00Z',
        usage: { type: 'point', frozen: done ? 0 : 2_000_000, consume: done ? 2_000_000 : 0 },
        is_using_private_pool: false,
      },
      detail: null,
      logs: [],
      error: failed
        ? {
            code: 10_000,
            raw_message: '',
            message:
              ends(task) === 'sensitive' ? 'task failed: prompt may contain sensitive words' : 'internal worker error, please try again',
            detail: null,
          }
        : { code: 0, raw_message: '', message: '', detail: null },
    };
  }

  function checkInput(model: string, type: string, input: Json): void {
    const family = families[model];
    if (family === undefined) return refuse(400, `model ${model} is not supported`);
    if (!family.types.includes(type)) refuse(400, `invalid task_type ${type} for model ${model}`);
    for (const [name, value] of Object.entries(input)) {
      const check = family.fields[name];
      if (check === undefined) refuse(400, `invalid request: unknown input field ${name}`);
      else if (!check(value)) refuse(400, `invalid request: input.${name} has a wrong value ${JSON.stringify(value).slice(0, 60)}`);
    }
    const wrong = family.also?.(input, type) ?? null;
    if (wrong !== null) refuse(400, `invalid request: ${wrong}`);
    if (type !== 'img2img' && !wordsIn(input['model']).startsWith('i2v') && input['prompt'] === undefined)
      refuse(400, 'invalid request: prompt is required');
    if (/\[no credit\]/.test(String(input['prompt'])))
      refuse(options.refuseInBody === true ? 400 : 402, 'insufficient credits, please top up');
  }

  const routes: SimRoute[] = [
    {
      method: 'POST',
      path: '/api/v1/task',
      purpose: 'create',
      handle(request) {
        admit(request);
        const body = request.json();
        const extra = Object.keys(body).find((name) => !['model', 'task_type', 'input', 'config'].includes(name));
        if (extra !== undefined) refuse(400, `invalid request: unknown field ${extra}`);
        if (typeof body['model'] !== 'string' || typeof body['task_type'] !== 'string' || !isJson(body['input']))
          return refuse(400, 'invalid request: model, task_type and input are required');
        const config = isJson(body['config']) ? body['config'] : {};
        if (!['public', 'private', '', undefined].includes(config['service_mode'] as string | undefined))
          refuse(400, 'invalid request: service_mode');
        checkInput(body['model'], body['task_type'], body['input']);
        const now = clock.now();
        const recent = charged.filter((each) => now - each.at < 60_000).length;
        const open = [...tasks.values()].filter((task) => !task.canceled && share(task) < 1).length;
        if (recent >= limits.createsPerMinute) refuse(429, 'rate limit exceeded, please slow down');
        if (open >= limits.atOnce) refuse(429, 'too many concurrent tasks');
        const task: Task = {
          id: randomUUID(),
          model: body['model'],
          type: body['task_type'],
          input: body['input'],
          config,
          created: now,
          canceled: false,
        };
        tasks.set(task.id, task);
        charged.push({ id: task.id, body, at: now });
        if (/\[no id\]/.test(String(task.input['prompt']))) return { status: 200, json: { code: 200, data: {}, message: 'success' } };
        return { status: 200, json: { code: 200, data: dataOf(task, request.origin), message: 'success' } };
      },
    },
    {
      method: 'GET',
      path: '/api/v1/task/:id',
      purpose: 'status',
      handle(request) {
        admit(request);
        const task = tasks.get(request.params['id'] ?? '');
        if (task === undefined) return refuse(404, 'task not found');
        return { status: 200, json: { code: 200, data: dataOf(task, request.origin), message: 'success' } };
      },
    },
    {
      method: 'DELETE',
      path: '/api/v1/task/:id',
      purpose: 'cancel',
      handle(request) {
        admit(request);
        const task = tasks.get(request.params['id'] ?? '');
        if (task === undefined) return refuse(404, 'task not found');
        if (statusOf(task) !== 'Pending') return refuse(400, 'only pending tasks can be canceled');
        task.canceled = true;
        return { status: 200, json: { code: 200, data: dataOf(task, request.origin), message: 'success' } };
      },
    },
    {
      method: 'GET',
      path: '/storage/:id/:name',
      purpose: 'file',
      async handle(request) {
        // Results lie on somebody else's storage: a key has no business there.
        if (request.headers['x-api-key'] !== undefined) return { status: 400, text: 'A key was sent to the storage.' };
        const task = tasks.get(request.params['id'] ?? '');
        if (task === undefined) return { status: 404, text: 'No such object.' };
        const about = {
          prompt: wordsIn(task.input['prompt']),
          seed: task.id,
          width: Number(task.input['width'] ?? 320),
          height: Number(task.input['height'] ?? 180),
        };
        if ((request.params['name'] ?? '').endsWith('.png')) return { status: 200, bytes: await drawPicture(about), type: 'image/png' };
        const tall = task.input['aspect_ratio'] === '9:16';
        return {
          status: 200,
          bytes: await filmClip({
            ...about,
            width: tall ? 180 : 320,
            height: tall ? 320 : 180,
            seconds: Number(task.input['duration'] ?? 6),
          }),
          type: 'video/mp4',
        };
      },
    },
  ];

  const server = await startServer({
    routes,
    clock,
    faults,
    ...(options.port === undefined ? {} : { port: options.port }),
    throttled: (seconds, inBody) => ({
      json: { code: 429, data: null, message: 'rate limit exceeded, please slow down', ...(inBody ? { retry_after: seconds } : {}) },
    }),
    notFound: () => ({ status: 404, json: { code: 404, data: null, message: 'page not found' } }),
  });
  return {
    provider: 'piapi',
    address: server.address,
    env: { PIAPI_BASE_URL: server.address, PIAPI_API_KEY: key },
    clock,
    faults,
    log: server.log,
    charged,
    close: () => server.close(),
  };
}
