/** Files at the simulated Replicate: uploads that expire, and what predictions make. */
import { createHash } from 'node:crypto';
import type { SimulatorClock } from './kit/clock.ts';
import { drawPicture, filmClip } from './kit/media.ts';
import { SimRefusal, type SimAnswer, type SimRequest, type SimRoute } from './kit/server.ts';

/** Milliseconds for which an upload is kept. */
const FILE_LIFE = 24 * 3_600_000;

export const refuse = (status: number, body: Record<string, unknown>): SimRefusal => new SimRefusal({ status, json: { ...body, status } });
export const missing = (): SimRefusal => refuse(404, { title: 'Not Found', detail: 'The requested resource could not be found.' });

interface Uploaded {
  id: string;
  name: string;
  type: string;
  bytes: Buffer;
  created: number;
}

interface UploadStore {
  routes: SimRoute[];
  /** The file behind an address of ours; null when it is gone or never was. */
  at(address: string): Uploaded | null;
}

export function uploadStore(clock: SimulatorClock, nextId: (what: string) => string): UploadStore {
  const files = new Map<string, Uploaded>();

  function at(address: string): Uploaded | null {
    const found = files.get(/\/v1\/files\/(\w+)/.exec(address)?.[1] ?? '');
    return found === undefined || clock.now() > found.created + FILE_LIFE ? null : found;
  }

  function of(request: SimRequest): Uploaded {
    const file = at(request.path);
    if (file === null) throw missing();
    return file;
  }

  const told = (file: Uploaded, origin: string): Record<string, unknown> => ({
    id: file.id,
    name: file.name,
    content_type: file.type,
    size: file.bytes.length,
    checksums: { sha256: createHash('sha256').update(file.bytes).digest('hex') },
    metadata: {},
    created_at: new Date(file.created).toISOString(),
    expires_at: new Date(file.created + FILE_LIFE).toISOString(),
    urls: { get: `${origin}/v1/files/${file.id}` },
  });

  function upload(request: SimRequest): SimAnswer {
    const parts = request.parts();
    const wrong = (detail: string): SimRefusal => refuse(400, { title: 'Bad request', detail });
    const content = parts.find(({ name }) => name === 'content');
    if (content === undefined) throw wrong('Missing content');
    const strange = parts.find(({ name }) => !['content', 'type', 'filename', 'metadata'].includes(name));
    if (strange !== undefined) throw wrong(`Unknown part ${strange.name}`);
    const name = parts.find((part) => part.name === 'filename')?.bytes.toString() ?? content.fileName ?? '';
    if (name === '' || Buffer.byteLength(name) > 255) throw wrong('filename must have 1 to 255 bytes');
    const metadata = parts.find((part) => part.name === 'metadata');
    if (metadata !== undefined && metadata.type !== 'application/json') throw wrong('metadata must be JSON');
    const type = content.type ?? 'application/octet-stream';
    const file: Uploaded = { id: nextId('f'), name, type, bytes: content.bytes, created: clock.now() };
    files.set(file.id, file);
    return { status: 201, json: told(file, request.origin) };
  }

  return {
    at,
    routes: [
      { method: 'POST', path: '/v1/files', purpose: 'upload', handle: upload },
      {
        method: 'GET',
        path: '/v1/files/:id',
        purpose: 'other',
        handle: (request) => ({ status: 200, json: told(of(request), request.origin) }),
      },
      {
        method: 'DELETE',
        path: '/v1/files/:id',
        purpose: 'other',
        handle: (request) => {
          files.delete(of(request).id);
          return { status: 204, text: '' };
        },
      },
    ],
  };
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');
export const outputFormat = (input: Record<string, unknown>): string => textOf(input['output_format']) || 'png';

/** The picture or clip that was asked for, smaller than the real one. */
export async function drawn(
  kind: 'picture' | 'clip',
  input: Record<string, unknown>,
  uploadAt: (address: string) => { bytes: Buffer } | null,
): Promise<SimAnswer> {
  const prompt = textOf(input['prompt']);
  const seed = Number(input['seed'] ?? 1234);
  const shape = /^(\d+)[:*](\d+)$/.exec(textOf(input['aspect_ratio']) || textOf(input['size']));
  const ratio = shape === null ? Number(input['width'] ?? 16) / Number(input['height'] ?? 9) : Number(shape[1]) / Number(shape[2]);
  const sides = (long: number): { width: number; height: number } =>
    ratio >= 1 ? { width: long, height: 2 * Math.round(long / ratio / 2) } : { width: 2 * Math.round((long * ratio) / 2), height: long };
  if (kind === 'clip') {
    const first = [input['start_image'], input['image'], input['first_frame_image']].find((value) => typeof value === 'string');
    const start = uploadAt(textOf(first))?.bytes;
    const seconds = Number(input['duration'] ?? Number(input['num_frames'] ?? 81) / Number(input['frames_per_second'] ?? 16));
    const bytes = await filmClip({ prompt, seed, ...sides(640), seconds, ...(start === undefined ? {} : { start }) });
    return { status: 200, bytes, type: 'video/mp4' };
  }
  const format = outputFormat(input);
  const mime = format === 'webp' ? 'image/webp' : format === 'jpg' ? 'image/jpeg' : 'image/png';
  return { status: 200, bytes: await drawPicture({ prompt, seed, ...sides(1024), mime }), type: mime };
}
