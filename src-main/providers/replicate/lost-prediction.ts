/**
 * Finds the prediction of a create whose answer was lost, among everything the account made lately.
 *
 * Replicate has no idempotency key, but it lists predictions with their inputs. Wrongly answering "none" would pay
 * twice, so every doubt is an "unknown".
 */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { JobHandle, LostJob } from '../adapter.ts';
import type { ModelDescriptor } from '../descriptors/schema.ts';
import type { ProviderConnection } from '../provider.ts';
import { predictionSchema, type Prediction } from './prediction.ts';
import { modelAddress, withReplicate, type ModelAddress } from './session.ts';

/** Pages of 100 that are looked through at most. */
const MAX_PAGES = 30;
const DAY_MS = 24 * 3_600_000;
const STANDARD_ORIGIN = 'https://api.replicate.com';

const pageSchema = z.looseObject({ next: z.string().nullish(), results: z.array(z.unknown()) });

/**
 * A list may be a moment behind what was just created. Before "surely not there" is said of a job that was sent only
 * now, it is looked for once more after this many milliseconds.
 */
const LIST_LAG_MS = 2000;

export async function findLostPrediction(
  connection: ProviderConnection,
  descriptor: ModelDescriptor,
  lost: LostJob,
  options: { signal: AbortSignal },
): Promise<JobHandle | 'none' | 'unknown'> {
  const first = await lookThrough(connection, descriptor, lost, options);
  if (first !== 'none') return first;
  await connection.wait(LIST_LAG_MS, options.signal);
  return await lookThrough(connection, descriptor, lost, options);
}

async function lookThrough(
  connection: ProviderConnection,
  descriptor: ModelDescriptor,
  lost: LostJob,
  options: { signal: AbortSignal },
): Promise<JobHandle | 'none' | 'unknown'> {
  if (lost.prepared === null) return 'unknown';
  const wanted = lost.prepared.body['input'];
  const address = modelAddress(descriptor.remoteId, descriptor.job?.options ?? {});
  const matches: string[] = [];
  let isDoubtful = false;
  let query = '';
  for (let page = 0; ; page++) {
    if (page >= MAX_PAGES) return decide(matches, true);
    const { body, serverNow } = await readPage(connection, query, options.signal);
    const parsed = pageSchema.safeParse(body);
    if (!parsed.success) return 'unknown';
    const since = earliest(lost.since, connection.now(), serverNow);
    let reachedThePast = false;
    for (const entry of parsed.data.results) {
      const read = predictionSchema.safeParse(entry);
      if (!read.success) {
        isDoubtful = true;
        continue;
      }
      const prediction = read.data;
      const created = Date.parse(prediction.created_at ?? '');
      if (created < since - DAY_MS) {
        reachedThePast = true;
        continue;
      }
      if (prediction.source === 'web' || !isOfModel(prediction, address) || lost.isClaimed(prediction.id)) continue;
      if (prediction.data_removed === true && isEmpty(prediction.input)) {
        isDoubtful = true;
        continue;
      }
      const likeness = compare(wanted, prediction.input);
      if (likeness === 'same') matches.push(prediction.id);
      else if (likeness === 'maybe') isDoubtful = true;
    }
    const next = parsed.data.next ?? null;
    if (next === null || reachedThePast) return decide(matches, isDoubtful);
    const followed = ownQuery(next, connection.address('api'));
    if (followed === null) return decide(matches, true);
    query = followed;
  }
}

/** Newest first came in; the oldest of identical ones was asked for first. */
function decide(matches: string[], isDoubtful: boolean): JobHandle | 'none' | 'unknown' {
  const oldest = matches.at(-1);
  if (oldest !== undefined) return { version: 1, remoteId: oldest, data: {} };
  return isDoubtful ? 'unknown' : 'none';
}

async function readPage(
  connection: ProviderConnection,
  query: string,
  signal: AbortSignal,
): Promise<{ body: unknown; serverNow: number | null }> {
  return await withReplicate(connection, { kind: 'read', signal }, async (client) => {
    const response = await client.request(`/predictions${query}`, { signal });
    const date = Date.parse(response.headers.get('date') ?? '');
    const body: unknown = await response.json();
    return { body, serverNow: Number.isNaN(date) ? null : date };
  });
}

/**
 * The earliest time at which the job may have been sent, by Replicate's clock.
 *
 * The stored time is by this computer's clock. When that is off now, it was probably off then; and a stored time in
 * the future is worth nothing, so everything is looked through.
 */
