/**
 * The composition root: builds the core from paths, a clock, ids and the outside world. Hosts and tests call this
 * and nothing deeper.
 *
 * Heavy rooms (pixels, sound, engines) are imported when they are first needed, so that looking at a film starts fast.
 */
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { StudioFailure, fail, studioError, type StudioError } from '#contract/errors.ts';
import type { StudioEvent } from '#contract/events.ts';
import type { AssetRef } from '#contract/model/primitives.ts';
import type { OperationName } from '#contract/operations.ts';
import type { Scorer, Toolbox } from '#pipeline/toolbox.ts';
import {
  assetFile,
  assetPlace,
  defaultEnv,
  openHome,
  readAsset,
  readExports,
  readProjectCard,
  recentProjects,
  rememberProject,
  openSpending,
  type OpenProject,
  type Spending,
  type StorageEnv,
} from '#storage/index.ts';
import type { ProviderDefinition } from '#providers/provider.ts';
import { environmentKeys } from './keys/environment-keys.ts';
import type { KeyStore } from './keys/key-store.ts';
import type { Core } from './core.ts';
import type { ProviderDesk } from './providers/desk.ts';
import { readProviderSettings } from './providers/settings.ts';
import { createTill } from './providers/till.ts';
import { createDispatch, errorOf, type Handlers } from './dispatch.ts';
import { doctorChecks } from './doctor.ts';
import { findInstall } from './install-root.ts';
import { makeWritable, type OpenFilm } from './open-film.ts';
import { createOpenFilms } from './open-films.ts';
import { appHandlers } from './services/app.ts';
import { filmHandlers } from './services/film.ts';
import { moneyOperations, providerOperations } from './services/later.ts';
import { pickHandlers } from './services/picks.ts';
import { projectHandlers } from './services/projects.ts';
import { runHandlers } from './services/runs.ts';
import { sheetHandlers } from './services/sheets.ts';
import { sceneHandlers } from './services/scenes.ts';
import type { Studio } from './studio.ts';
import { createLazyScorer, estimateFilm, mediaTools, standardTools, templateLibrary } from './standard-tools.ts';
import { thumbnailFile } from './thumbnails.ts';
import type { RunTracker } from './run-tracker.ts';

export interface StudioOptions {
  /** Settings and caches. */
  home: string;
  /** The person's documents folder; new films go into a folder of ours inside it. */
  documents: string;
  host: Core['host'];
  env: Readonly<Record<string, string | undefined>>;
  /** Clock and ids; real ones when left out. */
  storage?: StorageEnv;
  /** Replaces parts of what films work with; used by tests with fakes of the same interface. */
  tools?: (standard: Toolbox) => Toolbox;
  /** Where keys come from; environment variables when left out. */
  keys?: (definitions: readonly ProviderDefinition[]) => KeyStore;
  /** Where bugs are reported; stderr when left out. */
  onBug?: (message: string, cause: unknown) => void;
}

