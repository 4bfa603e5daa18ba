/** The commands that exist everywhere in the studio. Stages add their own while they are open. */
import { studioStageValues, type StudioStage } from '#contract/model/film.ts';
import { chooseTheme } from '../app/boot.ts';
import type { StudioApp } from '../app/studio-app.ts';
import { selectScenes } from '../stores/film/selectors.ts';
import type { Theme } from '../stores/ui/state.ts';
import { stageWords } from '../ui/words.ts';
import type { StudioAction } from './registry.ts';

const inStudio = (app: StudioApp) => app.session.get().screen === 'studio' && app.film.get().film !== null;
const hasScenes = (app: StudioApp) => inStudio(app) && selectScenes(app.film.get()).length > 0;

/** Selects the scene `step` places from the selected one and keeps within the film. */
export function stepScene(app: StudioApp, step: number): void {
  const scenes = selectScenes(app.film.get());
  const at = scenes.findIndex((scene) => scene.id === app.session.get().sceneId);
  const next = scenes[Math.max(0, Math.min(scenes.length - 1, at + step))];
  if (next !== undefined) app.session.actions.selectSceneById(next.id);
}

/** Moves the selected scene by `step` places. */
export async function moveScene(app: StudioApp, step: number): Promise<void> {
  const { projectId } = app.film.get();
  const ids = selectScenes(app.film.get()).map((scene) => scene.id);
  const at = ids.indexOf(app.session.get().sceneId ?? '');
  const id = ids[at];
  const to = at + step;
  if (projectId === null || id === undefined || to < 0 || to >= ids.length) return;
  ids.splice(at, 1);
  ids.splice(to, 0, id);
  await app.change('scenes.reorder', { projectId, sceneIds: ids });
}

const onScene =
  (name: 'scenes.duplicate' | 'scenes.remove', done: string) =>
  async (app: StudioApp): Promise<void> => {
    const { projectId } = app.film.get();
    const { sceneId } = app.session.get();
    if (projectId === null || sceneId === null) return;
    const number = selectScenes(app.film.get()).find((scene) => scene.id === sceneId)?.number ?? 0;
    await app.change(name, { projectId, sceneId }, { done: `Scene ${number} ${done}`, undoable: true });
  };

/** Duplicates the selected scene. */
export const duplicateScene = onScene('scenes.duplicate', 'duplicated');
/** Removes the selected scene; the toast brings it back. */
export const removeScene = onScene('scenes.remove', 'removed');

/** Puts the selected scene on the list of what needs a person. */
export async function flagScene(app: StudioApp): Promise<void> {
  const { projectId } = app.film.get();
  const scene = selectScenes(app.film.get()).find((known) => known.id === app.session.get().sceneId);
  if (projectId === null || scene === undefined) return;
  await app.change(
    'review.flag',
    { projectId, sceneId: scene.id, message: `You marked scene ${scene.number} for another look.` },
    { done: `Scene ${scene.number} flagged`, undoable: true },
  );
}

const stageActions: StudioAction[] = studioStageValues.map((stage: StudioStage, index) => ({
  id: `go.${stage}`,
  label: stageWords[stage],
  section: 'Go to',
  keys: [`alt+${index + 1}`],
  inFields: true,
  keywords: 'stage',
  when: inStudio,
  perform: (app) => app.session.actions.showStage(stage),
}));

const themeActions: StudioAction[] = (
  [
    ['system', 'Look: as the system'],
    ['dark', 'Look: dark'],
    ['light', 'Look: light'],
    ['contrast', 'Look: high contrast'],
  ] satisfies [Theme, string][]
).map(([theme, label]) => ({
  id: `view.theme-${theme}`,
  label,
  section: 'View',
  keywords: 'theme colour appearance',
  perform: (app) => chooseTheme(app, theme),
}));

