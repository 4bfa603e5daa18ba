/**
 * ComfyUI as far as Heroframe uses it: one worker, a queue and a history in memory, events over a WebSocket, files on
 * its disk. Jobs go on by the simulator's clock; files survive `restart`, jobs do not.
 *
 * Variants: `old` has no jobs interface; `very-old` chooses prompt ids itself as well. Words in the prompt make a job go
 * wrong: `[oom]`, `[fail]`, `[empty]`, `[strange]`.
 */
import { randomUUID } from 'node:crypto';
import { WebSocketServer, type WebSocket } from 'ws';
import { infoOf, simulatedNodes, validateGraph, type Json, type SimGraph } from './comfyui-nodes.ts';
import { comfyWorker, historyItem, inputKey, isPast, jobView, queueItem, type Listener } from './comfyui-worker.ts';
import { drawPicture } from './kit/media.ts';
import { SimRefusal, startServer, type SimAnswer, type SimRequest, type SimRoute } from './kit/server.ts';
import { settled, type RunningSimulator, type SimulatorOptions } from './kit/simulator.ts';

export interface ComfySimulator extends RunningSimulator {
  /** Forgets queue and history, as the real one does. */
  restart(): void;
  /** Drops every WebSocket and, until called again with false, refuses new ones. */
  refuseSockets(refuse: boolean): void;
  sockets(): number;
}

const CANONICAL = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

