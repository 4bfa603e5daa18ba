/** Editing scenes on the board and the timeline. Every one of these can be undone. */
import { fail } from '#contract/errors.ts';
import type { SceneSpec } from '#contract/model/story.ts';
import { mergeScenes, retimeScene, splitScene } from '#domain/scene-edits.ts';
import { duplicateScene, putSceneVersion, readScene, readScenes, removeScene, setSceneOrder } from '#storage/index.ts';
import { recordChange } from '../edits.ts';
import type { Handlers } from '../dispatch.ts';
import type { Core } from '../core.ts';
import { writable } from '../open-film.ts';

type SceneOperations =
  'scenes.update' | 'scenes.retime' | 'scenes.reorder' | 'scenes.split' | 'scenes.merge' | 'scenes.duplicate' | 'scenes.remove';

export function sceneHandlers(core: Core): Pick<Handlers, SceneOperations> {
  const of = (projectId: string) => writable(core.film(projectId));
  return {
    'scenes.update': ({ projectId, sceneId, spec }) => {
      const film = of(projectId);
      const { db } = film.project;
      const before = readScene(db, sceneId);
      const changed = whatChanged(before.spec, spec);
      return Promise.resolve(
        recordChange(film, `Edit scene ${before.number}`, () => putSceneVersion(db, sceneId, { spec, changed, by: 'you' })),
      );
    },
    'scenes.retime': ({ projectId, sceneId, seconds }) => {
      const film = of(projectId);
      const { db } = film.project;
      const scene = readScene(db, sceneId);
      const spec = retimeScene(scene.spec, seconds);
      const changed = `Length ${scene.spec.seconds} s → ${spec.seconds} s`;
      return Promise.resolve(
        recordChange(film, `Retime scene ${scene.number}`, () => putSceneVersion(db, sceneId, { spec, changed, by: 'you' })),
      );
    },
    'scenes.reorder': ({ projectId, sceneIds }) => {
      const film = of(projectId);
      const { db } = film.project;
      const known = readScenes(db).map((scene) => scene.id);
      if (sceneIds.length !== known.length || new Set([...sceneIds, ...known]).size !== known.length)
        return fail('invalid-input', 'The new order does not name every scene once.', 'Nothing was changed. Try again.');
      return Promise.resolve(recordChange(film, 'Reorder scenes', () => setSceneOrder(db, sceneIds)));
    },
    'scenes.split': ({ projectId, sceneId, atSeconds }) => {
      const film = of(projectId);
      const { db } = film.project;
      const scene = readScene(db, sceneId);
      const halves = splitScene(scene.spec, atSeconds);
      if (halves === null)
        return fail('invalid-input', 'Each part of a split scene must last at least a second.', 'Split it further from its edge.');
      return Promise.resolve(
        recordChange(film, `Split scene ${scene.number}`, () => {
          putSceneVersion(db, sceneId, { spec: halves[0], changed: `Split at ${atSeconds.toFixed(1)} s`, by: 'you' });
          // The second half starts as a copy, so that it keeps the prompts and pictures of the scene it came from.
          const copy = duplicateScene(db, sceneId);
          putSceneVersion(db, copy.id, { spec: halves[1], changed: `Second half of scene ${scene.number}`, by: 'you' });
        }),
      );
    },
    'scenes.merge': ({ projectId, sceneId }) => {
      const film = of(projectId);
      const { db } = film.project;
      const scenes = readScenes(db);
      const index = scenes.findIndex((scene) => scene.id === sceneId);
      const [first, second] = [scenes[index], scenes[index + 1]];
      if (first === undefined || second === undefined)
        return fail('invalid-input', 'There is no scene after this one to merge with.', 'Choose an earlier scene.');
      const spec = mergeScenes(first.spec, second.spec);
      if (spec === null) return fail('invalid-input', 'Together these scenes last more than 15 seconds.', 'Shorten one of them first.');
      return Promise.resolve(
        recordChange(film, `Merge scenes ${first.number} and ${second.number}`, () => {
          putSceneVersion(db, first.id, { spec, changed: `Merged with scene ${second.number}`, by: 'you' });
          removeScene(db, second.id);
        }),
      );
    },
    'scenes.duplicate': ({ projectId, sceneId }) => {
      const film = of(projectId);
      const scene = readScene(film.project.db, sceneId);
      return Promise.resolve(recordChange(film, `Duplicate scene ${scene.number}`, () => duplicateScene(film.project.db, sceneId)));
    },
    'scenes.remove': ({ projectId, sceneId }) => {
      const film = of(projectId);
      const { db } = film.project;
      if (readScenes(db).length === 1) return fail('invalid-input', 'A film has at least one scene.', 'Edit this scene instead.');
      const scene = readScene(db, sceneId);
      return Promise.resolve(recordChange(film, `Remove scene ${scene.number}`, () => removeScene(db, sceneId)));
    },
  };
}

/** A short list of what differs, for the history ("Action, camera"). */
function whatChanged(before: SceneSpec, after: SceneSpec): string {
  const names: Partial<Record<keyof SceneSpec, string>> = {
    beat: 'beat',
    seconds: 'length',
    setting: 'setting',
    action: 'action',
    presence: 'who is visible',
    camera: 'camera',
    lighting: 'light',
    emotionalTone: 'tone',
    voiceOver: 'voice-over',
  };
  const keys = (Object.keys(names) as (keyof SceneSpec)[]).filter((key) => JSON.stringify(before[key]) !== JSON.stringify(after[key]));
  const list = keys.map((key) => names[key]).join(', ');
  return list === '' ? 'Nothing' : list.charAt(0).toUpperCase() + list.slice(1);
}
