/**
 * What ComfyUI tells while it works: steps and preview pictures, over its WebSocket. Nothing depends on it: without the
 * socket, polling alone finds out how a job ends.
 */
import { WebSocket, type RawData } from 'ws';
import { z } from 'zod';
import type { ProviderConnection } from '../provider.ts';
import type { ComfyApi } from './api.ts';

export interface LiveProgress {
  /** 0–1; null before the first step. */
  fraction: number | null;
  /** For people; null when there is nothing to say. */
  message: string | null;
}

export interface Followed {
  clientJobId: string;
  promptId: string;
  /** Whom the server tells about this job. */
  clientId: string;
  /** Nodes that draw step by step; progress is counted over them. */
  samplers: readonly string[];
}

export interface Live {
  follow(job: Followed): void;
  progressOf(promptId: string): LiveProgress;
  /** The job is over: nothing more is heard of it. */
  forget(promptId: string): void;
  close(): void;
}

interface Track extends Followed {
  done: Set<string>;
  fraction: number | null;
  message: string | null;
}

interface Line {
  socket: WebSocket;
  /** The job that the server works on; previews of older builds do not say whose they are. */
  current: string | null;
  failures: number;
}

const RECONNECT_AFTER = [500, 2000, 5000, 15_000];
/** Bytes. A preview is a few hundred kB. */
const LARGEST_MESSAGE = 64 * 2 ** 20;

const messageSchema = z.looseObject({
  type: z.string(),
  data: z
    .looseObject({
      prompt_id: z.string().nullish(),
      node: z.union([z.string(), z.number()]).nullish(),
      value: z.number().nullish(),
      max: z.number().nullish(),
      nodes: z
        .record(z.string(), z.looseObject({ value: z.number().nullish(), max: z.number().nullish(), state: z.string().nullish() }))
        .optional(),
    })
    .nullish(),
});

