/** Long work: the usual run, its cancel, and exports. */
import { copyFile, mkdir, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { z } from 'zod';
import { fail } from '#contract/errors.ts';
import { runUntilSchema, runUntilValues, type ExportFormat, type RunUntil } from '#contract/model/film.ts';
import { addExport, assetFile, cutState, folderNameFor, latestCut, readExports, readProject } from '#storage/index.ts';
import { acceptLostAnswers } from '#pipeline/jobs/ask.ts';
import { errorOf, type Handlers } from '../dispatch.ts';
import type { Core } from '../core.ts';
import { writable, type WritableFilm } from '../open-film.ts';
import { putWaiting } from '../waiting-runs.ts';

type RunOperations =
  'runs.start' | 'runs.goOn' | 'runs.cancel' | 'runs.list' | 'exports.start' | 'exports.list' | 'host.exportTo' | 'host.score';

export function runHandlers(core: Core): Pick<Handlers, RunOperations> {
  const of = (projectId: string): WritableFilm => writable(core.film(projectId));

  return {
    'runs.start': async ({ projectId, until }) => {
      const film = of(projectId);
      await goOnAsAsked(core, film);
      const start = (): Promise<string> =>
        // A run that was cut off goes on by itself; a second one beside it would do the same work.
        film.start('film', { until }, ({ workflow }) => (workflow === 'film' ? 'join' : workflow === 'story' ? 'refuse' : 'ignore'));
      const runId = await start();
      const joined = (await film.engine.unfinished()).find((run) => run.id === runId);
      if (joined !== undefined && goesFurther(until, joined.input)) goOnAfter(film, runId, start);
      return { runId };
    },
    'runs.goOn': async ({ projectId, runId }) => {
      const film = of(projectId);
      await goOnAsAsked(core, film);
      await film.goOn(runId);
      return {};
    },
    'runs.cancel': async ({ projectId, runId }) => {
      const film = of(projectId);
      await film.engine.cancel(runId);
      await film.ended(runId).catch(() => undefined);
      // Nobody follows a run that waits for the person.
      if (film.tracker.get(runId)?.status === 'paused') film.tracker.end(runId, { status: 'canceled', error: null });
      putWaiting(film.project.db, runId, null);
      return {};
    },
    'runs.list': ({ projectId }) => {
      const film = core.film(projectId);
      return Promise.resolve({ runs: film.mode === 'writable' ? film.tracker.list() : [] });
    },

    'exports.start': async ({ projectId, format }) => {
      const film = of(projectId);
      const record = await film.exporting(async () => {
        const { db, exportsFolder } = film.project;
        const name = await freeName(exportsFolder, `${folderNameFor(readProject(db).name).replace(/\.heroframe$/, '')}.${format}`);
        const { bytes, cutId } = await writeExport(film, format, join(exportsFolder, name));
        return addExport(db, { format, fileName: name, bytes, cutId });
      });
      film.tracker.changed([]);
      return { export: record };
    },
    'exports.list': ({ projectId }) => Promise.resolve({ exports: readExports(core.film(projectId).project.db) }),
    'host.exportTo': async ({ projectId, format, file }) => {
      const target = resolve(file);
      const { bytes } = await writeExport(of(projectId), format, target);
      return { file: target, bytes };
    },
    'host.score': async ({ files, prompt }) => {
      const results = [];
      for (const file of files) results.push(await scoreFile(core, resolve(file), prompt));
      return { results };
    },
  };
}

/** Starting a run is the person's answer to everything that waits for them: pauses end, lost answers may be asked for anew. */
async function goOnAsAsked(core: Core, film: WritableFilm): Promise<void> {
  const desk = await core.desk();
  await desk.refresh();
  desk.resumeAll();
  acceptLostAnswers(film.project.db);
}

/** Whether a run until `until` makes more than the one with this input. */
function goesFurther(until: RunUntil, input: unknown): boolean {
  const other = z.object({ until: runUntilSchema }).safeParse(input);
  return other.success && runUntilValues.indexOf(until) > runUntilValues.indexOf(other.data.until);
}

/** A run that was joined stops too early for what was asked: the rest follows when it is done. */
function goOnAfter(film: WritableFilm, runId: string, start: () => Promise<string>): void {
  film
    .ended(runId)
    .then(async (end) => (end.status === 'done' ? await start() : null))
    // The film was closed or the run failed; what is missing can be asked for again.
    .catch(() => undefined);
}

/** Copies the current cut to `target` without ever leaving half a file there. */
async function writeExport(film: WritableFilm, format: ExportFormat, target: string): Promise<{ bytes: number; cutId: string }> {
  const { db } = film.project;
  const cut = latestCut(db);
  if (cut === null) return fail('stage-missing', 'There is no finished film to export yet.', 'Make the film first.');
  if (cutState(db) === 'stale')
    return fail('stage-missing', 'The film has changed since it was cut.', 'Make the film again, then export it.');
  switch (format) {
    case 'mp4': {
      const source = assetFile(db, cut.asset.sha256);
      const part = join(dirname(target), `.${basename(target)}.part`);
      await mkdir(dirname(target), { recursive: true });
      try {
        await copyFile(source, part);
        await rename(part, target);
      } catch (cause) {
        await rm(part, { force: true });
        throw cause;
      }
      return { bytes: (await stat(target)).size, cutId: cut.id };
    }
  }
}

async function freeName(folder: string, name: string): Promise<string> {
  const dot = name.lastIndexOf('.');
  for (let copy = 1; ; copy++) {
    const candidate = copy === 1 ? name : `${name.slice(0, dot)} ${copy}${name.slice(dot)}`;
    const taken = await stat(join(folder, candidate)).then(
      () => true,
      () => false,
    );
    if (!taken) return candidate;
  }
}

const VIDEO = /\.(mp4|mov|m4v|webm|mkv|avi)$/i;

async function scoreFile(core: Core, file: string, prompt: string) {
  const { signal } = new AbortController();
  try {
    const kind = VIDEO.test(file) ? ('video' as const) : ('image' as const);
    await stat(file).catch(() => fail('not-found', `There is no file “${file}”.`, 'Check its name.'));
    const measured =
      kind === 'video'
        ? await core.scorer().scoreClip(file, { prompt, signal })
        : await core.scorer().scorePicture(file, { prompt, signal });
    return { file, kind, overall: measured.overall, scores: measured.scores };
  } catch (cause) {
    return { file, error: errorOf(cause, () => undefined) };
  }
}
