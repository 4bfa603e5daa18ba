/** Frames and takes: choosing, making more, putting one's own picture in. */
import { basename } from 'node:path';
import { fail } from '#contract/errors.ts';
import type { MadeStatus } from '#contract/model/film.ts';
import type { FrameRole } from '#contract/model/primitives.ts';
import {
  addOwnVariation,
  decide,
  readFrame,
  readFrameById,
  readScene,
  readTake,
  readVariation,
  resolveReviewsOf,
  setFrameStatus,
  storeAsset,
  type ProjectDb,
  type ReadDb,
} from '#storage/index.ts';
import { recordChange } from '../edits.ts';
import type { Handlers } from '../dispatch.ts';
import type { Core } from '../core.ts';
import { writable } from '../open-film.ts';

type PickOperations = 'frames.pick' | 'frames.setHero' | 'frames.regenerate' | 'frames.replace' | 'takes.shoot' | 'takes.pick';

export function pickHandlers(core: Core): Pick<Handlers, PickOperations> {
  const of = (projectId: string) => writable(core.film(projectId));
  return {
    'frames.pick': ({ projectId, sceneId, variationId }) => {
      const film = of(projectId);
      const { db } = film.project;
      const scene = readScene(db, sceneId);
      const row = variationOf(db, variationId, sceneId);
      const reason = `You chose variation ${row.number}.`;
      return Promise.resolve(
        recordChange(film, `Pick the ${row.role} frame of scene ${scene.number}`, () => {
          frameIsSettled(db, sceneId, row.role);
          decide(db, { sceneId, slot: row.role, subjectId: variationId, by: 'you', reason });
        }),
      );
    },
    'frames.setHero': ({ projectId, sceneId, variationId }) => {
      const film = of(projectId);
      const { db } = film.project;
      const scene = readScene(db, sceneId);
      const row = variationOf(db, variationId, sceneId);
      const reason = `You chose variation ${row.number} of the ${row.role} frame as the hero frame.`;
      return Promise.resolve(
        recordChange(film, `Hero frame of scene ${scene.number}`, () =>
          decide(db, { sceneId, slot: 'hero', subjectId: variationId, by: 'you', reason }),
        ),
      );
    },
    'frames.regenerate': async ({ projectId, sceneId, role, ...wish }) => {
      const film = of(projectId);
      readScene(film.project.db, sceneId);
      return { runId: await film.start('frame', { sceneId, role, ...withoutUndefined(wish) }) };
    },
    'frames.replace': async ({ projectId, sceneId, role, upload }) => {
      const film = of(projectId);
      const { db, assets } = film.project;
      const scene = readScene(db, sceneId);
      const frame = readFrame(db, sceneId, role);
      const name = basename(upload.name);
      const { normaliseReference } = await import('#media/pictures.ts');
      const picture = await normaliseReference(Buffer.from(upload.base64, 'base64'), { name });
      const asset = await storeAsset(
        db,
        assets,
        { bytes: picture.bytes },
        { mime: picture.mime, width: picture.width, height: picture.height },
      );
      return recordChange(film, `Own picture as the ${role} frame of scene ${scene.number}`, () => {
        const row = addOwnVariation(db, { frameId: frame.id, asset, name });
        frameIsSettled(db, sceneId, role);
        decide(db, { sceneId, slot: role, subjectId: row.id, by: 'you', reason: `You put your own picture here (${name}).` });
      });
    },
    'takes.shoot': async ({ projectId, sceneId, ...wish }) => {
      const film = of(projectId);
      readScene(film.project.db, sceneId);
      return { runId: await film.start('shoot', { sceneId, ...withoutUndefined(wish) }) };
    },
    'takes.pick': ({ projectId, sceneId, takeId }) => {
      const film = of(projectId);
      const { db } = film.project;
      const scene = readScene(db, sceneId);
      const take = readTake(db, takeId);
      mustBeChoosable(take.sceneId, take.status, sceneId);
      return Promise.resolve(
        recordChange(film, `Pick take ${take.number} of scene ${scene.number}`, () =>
          decide(db, { sceneId, slot: 'take', subjectId: takeId, by: 'you', reason: `You chose take ${take.number}.` }),
        ),
      );
    },
  };
}

/** A frame that could not be made needs nobody any more once a person has put a picture in it. */
function frameIsSettled(db: ProjectDb, sceneId: string, role: FrameRole): void {
  const frame = readFrame(db, sceneId, role);
  if (frame.status === 'failed' || frame.status === 'waiting') setFrameStatus(db, frame.id, 'ready');
  resolveReviewsOf(db, { sceneId, kind: 'generation-failed', subjectId: frame.id });
}

/** A picture that can be chosen, with the place it is a candidate for. */
function variationOf(db: ReadDb, variationId: string, sceneId: string): { number: number; role: FrameRole } {
  const row = readVariation(db, variationId);
  const frame = readFrameById(db, row.frameId);
  mustBeChoosable(frame.sceneId, row.status, sceneId);
  return { number: row.number, role: frame.role };
}

/** A candidate can be chosen when it belongs to the scene and has been made. */
function mustBeChoosable(owner: string, status: MadeStatus, sceneId: string): void {
  if (owner !== sceneId) fail('not-found', 'This candidate belongs to another scene.', 'Choose one of this scene.');
  if (status !== 'ready')
    fail('busy', 'This candidate is not ready yet.', 'Wait until it is there, or choose another one.', { retryable: true });
}

function withoutUndefined(value: Record<string, string | number | undefined>): Record<string, string | number> {
  return Object.fromEntries(Object.entries(value).filter((entry): entry is [string, string | number] => entry[1] !== undefined));
}