export function liveEvents(api: ComfyApi, connection: Pick<ProviderConnection, 'onPreview'>): Live {
  const tracks = new Map<string, Track>();
  const lines = new Map<string, Line>();
  const timers = new Set<NodeJS.Timeout>();
  let closed = false;

  const isWanted = (clientId: string): boolean => !closed && [...tracks.values()].some((track) => track.clientId === clientId);

  function open(clientId: string, failures = 0): void {
    let socket: WebSocket;
    try {
      socket = new WebSocket(api.socketAddress(clientId), { maxPayload: LARGEST_MESSAGE, handshakeTimeout: 10_000 });
    } catch {
      // An address that no socket understands: polling goes on.
      return;
    }
    const line: Line = { socket, current: null, failures };
    lines.set(clientId, line);
    socket.on('open', () => {
      line.failures = 0;
      // The job may have ended before the socket was there.
      if (!isWanted(clientId)) return socket.close();
      // Newer builds then say whose previews they send.
      socket.send(JSON.stringify({ type: 'feature_flags', data: { supports_preview_metadata: true } }));
    });
    socket.on('message', (data, isBinary) => {
      const bytes = bytesOf(data);
      if (isBinary) hearPicture(line, bytes);
      else hearWords(line, bytes.toString('utf8'));
    });
    // `close` follows and decides what to do.
    socket.on('error', () => undefined);
    socket.on('close', () => {
      if (lines.get(clientId) === line) lines.delete(clientId);
      if (!isWanted(clientId)) return;
      const wait = RECONNECT_AFTER[Math.min(line.failures, RECONNECT_AFTER.length - 1)] ?? 15_000;
      const timer = setTimeout(() => {
        timers.delete(timer);
        if (isWanted(clientId) && !lines.has(clientId)) open(clientId, line.failures + 1);
      }, wait);
      // A program that is done must not stay for this.
      timer.unref();
      timers.add(timer);
    });
  }

  function hearWords(line: Line, text: string): void {
    let message: z.infer<typeof messageSchema>;
    try {
      message = messageSchema.parse(JSON.parse(text));
    } catch {
      return;
    }
    const data = message.data ?? {};
    const promptId = data.prompt_id ?? null;
    switch (message.type) {
      case 'execution_start':
      case 'executing':
        line.current = message.type === 'executing' && (data.node ?? null) === null ? null : (promptId ?? line.current);
        return;
      case 'progress': {
        const track = tracks.get(promptId ?? line.current ?? '');
        if (track !== undefined) step(track, String(data.node ?? ''), data.value ?? 0, data.max ?? 0);
        return;
      }
      case 'progress_state': {
        const track = tracks.get(promptId ?? '');
        if (track === undefined) return;
        line.current = promptId;
        for (const [node, { value, max, state }] of Object.entries(data.nodes ?? {})) {
          if (state === 'finished') track.done.add(node);
          else if (state === 'running') step(track, node, value ?? 0, max ?? 0);
        }
        return;
      }
      case 'execution_success':
      case 'execution_error':
      case 'execution_interrupted':
        line.current = null;
        return;
      default:
      // Other events are for its own window.
    }
  }

  function step(track: Track, node: string, value: number, max: number): void {
    // Other nodes count too, but theirs are not the steps people wait for.
    if (max <= 1 || (track.samplers.length > 0 && !track.samplers.includes(node))) return;
    const stages = Math.max(1, track.samplers.length);
    const done = track.samplers.filter((each) => each !== node && track.done.has(each)).length;
    if (value >= max) track.done.add(node);
    const fraction = Math.min(0.99, (done + Math.min(1, value / max)) / stages);
    track.fraction = Math.max(track.fraction ?? 0, fraction);
    track.message = `Step ${value} of ${max}${stages > 1 ? `, pass ${Math.min(stages, done + 1)} of ${stages}` : ''}`;
  }

  function hearPicture(line: Line, bytes: Buffer): void {
    const preview = previewIn(bytes);
    if (preview === null) return;
    const track = tracks.get(preview.promptId ?? line.current ?? '');
    if (track !== undefined) connection.onPreview?.(track.clientJobId, { mime: preview.mime, bytes: preview.bytes });
  }

  return {
    follow(job) {
      if (closed) return;
      if (!tracks.has(job.promptId)) tracks.set(job.promptId, { ...job, done: new Set(), fraction: null, message: null });
      if (!lines.has(job.clientId)) open(job.clientId);
    },
    progressOf(promptId) {
      const track = tracks.get(promptId);
      return { fraction: track?.fraction ?? null, message: track?.message ?? null };
    },
    forget(promptId) {
      const track = tracks.get(promptId);
      tracks.delete(promptId);
      const socket = track === undefined || isWanted(track.clientId) ? undefined : lines.get(track.clientId)?.socket;
      // One that is still being opened closes itself then; breaking off in between fills the server's log with errors.
      if (socket?.readyState === WebSocket.OPEN) socket.close();
    },
    close() {
      closed = true;
      tracks.clear();
      for (const timer of timers) clearTimeout(timer);
      for (const { socket } of lines.values()) socket.terminate();
      lines.clear();
    },
  };
}

const bytesOf = (data: RawData): Buffer => (Array.isArray(data) ? Buffer.concat(data) : Buffer.isBuffer(data) ? data : Buffer.from(data));

/** Kinds of binary messages: uint32, big-endian. */
const PREVIEW = 1;
const PREVIEW_WITH_FACTS = 4;

const factsSchema = z.looseObject({ prompt_id: z.string().nullish(), image_type: z.string().nullish() });

/** The picture in a binary message; null when it carries something else. */
export function previewIn(message: Buffer): { mime: string; bytes: Buffer; promptId: string | null } | null {
  if (message.length < 9) return null;
  const second = message.readUInt32BE(4);
  switch (message.readUInt32BE(0)) {
    case PREVIEW:
      return { mime: second === 2 ? 'image/png' : 'image/jpeg', bytes: message.subarray(8), promptId: null };
    case PREVIEW_WITH_FACTS: {
      if (message.length <= 8 + second) return null;
      try {
        const facts = factsSchema.parse(JSON.parse(message.toString('utf8', 8, 8 + second)));
        return { mime: facts.image_type ?? 'image/jpeg', bytes: message.subarray(8 + second), promptId: facts.prompt_id ?? null };
      } catch {
        return null;
      }
    }
    default:
      return null;
  }
}
