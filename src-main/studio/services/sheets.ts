/** Sheets of pictures to look at a whole film at once. */
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fail } from '#contract/errors.ts';
import { assetFile, readFilmView } from '#storage/index.ts';
import type { Handlers } from '../dispatch.ts';
import type { Core } from '../core.ts';

/** Pixels across; five pictures in a row stay readable on a page. */
const SHEET_WIDTH = 2000;
/** Moments of a take, as shares of its length. */
const MOMENTS = [0.04, 0.5, 0.96];

export function sheetHandlers(core: Core): Pick<Handlers, 'host.contactSheet'> {
  return {
    'host.contactSheet': async ({ projectId, file }) => {
      const { db } = core.film(projectId).project;
      const film = readFilmView(db, { runs: [] });
      if (film.scenes.length === 0) return fail('stage-missing', 'There are no scenes to show on a sheet yet.', 'Run the film first.');
      const scratch = await mkdtemp(join(tmpdir(), 'heroframe-sheet-'));
      const target = resolve(file);
      const { contactSheet } = await import('#media/contact-sheet.ts');
      const { extractFrame } = await import('#media/frames.ts');
      const tools = await core.mediaTools();
      try {
        const rows = [];
        for (const scene of film.scenes) {
          const pictures = [scene.startFrame.picked?.asset, scene.endFrame.picked?.asset].flatMap((asset) =>
            asset === undefined ? [] : [assetFile(db, asset.sha256)],
          );
          if (scene.picked !== null) {
            const clip = assetFile(db, scene.picked.asset.sha256);
            const seconds = scene.picked.asset.seconds ?? scene.spec.seconds;
            for (const [index, share] of MOMENTS.entries()) {
              const still = join(scratch, `${scene.number}-${index}.png`);
              await extractFrame(clip, seconds * share, still, { longSide: 640, tools });
              pictures.push(still);
            }
          }
          const { beat, seconds, camera } = scene.spec;
          rows.push({ label: `${scene.number}. ${beat} · ${seconds.toFixed(1)} s · ${camera.movement}`, pictures });
        }
        await contactSheet(rows, target, { width: SHEET_WIDTH, title: film.name });
        return { file: target, bytes: (await stat(target)).size };
      } finally {
        await rm(scratch, { recursive: true, force: true });
      }
    },
  };
}
