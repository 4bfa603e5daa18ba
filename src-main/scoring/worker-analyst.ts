/** Computes on worker threads, so that measuring never holds up the program. */
import { Worker } from 'node:worker_threads';
import type { Analyst, ClipSession, PictureAnalysis } from './analysis.ts';
import type { RgbRaster } from './image/raster.ts';
import type { ClipMeasures } from './video/clip-meter.ts';
import type { Answered, Asked, Reply, Request } from './worker.ts';

/** Frames on their way to a worker before the reader is held back. */
const AHEAD = 4;

interface Waiting {
  resolve: (reply: Reply) => void;
  reject: (error: Error) => void;
}

/** One thread and the questions it has not answered yet. */
class Desk {
  readonly #worker: Worker;
  readonly #waiting = new Map<number, Waiting>();
  #next = 1;
  #dead: Error | null = null;
  /** Clips open here count as load although nothing is waiting. */
  clips = 0;
  /** Resolves once the worker's module runs; rejects when it could not be started. */
  readonly ready: Promise<void>;

  constructor() {
    this.#worker = new Worker(new URL('./worker.ts', import.meta.url));
    this.ready = new Promise((resolve, reject) => {
      this.#worker.on('message', (message: 'ready' | Answered) => {
        if (message === 'ready') {
          resolve();
          this.#restWhenIdle();
        } else this.#settle(message);
      });
      const die = (error: Error): void => {
        this.#dead = error;
        for (const waiting of this.#waiting.values()) waiting.reject(error);
        this.#waiting.clear();
        reject(error);
      };
      this.#worker.on('error', (error) => die(error instanceof Error ? error : new Error(String(error))));
      this.#worker.on('exit', () => die(new Error('The scoring worker has ended.')));
    });
    // Whoever waits for it hears of it; nobody waiting is fine.
    this.ready.catch(() => undefined);
  }

  get load(): number {
    return this.#waiting.size + this.clips;
  }

  get dead(): boolean {
    return this.#dead !== null;
  }

  ask(request: Request, pixels: Uint8Array | null): Promise<Reply> {
    if (this.#dead !== null) return Promise.reject(this.#dead);
    const id = this.#next;
    this.#next += 1;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#worker.ref();
      const asked: Asked = { id, request };
      const own = pixels === null ? [] : [pixels.buffer as ArrayBuffer];
      try {
        this.#worker.postMessage(asked, own);
      } catch {
        // Memory that belongs to a native library (libvips) cannot be handed over; it is copied.
        // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
        this.#worker.postMessage(asked);
      }
    });
  }

  #settle(answered: Answered): void {
    const waiting = this.#waiting.get(answered.id);
    this.#waiting.delete(answered.id);
    this.#restWhenIdle();
    if (waiting === undefined) return;
    if (answered.ok) waiting.resolve(answered.reply);
    else waiting.reject(new Error(answered.message));
  }

  /** A worker with nothing to do must not keep the program alive. */
  #restWhenIdle(): void {
    if (this.#waiting.size === 0) this.#worker.unref();
  }

  async close(): Promise<void> {
    await this.#worker.terminate();
  }
}

/** Only a buffer of its own can be handed over; a window into a shared one is copied instead. */
function isWhole(pixels: Uint8Array): boolean {
  return pixels.buffer instanceof ArrayBuffer && pixels.byteOffset === 0 && pixels.byteLength === pixels.buffer.byteLength;
}

/** A raster whose pixels can travel by themselves. */
function plain<T extends RgbRaster>(raster: T): T {
  const { data } = raster;
  return { ...raster, data: isWhole(data) ? new Uint8Array(data.buffer) : Uint8Array.from(data) };
}

/**
 * Starts up to `workers` threads as they are needed. Rejects when the first cannot be started, so that the caller can
 * compute without threads.
 */
export async function createWorkerAnalyst(workers: number): Promise<Analyst> {
  const first = new Desk();
  await first.ready;
  let desks = [first];
  let clipNumber = 0;

  const idlest = (): Desk => {
    // A thread that died (out of memory, say) is replaced by the next question.
    desks = desks.filter((desk) => !desk.dead);
    const idle = desks.toSorted((a, b) => a.load - b.load)[0];
    if (idle !== undefined && (idle.load === 0 || desks.length >= workers)) return idle;
    const desk = new Desk();
    desks.push(desk);
    return desk;
  };

  const openClip = (): ClipSession => {
    const desk = idlest();
    clipNumber += 1;
    const clip = clipNumber;
    desk.clips += 1;
    const onTheWay: Promise<Reply>[] = [];
    const send = async (request: Request, pixels: Uint8Array): Promise<void> => {
      const answer = desk.ask(request, pixels);
      // Heard of when its turn comes to be waited for.
      answer.catch(() => undefined);
      onTheWay.push(answer);
      if (onTheWay.length > AHEAD) await onTheWay.shift();
    };
    let open = true;
    const leave = (): void => {
      if (open) desk.clips -= 1;
      open = false;
    };
    return {
      add: async (raw) => {
        const frame = plain(raw);
        await send({ kind: 'clip-frame', clip, frame }, frame.data);
      },
      addFullSize: async (raw) => {
        const frame = plain(raw);
        await send({ kind: 'clip-full-size', clip, frame }, frame.data);
      },
      finish: async () => {
        await Promise.all(onTheWay);
        const measures = (await desk.ask({ kind: 'clip-finish', clip }, null)) as ClipMeasures;
        leave();
        return measures;
      },
      drop: () => {
        if (!open) return;
        leave();
        desk.ask({ kind: 'clip-drop', clip }, null).catch(() => undefined);
      },
    };
  };

  return {
    picture: async (raw) => {
      const picture = plain(raw);
      return (await idlest().ask({ kind: 'picture', picture }, picture.data)) as PictureAnalysis;
    },
    openClip,
    close: async () => {
      await Promise.all(desks.map((desk) => desk.close()));
    },
  };
}
