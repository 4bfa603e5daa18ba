/**
 * No key in anything that was written or said. First that the scan finds a planted secret in every form, then what
 * the other suites left in HEROFRAME_TEST_LEFTOVERS; without that folder, everything a provider's connection can
 * throw, return or keep while every kind of fault happens to it.
 */
import Database from 'better-sqlite3';
import { appendFile, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ProviderFailure } from '#providers/transport/errors.ts';
import { guardedFetch, unwrapFailure } from '#providers/transport/guarded-fetch.ts';
import { createLane, pacedTransport } from '#providers/transport/lane.ts';
import { everythingIn, scanForSecrets, scanText } from '../fixtures/secret-scan.ts';
import { realClock } from '../simulators/kit/clock.ts';
import { faultPlan, type Fault } from '../simulators/kit/faults.ts';
import { startServer, type SimServer } from '../simulators/kit/server.ts';
import { SECRET_MARK, secretFor } from '../simulators/kit/simulator.ts';

const SECRET = secretFor('scan');
let scratch: string;
beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'heroframe-secrets-'));
});
afterAll(() => rm(scratch, { recursive: true, force: true }));

const base64At = (shift: number): string => Buffer.from(`${'x'.repeat(shift)}${SECRET} and more`).toString('base64');
const bigEndian = (text: string): Buffer => Buffer.from(text, 'utf16le').swap16();

describe('the scan finds a planted secret', () => {
  test.each<[string, string | Uint8Array]>([
    ['in a line of a log', `POST /jobs authorization: Bearer ${SECRET}\n`],
    ['in a header that was quoted in an address', `https://example.com/?key=${encodeURIComponent(SECRET)}`],
    ['in an address, every sign encoded', [...Buffer.from(SECRET)].map((byte) => `%${byte.toString(16)}`).join('')],
    ['in an address, dashes encoded', SECRET.replaceAll('-', '%2D')],
    ['in an address, dashes encoded small', SECRET.replaceAll('-', '%2d')],
    ['in UTF-16', Buffer.from(SECRET, 'utf16le')],
    ['in UTF-16 with the big end first', bigEndian(SECRET)],
    ['in base64', base64At(0)],
    ['in base64, one byte off', base64At(1)],
    ['in base64, two bytes off', base64At(2)],
    ['in base64, 25 bytes off', base64At(25)],
    ['in base64 for addresses', Buffer.from(`user:${SECRET}`).toString('base64url')],
    ['in JSON escapes', Array.from(SECRET, (letter) => `\\u00${letter.charCodeAt(0).toString(16)}`).join('')],
    ['in hexadecimal', Buffer.from(SECRET).toString('hex')],
    ['among other bytes', Buffer.concat([Buffer.alloc(300, 0xff), Buffer.from(SECRET), Buffer.alloc(300)])],
  ])('%s', async (name, content) => {
    const folder = join(scratch, name.replaceAll(/\W/g, '-'), 'deep', 'er');
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, 'left.bin'), content);
    await writeFile(join(folder, 'clean.txt'), 'Nothing here.');
    const { found, files } = await scanForSecrets([folder], [SECRET_MARK]);
    expect(found.map((each) => each.where)).toContain(join(folder, 'left.bin'));
    expect(found.every((each) => each.where === join(folder, 'left.bin'))).toBe(true);
    expect(files).toBe(2);
    expect(scanText('value', content, [SECRET_MARK]).length).toBeGreaterThan(0);
  });

  test('in a row of a database, in its write-ahead log, and in a row that was deleted', async () => {
    const folder = join(scratch, 'databases');
    await mkdir(folder, { recursive: true });
    const file = join(folder, 'project.sqlite');
    const db = new Database(file);
    db.pragma('journal_mode = WAL');
    db.exec('create table jobs (id integer primary key, error text)');
    db.prepare('insert into jobs (error) values (?)').run(`It said: ${SECRET}`);
    expect((await scanForSecrets([folder], [SECRET_MARK])).found.map((each) => each.where)).toContain(`${file}-wal`);
    db.pragma('secure_delete = off');
    db.exec('delete from jobs');
    db.pragma('wal_checkpoint(TRUNCATE)');
    db.close();
    expect((await scanForSecrets([file], [SECRET_MARK])).found).toMatchObject([{ where: file, form: 'plain' }]);
    const other = join(folder, 'other.sqlite');
    const wide = new Database(other);
    wide.pragma("encoding = 'UTF-16le'");
    wide.exec('create table jobs (error text)');
    wide.prepare('insert into jobs values (?)').run(SECRET);
    wide.close();
    expect((await scanForSecrets([other], [SECRET_MARK])).found).toMatchObject([{ form: 'UTF-16, little end first' }]);
  });

  test('across the pieces in which large files are read', async () => {
    const file = join(scratch, 'large.bin');
    const at = 4 * 1024 * 1024 - 7;
    await writeFile(file, Buffer.alloc(at));
    await appendFile(file, SECRET);
    await appendFile(file, Buffer.alloc(6 * 1024 * 1024));
    expect((await scanForSecrets([file], [SECRET_MARK])).found).toEqual([{ where: file, form: 'plain', at }]);
  });

  test('in the name of a file, and not behind a link that leads elsewhere', async () => {
    const folder = join(scratch, 'names');
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, `${SECRET}.json`), '{}');
    await symlink(scratch, join(folder, 'elsewhere'));
    const { found } = await scanForSecrets([folder], [SECRET_MARK]);
    expect(found).toMatchObject([{ form: 'file name, plain' }]);
  });

  test('in what an error hides', () => {
    const hidden = new Error('Something failed.', { cause: { request: { headers: new Headers({ authorization: `Bearer ${SECRET}` }) } } });
    expect(scanText('error', String(hidden), [SECRET_MARK])).toEqual([]);
    expect(scanText('error', everythingIn(hidden), [SECRET_MARK])).not.toEqual([]);
    const unseen = Object.defineProperty(new Error('Something failed.'), 'key', { value: SECRET, enumerable: false });
    expect(scanText('error', everythingIn(new AggregateError([unseen])), [SECRET_MARK])).not.toEqual([]);
  });

  test('and nothing where nothing is', async () => {
    const folder = join(scratch, 'clean');
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, 'a.txt'), 'hf-simulated, secret, authorization');
    expect(await scanForSecrets([folder], [SECRET_MARK])).toEqual({ found: [], files: 1, bytes: 35 });
    await expect(scanForSecrets([join(scratch, 'missing')], [SECRET_MARK])).rejects.toThrow('ENOENT');
    await expect(scanForSecrets([folder], ['abc'])).rejects.toThrow(RangeError);
  });
});

