/** Where fal keeps files: initiated with the key at its API, filled at a storage that must never see the key. */
import { createHash, randomUUID } from 'node:crypto';
import { SimRefusal, type SimAnswer, type SimRequest, type SimRoute } from './kit/server.ts';

/** By the last part of their public address. */
export type FalUploads = Map<string, { mime: string; bytes: Buffer; complete: boolean }>;

export const refuse = (status: number, detail: unknown, headers: Record<string, string> = {}): never => {
  throw new SimRefusal({ status, json: { detail }, headers });
};

/** Storage and media are other hosts in reality: a key that arrives there has leaked. */
export const stranger = (request: SimRequest): void => {
  if (request.headers.authorization !== undefined)
    throw new SimRefusal({ status: 400, text: 'Only one auth mechanism allowed', type: 'text/plain' });
};

export function falStorage({ admit }: { admit: (request: SimRequest) => void }): { uploads: FalUploads; routes: SimRoute[] } {
  const uploads: FalUploads = new Map();
  const parts = new Map<string, Map<number, Buffer>>();

  function initiate(request: SimRequest): SimAnswer {
    admit(request);
    if (request.query.get('storage_type') !== 'fal-cdn-v3') refuse(400, 'Unknown storage type');
    const { content_type: mime, file_name: name } = request.json();
    if (typeof mime !== 'string' || typeof name !== 'string')
      return refuse(422, [{ loc: ['body', 'content_type'], msg: 'Field required', type: 'missing' }]);
    const id = `${randomUUID()}-${name}`;
    uploads.set(id, { mime, bytes: Buffer.alloc(0), complete: false });
    return {
      status: 200,
      json: { upload_url: `${request.origin}/storage/${id}?signature=abc`, file_url: `${request.origin}/media/${id}` },
    };
  }

  function stored(request: SimRequest): { mime: string; bytes: Buffer; complete: boolean } {
    stranger(request);
    const upload = uploads.get(request.params['id'] ?? '');
    if (upload === undefined || request.query.get('signature') !== 'abc') return refuse(403, 'Signature does not match');
    return upload;
  }

  const routes: SimRoute[] = [
    { method: 'POST', path: '/rest/storage/upload/initiate', purpose: 'upload', handle: initiate },
    {
      method: 'POST',
      path: '/rest/storage/upload/initiate-multipart',
      purpose: 'upload',
      handle(request) {
        const answer = initiate(request);
        parts.set([...uploads.keys()].at(-1) ?? '', new Map());
        return answer;
      },
    },
    {
      method: 'PUT',
      path: '/storage/:id',
      purpose: 'upload',
      handle(request) {
        const upload = stored(request);
        if (request.headers['content-type'] !== upload.mime) refuse(403, 'The content type was signed differently');
        upload.bytes = request.bytes;
        upload.complete = request.bytes.length > 0;
        return { status: 200, text: '' };
      },
    },
    {
      method: 'PUT',
      path: '/storage/:id/:part',
      purpose: 'upload',
      handle(request) {
        stored(request);
        parts.get(request.params['id'] ?? '')?.set(Number(request.params['part']), request.bytes);
        return { status: 200, text: '', headers: { etag: `"${createHash('md5').update(request.bytes).digest('hex')}"` } };
      },
    },
    {
      method: 'POST',
      path: '/storage/:id/complete',
      purpose: 'upload',
      handle(request) {
        const upload = stored(request);
        const given = parts.get(request.params['id'] ?? '') ?? new Map<number, Buffer>();
        const listed = request.json()['parts'];
        const fits =
          Array.isArray(listed) &&
          listed.length === given.size &&
          listed.every((each: { partNumber: number; etag: string }, index) => {
            const bytes = given.get(each.partNumber);
            return (
              each.partNumber === index + 1 && bytes !== undefined && each.etag === `"${createHash('md5').update(bytes).digest('hex')}"`
            );
          });
        if (!fits) refuse(400, 'InvalidPart');
        upload.bytes = Buffer.concat([...given.entries()].toSorted(([a], [b]) => a - b).map(([, bytes]) => bytes));
        upload.complete = true;
        return { status: 200, json: {} };
      },
    },
  ];
  return { uploads, routes };
}
