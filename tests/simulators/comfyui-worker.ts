/** The one worker of the simulated ComfyUI: takes jobs from the queue, tells how far it is, and leaves files behind. */
import { before, linkOf, textOf, type Json, type SimGraph } from './comfyui-nodes.ts';
import type { SimulatorClock } from './kit/clock.ts';
import { drawPicture, filmClip } from './kit/media.ts';

export interface Job {
  id: string;
  number: number;
  graph: SimGraph;
  extra: Json;
  outputs: string[];
  started: number | null;
  ended: number | null;
  state: 'pending' | 'running' | 'success' | 'error' | 'interrupted';
  messages: [string, Json][];
  results: Json;
  step: number;
}

const STEPS = 4;

export interface Listener {
  send(data: string | Buffer): void;
  /** Understands previews that say whose they are. */
  facts: boolean;
}

export interface ComfyWorker {
  jobs: Job[];
  /** By `type/subfolder/name`. */
  files: Map<string, Buffer>;
  /** Brings everything up to the clock's time. */
  settle: () => Promise<void>;
  /** Ends a job; false when there is nothing to end. */
  stop: (job: Job | undefined) => boolean;
}

export function comfyWorker(options: {
  clock: SimulatorClock;
  jobMilliseconds: number;
  old: boolean;
  listener: (clientId: string) => Listener | undefined;
}): ComfyWorker {
  const { clock, jobMilliseconds, old } = options;
  const files = new Map<string, Buffer>();
  const worker: ComfyWorker = { jobs: [], files, settle, stop };
  const tell = (job: Job, type: string, data: Json): void => {
    const stamped = { ...data, prompt_id: job.id };
    if (type.startsWith('execution_')) job.messages.push([type, { ...stamped, timestamp: clock.now() }]);
    options.listener(textOf(job.extra['client_id']))?.send(JSON.stringify({ type, data: stamped }));
  };

  async function showStep(job: Job, sampler: string): Promise<void> {
    tell(job, 'progress', { value: job.step, max: STEPS, node: sampler });
    tell(job, 'progress_state', {
      nodes: { [sampler]: { value: job.step, max: STEPS, state: job.step >= STEPS ? 'finished' : 'running', node_id: sampler } },
    });
    const listener = options.listener(textOf(job.extra['client_id']));
    if (listener === undefined) return;
    const picture = await drawPicture({ prompt: wordsOf(job), seed: job.step, width: 64, height: 36, mime: 'image/jpeg' });
    const uint32 = (value: number): Buffer => {
      const bytes = Buffer.alloc(4);
      bytes.writeUInt32BE(value);
      return bytes;
    };
    const facts = Buffer.from(JSON.stringify({ node_id: sampler, prompt_id: job.id, image_type: 'image/jpeg' }));
    listener.send(
      listener.facts && !old
        ? Buffer.concat([uint32(4), uint32(facts.length), facts, picture])
        : Buffer.concat([uint32(1), uint32(1), picture]),
    );
  }

  const saved = (job: Job, output: string, extension: string, bytes: Buffer): Json => {
    const prefix = (textOf(job.graph[output]?.inputs['filename_prefix']) || 'ComfyUI_temp').split('/');
    const filename = `${prefix.at(-1)}_00001_.${extension}`;
    const type = job.graph[output]?.class_type === 'PreviewImage' ? 'temp' : 'output';
    const subfolder = prefix.slice(0, -1).join('/');
    files.set(`${type}/${subfolder}/${filename}`, bytes);
    return { filename, subfolder, type };
  };

  async function produce(job: Job, output: string): Promise<Json> {
    const { graph } = job;
    const size = before(graph, output, (node) => typeof node.inputs['width'] === 'number', 'latent_image')?.inputs ?? {};
    const sampler = before(graph, output, (node) => node.class_type.startsWith('KSampler'))?.inputs ?? {};
    const facts = {
      prompt: wordsOf(job),
      seed: textOf(sampler['seed'] ?? sampler['noise_seed']),
      width: Number(size['width'] ?? 512),
      height: Number(size['height'] ?? 512),
    };
    const loaded = before(graph, output, (node) => node.class_type === 'LoadImage');
    const start = loaded === null ? undefined : files.get(inputKey(textOf(loaded.inputs['image'])));
    const maker = graph[output]?.class_type;
    if (maker === 'SaveVideo' || maker === 'VHS_VideoCombine') {
      const rate = before(graph, output, (node) => 'fps' in node.inputs || 'frame_rate' in node.inputs)?.inputs ?? {};
      const fps = Number(rate['fps'] ?? rate['frame_rate'] ?? 16);
      const clip = await filmClip({
        ...facts,
        fps,
        seconds: Number(size['length'] ?? fps) / fps,
        ...(start === undefined ? {} : { start }),
      });
      const file = saved(job, output, 'mp4', clip);
      return maker === 'SaveVideo'
        ? { images: [file], animated: [true] }
        : { gifs: [{ ...file, format: 'video/h264-mp4', frame_rate: fps }] };
    }
    return { images: [saved(job, output, 'png', await drawPicture(facts))] };
  }

  async function run(): Promise<void> {
    for (;;) {
      const now = clock.now();
      let job = worker.jobs.find((each) => each.state === 'running');
      if (job === undefined) {
        const waiting = worker.jobs.filter((each) => each.state === 'pending').toSorted((a, b) => a.number - b.number)[0];
        if (waiting === undefined) return;
        const free = Math.max(...worker.jobs.map((each) => each.ended ?? 0), 0);
        waiting.state = 'running';
        waiting.started = Math.max(free, Number(waiting.extra['create_time']));
        tell(waiting, 'execution_start', {});
        tell(waiting, 'execution_cached', { nodes: [] });
        job = waiting;
      }
      const sampler = Object.keys(job.graph).find((id) => job.graph[id]?.class_type.startsWith('KSampler')) ?? '';
      const part = (now - (job.started ?? now)) / jobMilliseconds;
      while (job.step < STEPS && job.step + 1 <= part * STEPS) {
        if (job.step === 0) tell(job, 'executing', { node: sampler });
        job.step += 1;
        await showStep(job, sampler);
      }
      if (part < 1) return;
      await finish(job, sampler);
    }
  }

  async function finish(job: Job, sampler: string): Promise<void> {
    job.ended = (job.started ?? 0) + jobMilliseconds;
    const words = wordsOf(job);
    const broken = /\[oom\]/.test(words)
      ? ['torch.OutOfMemoryError', 'Allocation on device 0 would exceed allowed memory. (out of memory)']
      : /\[fail\]/.test(words)
        ? ['RuntimeError', 'mat1 and mat2 shapes cannot be multiplied']
        : null;
    if (broken !== null) {
      job.state = 'error';
      tell(job, 'execution_error', {
        node_id: sampler,
        node_type: job.graph[sampler]?.class_type ?? '',
        executed: [],
        exception_type: broken[0],
        exception_message: broken[1],
        traceback: ['  File "/home/someone/ComfyUI/execution.py", line 1, in execute\n'],
        current_inputs: {},
      });
      return;
    }
    for (const output of /\[empty\]/.test(words) ? [] : job.outputs) {
      job.results[output] = await produce(job, output);
      tell(job, 'executed', { node: output, output: job.results[output] });
    }
    tell(job, 'executing', { node: null });
    job.state = 'success';
    tell(job, 'execution_success', {});
  }

  let busy: Promise<void> = Promise.resolve();
  function settle(): Promise<void> {
    busy = busy.then(run);
    return busy;
  }

  function stop(job: Job | undefined): boolean {
    if (job?.state === 'pending') {
      worker.jobs = worker.jobs.filter((each) => each !== job);
      return true;
    }
    if (job?.state !== 'running') return false;
    job.state = 'interrupted';
    job.ended = clock.now();
    tell(job, 'execution_interrupted', { node_id: '3', node_type: 'KSampler', executed: [] });
    return true;
  }

  return worker;
}

