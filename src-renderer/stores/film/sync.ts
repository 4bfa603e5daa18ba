/**
 * Keeps the film store in step with the core: fetches when an event says that
 * the film moved on, at most one fetch at a time, and many events in a row
 * become one more fetch. The store is never written from an event's contents,
 * so a lost or doubled event cannot make it wrong.
 */
import type { Result } from '#contract/errors.ts';
import type { FilmView } from '#contract/model/film.ts';
import type { StudioClient } from '../../client/client.ts';
import type { Store } from '../store.ts';
import type { filmActions } from './actions.ts';
import type { FilmState } from './state.ts';

type FilmStore = Store<FilmState, typeof filmActions>;

export interface FilmSync {
  /** Shows a project; resolves when its film is there or failed to come. */
  open: (projectId: string) => Promise<void>;
  close: () => void;
  /** The core is at `revision` now (from an event or an operation's answer). */
  moved: (projectId: string, revision: number, sceneIds: readonly string[]) => void;
  /** Fetches everything shown again, e.g. after the connection came back. */
  refetch: () => void;
  /** Keeps a scene in full while someone looks at it; returns how to let go. */
  watchScene: (sceneId: string) => () => void;
}

/** `wait` delays the follow-up fetch in milliseconds, so that a burst of events becomes one. */
export function createFilmSync(client: StudioClient, store: FilmStore, wait: (milliseconds: number) => Promise<void>): FilmSync {
  /** How long a burst of events is gathered before the follow-up fetch. */
  const GATHER_MS = 60;
  let wanted = -1;
  let force = false;
  let busy = false;
  let opened: Promise<void> = Promise.resolve();
  const watched = new Map<string, number>();
  const stale = new Set<string>();
  const fetching = new Set<string>();
  /** Revision each scene was last asked for at: an operation's answer and its event are one reason to fetch, not two. */
  const asked = new Map<string, number>();

  const behind = () => force || wanted > (store.get().film?.revision ?? -1);

  /** A core that was started again does not have the film open; its list of recent films says where it is. Null when it is not on the list. */
  const reopen = async (projectId: string): Promise<Result<unknown> | null> => {
    const recent = await client.call('projects.recent', {});
    const known = recent.ok ? recent.value.projects.find((project) => project.projectId === projectId) : undefined;
    return known === undefined ? null : await client.call('projects.open', { key: known.key });
  };

  const getFilm = async (projectId: string): Promise<Result<FilmView>> => {
    const answer = await client.call('film.get', { projectId });
    if (answer.ok || answer.error.code !== 'not-found') return answer;
    const opened = await reopen(projectId);
    if (opened === null) return answer;
    return opened.ok ? await client.call('film.get', { projectId }) : opened;
  };

  const fetchFilm = async (projectId: string): Promise<boolean> => {
    force = false;
    const answer = await getFilm(projectId);
    if (store.get().projectId !== projectId) return false;
    if (answer.ok) store.actions.receiveFilm(answer.value);
    else store.actions.failFilm(projectId, answer.error);
    return answer.ok;
  };

  const pump = async (): Promise<void> => {
    if (busy) return;
    busy = true;
    try {
      while (behind()) {
        const projectId = store.get().projectId;
        if (projectId === null) return;
        const asked = wanted;
        const came = await fetchFilm(projectId);
        // A core that cannot answer, or answers with less than it announced, is not asked again until it speaks.
        if (!came && store.get().projectId === projectId) wanted = store.get().film?.revision ?? -1;
        if (came && asked === wanted) wanted = Math.min(wanted, store.get().film?.revision ?? wanted);
        await wait(GATHER_MS);
      }
    } finally {
      busy = false;
    }
  };

  const fetchScene = async (sceneId: string): Promise<void> => {
    if (fetching.has(sceneId)) {
      stale.add(sceneId);
      return;
    }
    const projectId = store.get().projectId;
    if (projectId === null) return;
    fetching.add(sceneId);
    try {
      do {
        stale.delete(sceneId);
        const revision = Math.max(wanted, store.get().film?.revision ?? 0);
        asked.set(sceneId, revision);
        const answer = await client.call('scenes.get', { projectId, sceneId });
        if (answer.ok) store.actions.receiveScene(projectId, answer.value, revision);
        else store.actions.failScene(projectId, sceneId, answer.error, revision);
        await wait(GATHER_MS);
      } while (stale.has(sceneId) && watched.has(sceneId) && store.get().projectId === projectId);
    } finally {
      fetching.delete(sceneId);
    }
  };

  return {
    async open(projectId) {
      if (store.get().projectId === projectId && store.get().film !== null) {
        force = true;
        void pump();
        return;
      }
      wanted = -1;
      stale.clear();
      asked.clear();
      store.actions.openFilm(projectId);
      opened = fetchFilm(projectId).then(() => undefined);
      await opened;
      for (const sceneId of watched.keys()) void fetchScene(sceneId);
    },
    close() {
      wanted = -1;
      store.actions.closeFilm();
    },
    moved(projectId, revision, sceneIds) {
      if (store.get().projectId !== projectId) return;
      wanted = Math.max(wanted, revision);
      void pump();
      for (const sceneId of watched.keys()) {
        const concerned = sceneIds.length === 0 || sceneIds.includes(sceneId);
        if (concerned && (asked.get(sceneId) ?? -1) < revision) void fetchScene(sceneId);
      }
    },
    refetch() {
      if (store.get().projectId === null) return;
      force = true;
      void pump();
      for (const sceneId of watched.keys()) void fetchScene(sceneId);
    },
    watchScene(sceneId) {
      watched.set(sceneId, (watched.get(sceneId) ?? 0) + 1);
      if (watched.get(sceneId) === 1) void opened.then(() => fetchScene(sceneId));
      return () => {
        const left = (watched.get(sceneId) ?? 1) - 1;
        if (left <= 0) watched.delete(sceneId);
        else watched.set(sceneId, left);
      };
    },
  };
}