export async function createStudio(options: StudioOptions): Promise<Studio> {
  const install = findInstall();
  const storage = options.storage ?? defaultEnv(install.version);
  const home = await openHome(options.home);
  const listeners = new Set<(event: StudioEvent) => void>();
  const onBug =
    options.onBug ?? ((message, cause) => process.stderr.write(`${message}\n${cause instanceof Error ? (cause.stack ?? '') : ''}\n`));
  const emit = (event: StudioEvent): void => {
    for (const listener of listeners) {
      try {
        listener(event);
      } catch (cause) {
        // A listener that fails (a window that is gone) must not stop the work it is told about.
        onBug('A listener failed.', cause);
      }
    }
  };

  let theDesk: Promise<ProviderDesk> | null = null;
  const desk = (): Promise<ProviderDesk> => (theDesk ??= openDesk());
  async function openDesk(): Promise<ProviderDesk> {
    const { createProviderDesk } = await import('./providers/desk.ts');
    return await createProviderDesk({
      home,
      env: options.env,
      keys: options.keys ?? ((definitions) => environmentKeys(options.env, definitions)),
      now: storage.now,
      onPreview: (jobId, picture) =>
        emit({ type: 'job.preview', jobId, mime: picture.mime, base64: Buffer.from(picture.bytes).toString('base64') }),
      onChange: () => emit({ type: 'providers.changed' }),
    });
  }
  let book: Spending | null = null;
  const spending = (): Spending => (book ??= openSpending(home.folder));

  let scorer: (Scorer & { close(): Promise<void> }) | null = null;
  const templates = templateLibrary(install.root, join(options.home, 'templates'));
  const lazyScorer = (): Scorer => (scorer ??= createLazyScorer(options.env));

  async function toolsFor(project: OpenProject, report: RunTracker): Promise<Toolbox> {
    const providers = await desk();
    const standard = await standardTools({
      project,
      report,
      scorer: lazyScorer(),
      templates,
      env: options.env,
      desk: providers,
      // Read anew each time: another process may have set the day's limit.
      till: createTill({ project, spending, perDay: async () => (await readProviderSettings(home)).perDay, now: storage.now }),
      instructions: join(install.root, 'resources', 'instructions'),
    });
    return options.tools === undefined ? standard : options.tools(standard);
  }

  const films = createOpenFilms({
    storage,
    furnish: (project, resume) => makeWritable(project, { emit, now: storage.now, tools: (report) => toolsFor(project, report), resume }),
    beforeClose: (film) => core.renew(film),
  });

  const core: Core = {
    host: options.host,
    install,
    env: storage,
    home,
    filmsFolder: options.env['HEROFRAME_FILMS'] ?? join(options.documents, 'Heroframe'),
    emit,
    templates,
    scorer: lazyScorer,
    mediaTools: () => mediaTools(options.env),
    estimate: async (brief, storedChoice) => {
      const providers = await desk();
      await providers.refresh();
      const { ratesOf } = await import('./providers/rates.ts');
      return estimateFilm(brief, (await templates()).templates, ratesOf(providers, providers.choices(storedChoice), brief));
    },
    desk,
    spending,
    checks: () => doctorChecks({ home: options.home, env: options.env, templates, desk }),
    film: (projectId) => films.get(projectId) ?? fail('not-found', 'This film is not open.', 'Open it again.'),
    open: films.open,
    create: films.create,
    async close(projectId) {
      if (await films.close(projectId)) emit({ type: 'project.closed', projectId });
    },
    async remember(film) {
      if (film.mode === 'read-only') return;
      try {
        await rememberProject(home, { path: film.folder, card: readProjectCard(film.project.db), openedAt: storage.now() });
        emit({ type: 'projects.changed' });
      } catch (cause) {
        // The list of recent films is a convenience; a full disk in the home folder must not stop the work.
        core.warn(errorOf(cause, () => undefined));
      }
    },
    async renew(film) {
      const known = await recentProjects(home).catch(() => []);
      if (known.some((each) => each.path === film.folder)) await core.remember(film);
    },
    warn: (error: StudioError) => onBug(error.message, error.detail),
  };

  const handlers: Handlers = {
    ...appHandlers(core),
    ...projectHandlers(core),
    ...filmHandlers(core),
    ...sceneHandlers(core),
    ...pickHandlers(core),
    ...runHandlers(core),
    ...sheetHandlers(core),
    ...later(providerOperations, async () => (await import('./services/providers.ts')).providerHandlers(core, await desk())),
    ...later(moneyOperations, async () => (await import('./services/money.ts')).moneyHandlers(core, await desk())),
  };

  /** The list of recent films shows the posters of films that are not open: nothing else of such a film is served. */
  async function posterOfClosed(projectId: string, sha256: string): Promise<StoredAsset | null> {
    if (films.get(projectId) !== null) return null;
    const known = (await recentProjects(home)).find((each) => each.projectId === projectId && each.poster?.sha256 === sha256);
    return known?.poster == null ? null : { asset: known.poster, original: assetPlace(known.path, known.poster) };
  }

  return {
    dispatch: createDispatch(handlers, { error: onBug }),
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async media(projectId, sha256, width) {
      try {
        const { asset, original } = (await posterOfClosed(projectId, sha256)) ?? assetOfOpen(core.film(projectId), sha256);
        const path =
          width !== null && asset.mime.startsWith('image/')
            ? await thumbnailFile(join(options.home, 'cache', 'thumbnails'), original, sha256, width)
            : original;
        return { ok: true, value: { path, mime: path === original ? asset.mime : 'image/webp', size: (await stat(path)).size } };
      } catch (cause) {
        return { ok: false, error: fileError(cause) };
      }
    },
    async exportFile(projectId, exportId) {
      try {
        const { project } = core.film(projectId);
        const record =
          readExports(project.db).find((each) => each.id === exportId) ??
          fail('not-found', 'There is no such export.', 'Export the film again.');
        const path = join(project.exportsFolder, record.fileName);
        return { ok: true, value: { path, mime: 'video/mp4', size: (await stat(path)).size, fileName: record.fileName } };
      } catch (cause) {
        return { ok: false, error: fileError(cause) };
      }
    },
    async close() {
      try {
        await films.closeAll();
      } finally {
        await (await theDesk)?.close();
        book?.close();
        await scorer?.close();
      }
    },
  };
}

/** Handlers of a room that is only loaded when one of its operations is asked for. */
function later<N extends OperationName>(names: readonly N[], load: () => Promise<Pick<Handlers, N>>): Pick<Handlers, N> {
  let room: Promise<Pick<Handlers, N>> | null = null;
  const entries = names.map((name) => [name, async (input: never): Promise<unknown> => await (await (room ??= load()))[name](input)]);
  return Object.fromEntries(entries) as Pick<Handlers, N>;
}

interface StoredAsset {
  asset: AssetRef;
  /** Path of the file as it was stored. */
  original: string;
}

function assetOfOpen(film: OpenFilm, sha256: string): StoredAsset {
  const { db } = film.project;
  const asset = readAsset(db, sha256) ?? fail('asset-missing', 'This picture is not part of the film.', 'Reload the page.');
  return { asset, original: assetFile(db, sha256) };
}

/** A missing file in words; everything else as dispatch would say it. */
function fileError(cause: unknown): StudioError {
  if (cause instanceof StudioFailure) return cause.error;
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  if (code === 'ENOENT')
    return studioError('asset-missing', 'The file is gone from the project folder.', 'Restore the folder from a backup, or make it again.');
  return errorOf(cause, () => undefined);
}