/** The prompt, as the sampler gets it. */
export function wordsOf(job: Job): string {
  const output = job.outputs[0] ?? '';
  const sampler = before(job.graph, output, (node) => linkOf(node.inputs['positive']) !== null);
  const text = before(
    job.graph,
    linkOf(sampler?.inputs['positive'])?.[0] ?? '',
    (node) => typeof node.inputs['text'] === 'string',
    'positive',
  );
  return textOf(text?.inputs['text']);
}

/** `folder/name`, as LoadImage writes it. */
export function inputKey(name: string): string {
  const parts = name.split('/');
  return `input/${parts.slice(0, -1).join('/')}/${parts.at(-1) ?? ''}`;
}

export const queueItem = (job: Job): unknown[] => [job.number, job.id, job.graph, job.extra, job.outputs];
export const isPast = (job: Job): boolean => ['success', 'error', 'interrupted'].includes(job.state);
export const historyItem = (job: Job): Json => ({
  prompt: queueItem(job),
  outputs: job.results,
  status: { status_str: job.state === 'success' ? 'success' : 'error', completed: job.state === 'success', messages: job.messages },
  meta: {},
});
const words: Record<Job['state'], string> = {
  pending: 'pending',
  running: 'in_progress',
  success: 'completed',
  error: 'failed',
  interrupted: 'cancelled',
};
/** As the jobs interface shows it. */
export const jobView = (job: Job): Json => ({
  id: job.id,
  status: /\[strange\]/.test(wordsOf(job)) && !isPast(job) ? 'dreaming' : words[job.state],
  create_time: job.extra['create_time'],
  ...(job.state === 'error' ? { execution_error: job.messages.find(([name]) => name === 'execution_error')?.[1] } : {}),
  outputs_count: Object.keys(job.results).length,
  ...(isPast(job) ? { outputs: job.results, execution_status: historyItem(job)['status'] } : {}),
  workflow: { prompt: job.graph, extra_data: job.extra },
});