const leftovers = process.env['HEROFRAME_TEST_LEFTOVERS'];

describe.skipIf(leftovers === undefined || leftovers === '')('what the other suites left', () => {
  test('contains no key', async () => {
    const { found, files, bytes } = await scanForSecrets([leftovers ?? ''], [SECRET_MARK]);
    expect(found).toEqual([]);
    // An empty folder means that the suites were not told about it.
    expect(files).toBeGreaterThan(0);
    expect(bytes).toBeGreaterThan(0);
  });
});

/** One of each, and what is sent through it must not come out again. */
const faults: [string, Fault | null][] = [
  ['no fault', null],
  ['a reset before the work', { type: 'reset-before' }],
  ['a reset after the work', { type: 'reset-after' }],
  ['an answer that is too slow', { type: 'slow', milliseconds: 700 }],
  ['a stall', { type: 'stall' }],
  ['an answer that is cut off', { type: 'cut-off' }],
  ['half of the JSON', { type: 'half-json' }],
  ['a page of a proxy', { type: 'html', status: 502, after: true }],
  ['another page of a proxy', { type: 'html', status: 503, after: false }],
  ['a throttle with a hint', { type: 'throttle', form: 'milliseconds', milliseconds: 1 }],
  ['a silent throttle', { type: 'throttle', form: 'silent', milliseconds: 1 }],
  ['a refused key', { type: 'answer', status: 401, body: { title: 'Unauthenticated', detail: 'The key is not valid.', status: 401 } }],
  [
    'a service that repeats the key',
    {
      type: 'answer',
      status: 401,
      body: {
        error: {
          message: `Incorrect API key provided: ${SECRET}. See https://example.com/?key=${encodeURIComponent(SECRET)}`,
          code: 'invalid_api_key',
        },
        request: { authorization: `Bearer ${SECRET}` },
      },
    },
  ],
  ['no credit', { type: 'answer', status: 402, body: { detail: 'Insufficient credit' } }],
  ['a refused request', { type: 'answer', status: 422, body: { detail: [{ loc: ['input', 'prompt'], msg: 'is too long' }] } }],
  ['a fault of the service', { type: 'answer', status: 500, body: { error: { code: 'E1001', message: 'Out of memory' } } }],
  ['a redirect of a paid create', { type: 'answer', status: 307, body: {}, headers: { location: 'http://127.0.0.1:9/elsewhere' } }],
  ['a file of another type', { type: 'file', how: 'wrong-type' }],
  ['an empty file', { type: 'file', how: 'empty' }],
  ['half a file', { type: 'file', how: 'cut-off' }],
  ['a file without an end', { type: 'file', how: 'endless' }],
  ['a file that is gone', { type: 'file', how: 'gone-403' }],
  ['a file that was never there', { type: 'file', how: 'gone-404' }],
];