export const studioActions: readonly StudioAction[] = [
  {
    id: 'help.palette',
    label: 'Search or run',
    section: 'Help',
    keys: ['mod+k'],
    inFields: true,
    hidden: true,
    perform: (app) => (app.ui.get().sheet === 'palette' ? app.ui.actions.closeSheet() : app.ui.actions.openSheet('palette')),
  },
  { id: 'help.keys', label: 'Show all keys', section: 'Help', keys: ['?'], perform: (app) => app.ui.actions.openSheet('keys') },
  {
    id: 'help.doctor',
    label: 'Check this computer',
    section: 'Help',
    keywords: 'doctor setup ffmpeg voices problem',
    perform: (app) => app.ui.actions.openSheet('doctor'),
  },
  {
    id: 'help.tour',
    label: 'Take the tour',
    section: 'Help',
    keywords: 'help first steps',
    when: inStudio,
    perform: (app) => app.ui.actions.openSheet('tour'),
  },
  {
    id: 'go.home',
    label: 'All films',
    section: 'Go to',
    keys: ['alt+0'],
    inFields: true,
    keywords: 'home projects close',
    perform: (app) => app.leave(),
  },
  {
    id: 'go.new',
    label: 'New film',
    section: 'Go to',
    keys: ['alt+n'],
    inFields: true,
    keywords: 'create project brief',
    perform: (app) => {
      app.leave();
      app.session.actions.showScreen('brief');
    },
  },
  ...stageActions,
  {
    id: 'go.settings',
    label: 'Settings',
    section: 'Go to',
    keys: ['mod+,'],
    inFields: true,
    keywords: 'preferences options providers keys models',
    perform: (app) => app.session.actions.showSettings(),
  },
  {
    id: 'go.settings-providers',
    label: 'Settings: providers and keys',
    section: 'Go to',
    keywords: 'api key account server address limit',
    perform: (app) => app.session.actions.showSettings('providers'),
  },
  {
    id: 'go.settings-models',
    label: 'Settings: models',
    section: 'Go to',
    keywords: 'choose model writer pictures clips voice price',
    perform: (app) => app.session.actions.showSettings('models'),
  },
  {
    id: 'go.settings-back',
    label: 'Back from the settings',
    section: 'Go to',
    keys: ['escape'],
    hidden: true,
    when: (app) => app.session.get().screen === 'settings',
    perform: (app) => app.session.actions.leaveSettings(),
  },
  {
    id: 'go.review',
    label: 'What needs you',
    section: 'Go to',
    keys: ['alt+r'],
    inFields: true,
    keywords: 'review queue problems attention',
    when: inStudio,
    perform: (app) => app.ui.actions.openSheet('review'),
  },
  {
    id: 'film.money',
    label: 'Money',
    section: 'Film',
    keys: ['alt+m'],
    inFields: true,
    keywords: 'cost spent price ledger limit cap budget',
    when: inStudio,
    perform: (app) => app.ui.actions.openSheet('money'),
  },
  {
    id: 'film.brief',
    label: 'Edit the brief',
    section: 'Film',
    keys: ['mod+b'],
    inFields: true,
    when: inStudio,
    perform: (app) => app.ui.actions.openSheet('brief'),
  },
  { id: 'edit.undo', label: 'Undo', section: 'Edit', keys: ['mod+z'], when: inStudio, perform: (app) => app.undo() },
  { id: 'edit.redo', label: 'Redo', section: 'Edit', keys: ['shift+mod+z', 'mod+y'], when: inStudio, perform: (app) => app.redo() },
  { id: 'scene.previous', label: 'Previous scene', section: 'Scene', keys: ['['], when: hasScenes, perform: (app) => stepScene(app, -1) },
  { id: 'scene.next', label: 'Next scene', section: 'Scene', keys: [']'], when: hasScenes, perform: (app) => stepScene(app, 1) },
  { id: 'scene.duplicate', label: 'Duplicate scene', section: 'Scene', keys: ['mod+d'], when: hasScenes, perform: duplicateScene },
  {
    id: 'scene.move-earlier',
    label: 'Move scene earlier',
    section: 'Scene',
    keys: ['alt+['],
    when: hasScenes,
    perform: (app) => moveScene(app, -1),
  },
  {
    id: 'scene.move-later',
    label: 'Move scene later',
    section: 'Scene',
    keys: ['alt+]'],
    when: hasScenes,
    perform: (app) => moveScene(app, 1),
  },
  {
    id: 'scene.note',
    label: 'Add a note',
    section: 'Scene',
    keys: ['n'],
    when: hasScenes,
    perform: (app) => {
      if (!app.session.get().panels.inspector) app.session.actions.togglePanel('inspector');
      app.session.actions.showInspector('notes');
    },
  },
  {
    id: 'scene.flag',
    label: 'Flag for another look',
    section: 'Scene',
    keys: ['f'],
    keywords: 'review mark',
    when: hasScenes,
    perform: flagScene,
  },
  {
    id: 'scene.diff',
    label: 'Show what changed in the prompt',
    section: 'Scene',
    keys: ['d'],
    keywords: 'diff compare versions',
    when: hasScenes,
    perform: (app) => {
      if (!app.session.get().panels.inspector) app.session.actions.togglePanel('inspector');
      app.session.actions.showInspector('prompt');
    },
  },
  {
    id: 'view.inspector',
    label: 'Show or hide the inspector',
    section: 'View',
    keys: ['mod+i'],
    inFields: true,
    when: inStudio,
    perform: (app) => app.session.actions.togglePanel('inspector'),
  },
  {
    id: 'view.timeline',
    label: 'Show or hide the timeline',
    section: 'View',
    keys: ['mod+j'],
    inFields: true,
    when: inStudio,
    perform: (app) => app.session.actions.togglePanel('timeline'),
  },
  ...themeActions,
];
