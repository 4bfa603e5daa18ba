/** The films that are open, by id. Opening and closing one folder take turns, so that neither meets the other half-way. */
import { resolve } from 'node:path';
import { fail } from '#contract/errors.ts';
import type { Brief } from '#contract/model/brief.ts';
import { closeProject, createProject, openProject, openProjectReadOnly, type OpenProject, type StorageEnv } from '#storage/index.ts';
import { createQueue, type InTurn } from './in-turn.ts';
import { closeFilm, type OpenFilm, type WritableFilm } from './open-film.ts';

export interface OpenFilms {
  get: (projectId: string) => OpenFilm | null;
  /**
   * Opens a folder, or returns the film that is open from it. One that is open for looking only is opened again when
   * it is asked for to work on.
   * @param how.resume false: unfinished runs wait until something is started; it changes nothing about a film that is open
   * @throws StudioFailure as `openProject`; project-locked when a copy of the film is open from another folder
   */
  open: (folder: string, how?: { readOnly?: boolean; resume?: boolean }) => Promise<OpenFilm>;
  /** @throws StudioFailure as `createProject` */
  create: (folder: string, name: string, brief: Brief) => Promise<WritableFilm>;
  /** Closes a film; one that is not open is left alone. @returns whether it was open. */
  close: (projectId: string) => Promise<boolean>;
  /** Closes every film, also those that are being opened right now. */
  closeAll: () => Promise<void>;
}

export function createOpenFilms(options: {
  storage: StorageEnv;
  /** Builds the working parts over an opened project. */
  furnish: (project: OpenProject, resume: boolean) => Promise<WritableFilm>;
  /** Called while the film is still open. */
  beforeClose: (film: OpenFilm) => Promise<void>;
}): OpenFilms {
  const { storage } = options;
  const films = new Map<string, OpenFilm>();
  const queues = new Map<string, InTurn>();

  function turnOf(path: string): InTurn {
    const queue = queues.get(path) ?? createQueue();
    queues.set(path, queue);
    return queue;
  }

  const from = (path: string): OpenFilm | undefined => [...films.values()].find((film) => film.folder === path);

  async function adopt(project: OpenProject, resume: boolean): Promise<WritableFilm> {
    try {
      refuseCopy(films.get(project.projectId));
      const film = await options.furnish(project, resume);
      films.set(film.projectId, film);
      return film;
    } catch (cause) {
      closeProject(project);
      throw cause;
    }
  }

  async function shut(film: OpenFilm): Promise<void> {
    try {
      await options.beforeClose(film);
    } finally {
      films.delete(film.projectId);
      await closeFilm(film);
    }
  }

  return {
    get: (projectId) => films.get(projectId) ?? null,
    async open(folder, { readOnly = false, resume = true } = {}) {
      const path = resolve(folder);
      return await turnOf(path)(async () => {
        const standing = from(path);
        if (standing !== undefined && (readOnly || standing.mode === 'writable')) return standing;
        if (standing !== undefined) await shut(standing);
        if (!readOnly) return await adopt(await openProject(path, storage), resume);
        const project = await openProjectReadOnly(path, storage);
        const film: OpenFilm = { mode: 'read-only', projectId: project.projectId, folder: project.folder, project };
        try {
          refuseCopy(films.get(film.projectId));
        } catch (cause) {
          closeProject(project);
          throw cause;
        }
        films.set(film.projectId, film);
        return film;
      });
    },
    async create(folder, name, brief) {
      const path = resolve(folder);
      return await turnOf(path)(async () => await adopt(await createProject(path, { name, brief }, storage), true));
    },
    async close(projectId) {
      const film = films.get(projectId);
      if (film === undefined) return false;
      return await turnOf(film.folder)(async () => {
        if (films.get(projectId) !== film) return false;
        await shut(film);
        return true;
      });
    },
    async closeAll() {
      const ends = await Promise.allSettled(
        [...queues.entries()].map(([path, inTurn]) =>
          inTurn(async () => {
            const film = from(path);
            if (film !== undefined) await shut(film);
          }),
        ),
      );
      for (const end of ends) if (end.status === 'rejected') throw end.reason;
    },
  };
}

/** A copied folder carries the id of the film it was copied from; only one of the two can be open. */
function refuseCopy(standing: OpenFilm | undefined): void {
  if (standing !== undefined)
    fail('project-locked', `A copy of this film is open already, from ${standing.folder}.`, 'Close that one, then open this one again.');
}