describe.each(faults)('after %s', (_name, fault) => {
  let server: SimServer;
  const plan = faultPlan();
  beforeAll(async () => {
    const ready = (): { status: number; json: unknown } => ({ status: 200, json: { id: 'job-1', status: 'queued' } });
    server = await startServer({
      clock: realClock(),
      faults: plan,
      throttled: (seconds) => ({ json: { detail: 'Request was throttled.', status: 429, retry_after: seconds / 1000 } }),
      routes: [
        { method: 'POST', path: '/jobs', purpose: 'create', handle: ready },
        { method: 'GET', path: '/jobs/:id', purpose: 'status', handle: ready },
        {
          method: 'GET',
          path: '/files/:id',
          purpose: 'file',
          handle: () => ({ status: 200, bytes: Buffer.alloc(4096, 7), type: 'image/png' }),
        },
      ],
    });
  });
  afterAll(() => server.close());

  test('neither a failure nor an answer nor a file contains the key', async () => {
    const headers = { authorization: `Bearer ${SECRET}`, 'x-api-key': SECRET, 'content-type': 'application/json' };
    const signal = new AbortController().signal;
    const lane = createLane({ atOnce: 4, createsPerMinute: null });
    const transport = pacedTransport({ sleep: () => Promise.resolve() }, lane);
    const common = { headers, deadlineMs: 400, attempts: 2, signal };
    const folder = await mkdtemp(join(scratch, 'fault-'));
    const outcomes: unknown[] = [];
    const collect = async (work: () => Promise<unknown>): Promise<void> => {
      try {
        outcomes.push(await work());
      } catch (error) {
        outcomes.push(error);
        // Whatever the failure is, it is one of ours: others print their requests.
        expect(error).toBeInstanceOf(ProviderFailure);
      }
    };
    const url = `${server.address}/jobs`;

    if (fault !== null) plan.next('create', fault);
    await collect(() => transport.send({ ...common, kind: 'paid-create', method: 'POST', url, body: '{"prompt":"A mug"}' }));
    plan.clear();
    if (fault !== null) plan.next('status', fault, 2);
    await collect(() => transport.send({ ...common, kind: 'read', method: 'GET', url: `${url}/job-1` }));
    plan.clear();
    if (fault !== null) plan.next('file', fault, 2);
    await collect(() =>
      transport.download({
        ...common,
        url: `${server.address}/files/1`,
        file: join(folder, 'result.png'),
        maxBytes: 1 << 20,
        accept: /^image\//,
      }),
    );
    plan.clear();
    if (fault !== null) plan.next('create', fault);
    // As client libraries do: a fetch of ours inside, an error of theirs outside.
    const guarded = guardedFetch(transport, { kind: 'paid-create', deadlineMs: 400, attempts: 1, signal });
    await collect(async () => {
      try {
        return await (await guarded(url, { method: 'POST', headers, body: '{}' })).json();
      } catch (cause) {
        throw unwrapFailure(Object.assign(new Error(`Request with ${SECRET} failed.`, { cause }), { headers }), 'paid-create');
      }
    });
    // And a library's own error that never came through us.
    await collect(() =>
      Promise.reject(unwrapFailure(Object.assign(new Error(`Bad answer for ${SECRET}`), { config: { headers } }), 'paid-create')),
    );
    plan.clear();

    // The service did get the key, or none of this would mean anything.
    expect(server.log.some((entry) => entry.headers.authorization === `Bearer ${SECRET}`)).toBe(true);
    expect(outcomes).toHaveLength(5);
    for (const [index, outcome] of outcomes.entries()) {
      const said = [everythingIn(outcome), inspect(outcome, { depth: 12, showHidden: true }), JSON.stringify(outcome) ?? ''].join('\n');
      expect(scanText(`outcome ${index}`, said, [SECRET_MARK])).toEqual([]);
    }
    await writeFile(join(folder, 'lane.json'), JSON.stringify(lane.stats()));
    const scan = await scanForSecrets([folder], [SECRET_MARK]);
    expect(scan.found).toEqual([]);
    expect(scan.files).toBeGreaterThan(0);
  });
});

test('a key that cannot be sent is not quoted, and nothing is sent', async () => {
  const transport = pacedTransport({ sleep: () => Promise.resolve() }, createLane({ atOnce: 1, createsPerMinute: null }));
  for (const broken of [`${SECRET}\n${SECRET}`, `${SECRET}…`, `${SECRET}\u0000`]) {
    const failure = await transport
      .send({
        kind: 'paid-create',
        method: 'POST',
        // Nobody listens there, and nobody is asked.
        url: 'http://127.0.0.1:9/jobs',
        headers: { authorization: `Bearer ${broken}` },
        deadlineMs: 400,
        attempts: 2,
        signal: new AbortController().signal,
      })
      .catch((error: unknown) => error);
    expect(failure).toMatchObject({ error: { kind: 'auth' } });
    expect(scanText('failure', `${everythingIn(failure)} ${inspect(failure, { depth: 12, showHidden: true })}`, [SECRET_MARK])).toEqual([]);
  }
});