export async function startComfyUi(options: SimulatorOptions = {}): Promise<ComfySimulator> {
  const { clock, faults, jobMilliseconds } = settled(options);
  const old = options.variant === 'old' || options.variant === 'very-old';
  const ownIds = options.variant === 'very-old';
  const charged: RunningSimulator['charged'] = [];
  let number = 0;
  let refusing = false;
  const listeners = new Map<string, Listener & { socket: WebSocket }>();

  const worker = comfyWorker({ clock, jobMilliseconds, old, listener: (id) => listeners.get(id) });
  const { files, settle, stop } = worker;
  files.set('input//example.png', await drawPicture({ prompt: 'example', seed: 1, width: 64, height: 64 }));
  const timer = setInterval(() => void settle(), 25);
  timer.unref();

  function postPrompt(request: SimRequest): SimAnswer {
    const body = request.json();
    const refuse = (error: { type: string; message: string; details: string }, node_errors: unknown = {}): SimAnswer => ({
      status: 400,
      json: { error: { extra_info: {}, ...error }, node_errors },
    });
    if (typeof body['prompt'] !== 'object' || body['prompt'] === null)
      return refuse({ type: 'no_prompt', message: 'No prompt provided', details: 'No prompt provided' });
    const given = body['prompt_id'];
    if (!ownIds && given !== undefined && given !== null && !(typeof given === 'string' && CANONICAL.test(given)))
      return refuse({
        type: 'invalid_prompt_id',
        message: 'prompt_id must be a valid UUID',
        details: 'prompt_id must be a UUID string in canonical lowercase hyphenated form; omit it to let the server generate one',
      });
    const graph = body['prompt'] as SimGraph;
    const refused = validateGraph(graph, (name) => files.has(inputKey(name)));
    if (refused !== null) return refuse(refused.error, refused.node_errors);
    const id = !ownIds && typeof given === 'string' ? given : randomUUID();
    const extra: Json = {
      ...(body['extra_data'] as Json | undefined),
      ...(body['client_id'] === undefined ? {} : { client_id: body['client_id'] }),
      create_time: clock.now(),
    };
    const outputs = Object.keys(graph).filter((key) => simulatedNodes[graph[key]?.class_type ?? '']?.outputNode === true);
    // The same id twice is two jobs, as in the real one.
    worker.jobs.push({
      id,
      number,
      graph,
      extra,
      outputs,
      started: null,
      ended: null,
      state: 'pending',
      messages: [],
      results: {},
      step: 0,
    });
    charged.push({ id, body, at: clock.now() });
    return { status: 200, json: { prompt_id: id, number: number++, node_errors: {} } };
  }

  function upload(request: SimRequest): SimAnswer {
    const parts = request.parts();
    const field = (name: string): string => parts.find((part) => part.name === name)?.bytes.toString() ?? '';
    const image = parts.find((part) => part.name === 'image');
    if (image?.fileName == null || image.bytes.length === 0) return { status: 400 };
    const type = field('type') === '' ? 'input' : field('type');
    const subfolder = field('subfolder');
    if (/\.\./.test(`${subfolder}${image.fileName}`) || !['input', 'temp', 'output'].includes(type)) return { status: 400 };
    let name = image.fileName;
    for (let count = 1; files.has(`${type}/${subfolder}/${name}`) && !['true', '1'].includes(field('overwrite')); count++)
      name = image.fileName.replace(/(\.\w+)$/, ` (${count})$1`);
    files.set(`${type}/${subfolder}/${name}`, image.bytes);
    return { status: 200, json: { name, subfolder, type } };
  }

  function view(request: SimRequest): SimAnswer {
    const [name, subfolder, type] = ['filename', 'subfolder', 'type'].map((key) => request.query.get(key) ?? '');
    if (name === undefined || name === '') return { status: 404, text: '' };
    const bytes = files.get(`${type === '' ? 'output' : type}/${subfolder}/${name}`);
    if (bytes === undefined) return { status: 404, text: '' };
    return {
      status: 200,
      bytes,
      type: name.endsWith('.mp4') ? 'video/mp4' : name.endsWith('.png') ? 'image/png' : 'image/jpeg',
      headers: { 'content-disposition': `filename="${name}"` },
    };
  }

  const after =
    (handle: (request: SimRequest) => SimAnswer) =>
    async (request: SimRequest): Promise<SimAnswer> => {
      await settle();
      return handle(request);
    };
  const jobRoutes: SimRoute[] = old
    ? []
    : [
        {
          method: 'GET',
          path: '/api/jobs',
          purpose: 'list',
          handle: after(() => ({
            status: 200,
            json: { jobs: worker.jobs.map(jobView), pagination: { offset: 0, limit: null, total: worker.jobs.length, has_more: false } },
          })),
        },
        {
          method: 'GET',
          path: '/api/jobs/:id',
          purpose: 'status',
          handle: after(({ params }) => {
            const job = worker.jobs.find((each) => each.id === params['id']);
            return job === undefined ? { status: 404, json: { error: 'Job not found' } } : { status: 200, json: jobView(job) };
          }),
        },
        {
          method: 'POST',
          path: '/api/jobs/:id/cancel',
          purpose: 'cancel',
          handle: after(({ params }) => ({ status: 200, json: { cancelled: stop(worker.jobs.find((each) => each.id === params['id'])) } })),
        },
      ];
  const plain: SimRoute[] = [
    { method: 'POST', path: '/prompt', purpose: 'create', handle: after(postPrompt) },
    {
      method: 'GET',
      path: '/prompt',
      purpose: 'account',
      handle: after(() => ({ status: 200, json: { exec_info: { queue_remaining: worker.jobs.filter((job) => !isPast(job)).length } } })),
    },
    {
      method: 'GET',
      path: '/queue',
      purpose: 'status',
      handle: after(() => ({
        status: 200,
        json: {
          queue_running: worker.jobs.filter((job) => job.state === 'running').map(queueItem),
          queue_pending: worker.jobs.filter((job) => job.state === 'pending').map(queueItem),
        },
      })),
    },
    {
      method: 'POST',
      path: '/queue',
      purpose: 'cancel',
      handle: after((request) => {
        const { delete: ids } = request.json() as { delete?: string[] };
        for (const id of ids ?? [])
          if (worker.jobs.some((job) => job.id === id && job.state === 'pending')) stop(worker.jobs.find((job) => job.id === id));
        return { status: 200, text: '' };
      }),
    },
    {
      method: 'POST',
      path: '/interrupt',
      purpose: 'cancel',
      handle: after((request) => {
        const { prompt_id: id } = (request.bytes.length === 0 ? {} : request.json()) as { prompt_id?: string };
        const current = worker.jobs.find((job) => job.state === 'running');
        // Old builds overlook the id.
        if (old || id === undefined || current?.id === id) stop(current);
        return { status: 200, text: '' };
      }),
    },
    {
      method: 'GET',
      path: '/history',
      purpose: 'list',
      handle: after(() => ({ status: 200, json: Object.fromEntries(worker.jobs.filter(isPast).map((job) => [job.id, historyItem(job)])) })),
    },
    {
      method: 'GET',
      path: '/history/:id',
      purpose: 'status',
      handle: after(({ params }) => ({
        status: 200,
        json: Object.fromEntries(
          worker.jobs.filter((job) => isPast(job) && job.id === params['id']).map((job) => [job.id, historyItem(job)]),
        ),
      })),
    },
    {
      method: 'GET',
      path: '/object_info',
      purpose: 'schema',
      handle: () => ({ status: 200, json: Object.fromEntries(Object.keys(simulatedNodes).map((name) => [name, infoOf(name)])) }),
    },
    {
      method: 'GET',
      path: '/object_info/:name',
      purpose: 'schema',
      handle({ params }) {
        const name = params['name'] ?? '';
        const info = infoOf(name);
        return { status: 200, json: info === null ? {} : { [name]: info } };
      },
    },
    {
      method: 'GET',
      path: '/system_stats',
      purpose: 'account',
      handle: () => ({
        status: 200,
        json: {
          system: {
            os: 'posix',
            ram_total: 64 * 2 ** 30,
            ram_free: 32 * 2 ** 30,
            comfyui_version: old ? '0.3.40' : '0.9.2',
            python_version: '3.12',
            pytorch_version: '2.9.0',
          },
          devices: [
            {
              name: 'cuda:0 Simulated Card',
              type: 'cuda',
              index: 0,
              vram_total: 24 * 2 ** 30,
              vram_free: 20 * 2 ** 30,
              torch_vram_total: 0,
              torch_vram_free: 0,
            },
          ],
        },
      }),
    },
    { method: 'POST', path: '/upload/image', purpose: 'upload', handle: upload },
    { method: 'GET', path: '/view', purpose: 'file', handle: view },
  ];

  const wss = new WebSocketServer({ noServer: true });
  const server = await startServer({
    routes: [...jobRoutes, ...plain, ...plain.map((route) => ({ ...route, path: `/api${route.path}` }))].map((route) => ({
      ...route,
      handle: (request: SimRequest) => {
        // A page of a stranger in a browser must not steer it.
        if (request.headers.origin !== undefined) throw new SimRefusal({ status: 403, text: '' });
        return route.handle(request);
      },
    })),
    clock,
    faults,
    ...(options.port === undefined ? {} : { port: options.port }),
    throttled: () => ({ status: 429, json: { error: 'Too many requests' } }),
    notFound: () => ({ status: 404, text: '404: Not Found' }),
    upgrade(request, socket, head) {
      const url = new URL(request.url ?? '/', 'http://127.0.0.1');
      if (refusing || !/^(?:\/api)?\/ws$/.test(url.pathname)) return void socket.destroy();
      wss.handleUpgrade(request, socket, head, (ws) => {
        const id = url.searchParams.get('clientId') ?? randomUUID();
        const listener = { socket: ws, facts: false, send: (data: string | Buffer) => ws.send(data) };
        listeners.set(id, listener);
        ws.send(JSON.stringify({ type: 'status', data: { status: { exec_info: { queue_remaining: worker.jobs.length } }, sid: id } }));
        ws.on('message', (data) => {
          if (data instanceof Buffer && data.toString().includes('"supports_preview_metadata":true')) listener.facts = true;
        });
        ws.on('error', () => undefined);
        ws.on('close', () => listeners.get(id) === listener && listeners.delete(id));
      });
    },
  });
  return {
    provider: 'comfyui',
    address: server.address,
    env: { COMFYUI_URL: server.address },
    clock,
    faults,
    log: server.log,
    charged,
    restart() {
      worker.jobs = [];
    },
    refuseSockets(refuse) {
      refusing = refuse;
      for (const { socket } of listeners.values()) socket.terminate();
    },
    sockets: () => listeners.size,
    async close() {
      clearInterval(timer);
      for (const { socket } of listeners.values()) socket.terminate();
      wss.close();
      await server.close();
    },
  };
}
