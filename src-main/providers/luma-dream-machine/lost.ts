/**
 * Looks for a generation whose create was never answered, among those that the service lists.
 *
 * Creates carry no id of ours, so what was asked for is compared with what the service says that it was asked for.
 * Only a full match counts as found, and only a list read far enough back without any likely candidate counts as
 * "not there"; everything between is unknown.
 */
import { z } from 'zod';
import type { LostJob } from '../adapter.ts';
import type { LumaApi } from '../luma/api.ts';
import { generationSchema, type Generation } from './generation.ts';

const PAGE = 100;
/** More than this is not read; a longer history leaves the question open. */
const MOST_PAGES = 20;
/** This computer's clock may be wrong, and so may the service's. Milliseconds. */
const CLOCK_DOUBT = 24 * 60 * 60 * 1000;

const pageSchema = z.union([
  z.object({ generations: z.array(z.unknown()), has_more: z.boolean().nullish() }),
  z.array(z.unknown()).transform((generations) => ({ generations, has_more: null })),
]);

/** @returns the id of the generation that this request became */
export async function findLost(
  api: LumaApi,
  lost: Pick<LostJob, 'prepared' | 'since' | 'isClaimed'>,
  now: number,
  signal: AbortSignal,
): Promise<{ id: string } | 'none' | 'unknown'> {
  const asked = lost.prepared?.body;
  if (asked === undefined) return 'unknown';
  const matches: string[] = [];
  let unsure = false;
  for (let page = 0; page < MOST_PAGES; page++) {
    const path = `/generations?limit=${PAGE}&offset=${page * PAGE}`;
    const { body, headers } = await api({ kind: 'read', method: 'GET', path, deadlineMs: 30_000, attempts: 5, signal });
    const read = pageSchema.safeParse(body);
    if (!read.success) return 'unknown';
    const generations = read.data.generations.map((each) => generationSchema.safeParse(each));
    for (const each of generations) {
      if (!each.success) unsure = true;
      else if (!lost.isClaimed(each.data.id)) {
        const likeness = compare(asked, each.data);
        if (likeness === 'same') matches.push(each.data.id);
        else if (likeness === 'perhaps') unsure = true;
      }
    }
    const readAll = read.data.has_more === false || generations.length === 0 || (read.data.has_more !== true && generations.length < PAGE);
    if (
      readAll ||
      isOlderThan(
        generations.flatMap((each) => (each.success ? [each.data] : [])),
        earliest(lost.since, now, headers),
      )
    ) {
      // Identical requests made by this program are claimed; of those that are left any one is what was asked for.
      const oldest = matches.at(-1);
      if (oldest !== undefined) return { id: oldest };
      return unsure ? 'unknown' : 'none';
    }
  }
  const oldest = matches.at(-1);
  return oldest === undefined ? 'unknown' : { id: oldest };
}

/** Before this nothing of ours can have been made: the send by either clock, less a day. */
function earliest(since: number, now: number, headers: Headers): number {
  const theirs = Date.parse(headers.get('date') ?? '');
  const ahead = Number.isNaN(theirs) ? 0 : now - theirs;
  return Math.min(since, since - ahead, Number.isNaN(theirs) ? since : theirs) - CLOCK_DOUBT;
}

/** Whether a page lies wholly before `time`. Pages that are not newest first, or without times, never do. */
function isOlderThan(generations: readonly Generation[], time: number): boolean {
  const times = generations.map(({ created_at }) => Date.parse(created_at ?? ''));
  if (times.length === 0 || times.some(Number.isNaN)) return false;
  const newestFirst = times.every((each, index) => index === 0 || each <= (times[index - 1] ?? Infinity));
  return newestFirst && times.every((each) => each < time);
}

/**
 * `same`: every field that we sent is there with our value. `other`: the words differ, or a plain setting does.
 * `perhaps`: the words are ours, but the service says too little about the rest, or says it in another form (it may
 * have copied a picture to an address of its own).
 */
function compare(asked: Record<string, unknown>, generation: Generation): 'same' | 'perhaps' | 'other' {
  const request = generation.request ?? {};
  if (typeof request['prompt'] !== 'string') return 'perhaps';
  if (plain(request['prompt']) !== plain(asked['prompt'])) return 'other';
  // More or fewer pictures than we sent make it another request.
  const pictures = ['keyframes', 'image_ref', 'style_ref', 'character_ref', 'modify_image_ref'];
  if (pictures.some((name) => entriesIn(request[name]) !== entriesIn(asked[name]) && (name in request || asked[name] === undefined)))
    return 'other';
  let likeness: 'same' | 'perhaps' = 'same';
  for (const [name, ours] of Object.entries(asked)) {
    const theirs = request[name];
    if (name === 'prompt' || covers(theirs, ours)) continue;
    if (isScalar(ours) && typeof theirs === typeof ours) return 'other';
    likeness = 'perhaps';
  }
  return likeness;
}

const plain = (words: unknown): string => (typeof words === 'string' ? words.replaceAll(/\s+/gu, ' ').trim() : '');
const isScalar = (value: unknown): boolean => ['string', 'number', 'boolean'].includes(typeof value);
/** How many frames or references there are; empty places do not count. */
const entriesIn = (value: unknown): number =>
  typeof value === 'object' && value !== null ? Object.values(value).filter((each) => each !== null && each !== undefined).length : 0;

/** Whether everything in `ours` stands in `theirs`; services add defaults of their own. */
function covers(theirs: unknown, ours: unknown): boolean {
  if (Array.isArray(ours))
    return Array.isArray(theirs) && theirs.length === ours.length && ours.every((each, index) => covers(theirs[index], each));
  if (typeof ours === 'object' && ours !== null) {
    if (typeof theirs !== 'object' || theirs === null) return false;
    const there = theirs as Record<string, unknown>;
    return Object.entries(ours).every(([name, value]) => covers(there[name], value));
  }
  return theirs === ours;
}