function earliest(since: number, now: number, serverNow: number | null): number {
  if (since > now + 60_000) return Number.NEGATIVE_INFINITY;
  return serverNow === null ? since : Math.min(since, since + serverNow - now);
}

/** The query of the link to the next page, if the link leads to the API; never the link itself, because the key goes with it. */
function ownQuery(link: string, api: string): string | null {
  let url: URL;
  try {
    url = new URL(link, `${api}/`);
  } catch {
    return null;
  }
  // A proxy in between passes on links to the real address; its query works at the proxy too.
  const isOurs = url.origin === new URL(api).origin || url.origin === STANDARD_ORIGIN;
  return isOurs && url.pathname.replace(/\/$/, '').endsWith('/predictions') && url.search !== '' ? url.search : null;
}

function isOfModel(prediction: Prediction, address: ModelAddress): boolean {
  if (address.deployment !== null) {
    if (typeof prediction.deployment === 'string')
      return prediction.deployment === `${address.deployment.owner}/${address.deployment.name}`;
  } else if (typeof prediction.deployment === 'string') return false;
  // Predictions by version may come without the model's name.
  if (typeof prediction.model === 'string' && prediction.model !== '')
    return (
      prediction.model.split(':')[0]?.toLowerCase() === `${address.owner}/${address.name}`.toLowerCase() || address.deployment !== null
    );
  if (address.version !== null && typeof prediction.version === 'string' && prediction.version !== 'hidden')
    return prediction.version.split(':').at(-1) === address.version;
  return true;
}

const isEmpty = (input: unknown): boolean => typeof input !== 'object' || input === null || Object.keys(input).length === 0;

/**
 * Whether an input is ours. `maybe`: everything we asked for is there, and more (a service may fill in defaults), or a
 * picture that we sent inside the request has become an address.
 */
function compare(ours: unknown, theirs: unknown): 'same' | 'maybe' | 'different' {
  if (isFileMark(ours)) {
    if (typeof theirs !== 'string') return 'different';
    const content = /^(?:data:[^,]*;base64,)?([A-Za-z0-9+/=\s]+)$/.exec(theirs)?.[1];
    if (content !== undefined && createHash('sha256').update(Buffer.from(content, 'base64')).digest('hex') === ours.$file) return 'same';
    return /^https?:/i.test(theirs) ? 'maybe' : 'different';
  }
  if (Array.isArray(ours)) {
    if (!Array.isArray(theirs) || ours.length !== theirs.length) return 'different';
    return worst(ours.map((each, index) => compare(each, theirs[index])));
  }
  if (typeof ours === 'object' && ours !== null) {
    if (typeof theirs !== 'object' || theirs === null || Array.isArray(theirs)) return 'different';
    const mine = Object.entries(ours).filter(([, value]) => value !== undefined);
    const others = theirs as Record<string, unknown>;
    const likeness = worst(mine.map(([key, value]) => (key in others ? compare(value, others[key]) : 'different')));
    const hasMore = Object.keys(others).some((key) => others[key] !== null && !mine.some(([name]) => name === key));
    return hasMore && likeness === 'same' ? 'maybe' : likeness;
  }
  if (ours === theirs) return 'same';
  // An uploaded picture may be listed under an address of its own.
  if (isUpload(ours) && typeof theirs === 'string' && /^https?:/i.test(theirs)) return isUpload(theirs) ? 'different' : 'maybe';
  // 5, 5.0 and "5" are one number to some services.
  const isNumeric = (value: unknown): boolean =>
    typeof value === 'number' || (typeof value === 'string' && /^-?\d+(?:\.\d+)?$/.test(value));
  return isNumeric(ours) && isNumeric(theirs) && Number(ours) === Number(theirs) ? 'same' : 'different';
}

function worst(all: ('same' | 'maybe' | 'different')[]): 'same' | 'maybe' | 'different' {
  if (all.includes('different')) return 'different';
  return all.includes('maybe') ? 'maybe' : 'same';
}

const isUpload = (value: unknown): boolean => typeof value === 'string' && /^https?:\/\/[^?#]+\/files\/[\w-]+$/i.test(value);

const isFileMark = (value: unknown): value is { $file: string } =>
  typeof value === 'object' && value !== null && '$file' in value && typeof value.$file === 'string';
