/** The timeline's and the transport's commands, with their keys. */
import type { StudioAction } from '../../actions/registry.ts';
import type { StudioApp } from '../../app/studio-app.ts';
import { selectScenes } from '../../stores/film/selectors.ts';
import { canMerge, clampSceneSeconds, moved, splitPoint } from './edits.ts';
import { filmPlayback } from './film-playback.ts';
import { layOut, spanIndexAt } from './geometry.ts';
import type { SceneSpan } from './geometry.ts';
import { FRAME_SECONDS } from './timecode.ts';

const spansOf = (app: StudioApp): SceneSpan[] =>
  layOut(selectScenes(app.film.get()).map((scene) => ({ id: scene.id, seconds: scene.spec.seconds })));
const hasScenes = (app: StudioApp): boolean => selectScenes(app.film.get()).length > 0;
const inStudio = (app: StudioApp): boolean => app.session.get().screen === 'studio' && hasScenes(app);

function selected(app: StudioApp): { span: SceneSpan; spans: SceneSpan[] } | null {
  const spans = spansOf(app);
  const span = spans.find((each) => each.id === app.session.get().sceneId);
  return span === undefined ? null : { span, spans };
}

const hasSelected = (app: StudioApp): boolean => inStudio(app) && selected(app) !== null;

/** In Takes the transport keys drive the takes' own players. */
const drivesFilm = (app: StudioApp): boolean => inStudio(app) && app.session.get().stage !== 'takes';

/** The space bar belongs to a control that has the focus. */
const freeSpaceBar = (): boolean => {
  const focused = document.activeElement;
  return (
    focused === null || focused === document.body || focused.closest('button, a, summary, select, [role="radio"], [role="tab"]') === null
  );
};

/** Why something cannot be done now, said where the person looks. */
function say(app: StudioApp, message: string): void {
  app.ui.actions.showToast({ message });
}

/** Sets a scene's duration, seconds; false when it was refused. */
export async function retimeScene(app: StudioApp, sceneId: string, seconds: number): Promise<boolean> {
  const { projectId } = app.film.get();
  const scene = selectScenes(app.film.get()).find((each) => each.id === sceneId);
  if (projectId === null || scene === undefined) return false;
  const answer = await app.change(
    'scenes.retime',
    { projectId, sceneId, seconds },
    { done: `Scene ${scene.number} now lasts ${Number(seconds.toFixed(2))} s`, undoable: true },
  );
  return answer.ok;
}

/** Puts the scenes in a new order; false when it was refused. */
export async function reorderScenes(app: StudioApp, sceneIds: readonly string[], movedId: string, toIndex: number): Promise<boolean> {
  const { projectId } = app.film.get();
  const scene = selectScenes(app.film.get()).find((each) => each.id === movedId);
  if (projectId === null || scene === undefined) return false;
  const done = `Scene ${scene.number} is now scene ${toIndex + 1}`;
  const answer = await app.change('scenes.reorder', { projectId, sceneIds: [...sceneIds] }, { done, undoable: true });
  return answer.ok;
}

async function moveSelected(app: StudioApp, by: -1 | 1): Promise<void> {
  const now = selected(app);
  if (now === null) return;
  const to = now.span.index + by;
  const order = moved(
    now.spans.map((span) => span.id),
    now.span.index,
    to,
  );
  if (to < 0 || to >= now.spans.length) return;
  await reorderScenes(app, order, now.span.id, to);
}

async function lengthenSelected(app: StudioApp, bySeconds: number): Promise<void> {
  const now = selected(app);
  if (now === null) return;
  const length = now.span.endSeconds - now.span.startSeconds;
  const seconds = clampSceneSeconds(length + bySeconds);
  if (Math.abs(seconds - length) < 1e-6) {
    say(app, 'A scene lasts between 1 and 15 seconds.');
    return;
  }
  await retimeScene(app, now.span.id, seconds);
}

async function splitAtPlayhead(app: StudioApp): Promise<void> {
  const { projectId } = app.film.get();
  const spans = spansOf(app);
  const at = filmPlayback(app).position;
  const span = spans[spanIndexAt(spans, at)];
  if (projectId === null || span === undefined) return;
  const point = splitPoint(span, at);
  if (!point.ok) {
    say(app, point.why);
    return;
  }
  const done = `Scene ${span.index + 1} is now two scenes`;
  await app.change('scenes.split', { projectId, sceneId: span.id, atSeconds: point.atSeconds }, { done, undoable: true });
}

async function mergeSelected(app: StudioApp): Promise<void> {
  const { projectId } = app.film.get();
  const now = selected(app);
  if (projectId === null || now === null) return;
  const able = canMerge(now.spans, now.span.index);
  if (!able.ok) {
    say(app, able.why);
    return;
  }
  const done = `Scenes ${now.span.index + 1} and ${now.span.index + 2} are now one`;
  await app.change('scenes.merge', { projectId, sceneId: now.span.id }, { done, undoable: true });
}

async function duplicateSelected(app: StudioApp): Promise<void> {
  const { projectId } = app.film.get();
  const now = selected(app);
  if (projectId === null || now === null) return;
  await app.change(
    'scenes.duplicate',
    { projectId, sceneId: now.span.id },
    { done: `Scene ${now.span.index + 1} duplicated`, undoable: true },
  );
}

async function removeSelected(app: StudioApp): Promise<void> {
  const { projectId } = app.film.get();
  const now = selected(app);
  if (projectId === null || now === null) return;
  if (now.spans.length === 1) {
    say(app, 'A film needs at least one scene.');
    return;
  }
  const neighbour = now.spans[now.span.index + 1] ?? now.spans[now.span.index - 1];
  const answer = await app.change(
    'scenes.remove',
    { projectId, sceneId: now.span.id },
    { done: `Scene ${now.span.index + 1} deleted`, undoable: true },
  );
  if (answer.ok && neighbour !== undefined) app.session.actions.selectSceneById(neighbour.id);
}

/** Selects the scene before or after the selected one. */
export function selectNeighbour(app: StudioApp, by: -1 | 1): void {
  const spans = spansOf(app);
  const index = spans.findIndex((span) => span.id === app.session.get().sceneId);
  const next = spans[index === -1 ? 0 : Math.min(spans.length - 1, Math.max(0, index + by))];
  if (next !== undefined) app.session.actions.selectSceneById(next.id);
}

/** Moves the playhead to the next or previous cut. */
function seekCut(app: StudioApp, by: -1 | 1): void {
  const playback = filmPlayback(app);
  const cuts = [0, ...spansOf(app).map((span) => span.endSeconds)];
  const at = playback.position;
  const target = by === 1 ? cuts.find((cut) => cut > at + FRAME_SECONDS / 2) : cuts.findLast((cut) => cut < at - FRAME_SECONDS / 2);
  if (target !== undefined) playback.seek(target);
}

/** Everything that works wherever the timeline is on screen. Zooming is registered by the timeline itself. */
export const timelineActions: readonly StudioAction[] = [
  { id: 'timeline.split', label: 'Split scene at playhead', section: 'Timeline', keys: ['s'], when: inStudio, perform: splitAtPlayhead },
  {
    id: 'timeline.merge',
    label: 'Join scene with the next',
    section: 'Timeline',
    keys: ['m'],
    when: hasSelected,
    perform: mergeSelected,
    keywords: 'merge',
  },
  {
    id: 'timeline.duplicate',
    label: 'Duplicate scene',
    section: 'Timeline',
    keys: ['mod+d'],
    when: hasSelected,
    perform: duplicateSelected,
  },
  {
    id: 'timeline.remove',
    label: 'Delete scene',
    section: 'Timeline',
    keys: ['delete', 'backspace'],
    when: hasSelected,
    perform: removeSelected,
    keywords: 'remove',
  },
  {
    id: 'timeline.moveEarlier',
    label: 'Move scene earlier',
    section: 'Timeline',
    keys: ['alt+arrowleft'],
    when: hasSelected,
    perform: (app) => moveSelected(app, -1),
  },
  {
    id: 'timeline.moveLater',
    label: 'Move scene later',
    section: 'Timeline',
    keys: ['alt+arrowright'],
    when: hasSelected,
    perform: (app) => moveSelected(app, 1),
  },
  {
    id: 'timeline.shorten',
    label: 'Shorten scene by a quarter second',
    section: 'Timeline',
    keys: ['<'],
    when: hasSelected,
    perform: (app) => lengthenSelected(app, -0.25),
  },
  {
    id: 'timeline.lengthen',
    label: 'Lengthen scene by a quarter second',
    section: 'Timeline',
    keys: ['>'],
    when: hasSelected,
    perform: (app) => lengthenSelected(app, 0.25),
  },
  {
    id: 'timeline.shortenFrame',
    label: 'Shorten scene by one frame',
    section: 'Timeline',
    keys: ['alt+,'],
    when: hasSelected,
    perform: (app) => lengthenSelected(app, -FRAME_SECONDS),
  },
  {
    id: 'timeline.lengthenFrame',
    label: 'Lengthen scene by one frame',
    section: 'Timeline',
    keys: ['alt+.'],
    when: hasSelected,
    perform: (app) => lengthenSelected(app, FRAME_SECONDS),
  },
  {
    id: 'play.toggle',
    label: 'Play or pause',
    section: 'Play',
    keys: ['space'],
    when: (app) => drivesFilm(app) && freeSpaceBar(),
    perform: (app) => filmPlayback(app).toggle(),
  },
  {
    id: 'play.backward',
    label: 'Play backwards, then faster',
    section: 'Play',
    keys: ['j'],
    when: drivesFilm,
    perform: (app) => filmPlayback(app).shuttle('j'),
  },
  { id: 'play.stop', label: 'Stop', section: 'Play', keys: ['k'], when: drivesFilm, perform: (app) => filmPlayback(app).shuttle('k') },
  {
    id: 'play.forward',
    label: 'Play, then faster',
    section: 'Play',
    keys: ['l'],
    when: drivesFilm,
    perform: (app) => filmPlayback(app).shuttle('l'),
  },
  {
    id: 'play.frameBack',
    label: 'Back one frame',
    section: 'Play',
    keys: [','],
    when: drivesFilm,
    perform: (app) => filmPlayback(app).step(-1),
  },
  {
    id: 'play.frameForward',
    label: 'Forward one frame',
    section: 'Play',
    keys: ['.'],
    when: drivesFilm,
    perform: (app) => filmPlayback(app).step(1),
  },
  {
    id: 'play.previousCut',
    label: 'To the previous cut',
    section: 'Play',
    keys: ['shift+arrowleft'],
    when: drivesFilm,
    perform: (app) => seekCut(app, -1),
  },
  {
    id: 'play.nextCut',
    label: 'To the next cut',
    section: 'Play',
    keys: ['shift+arrowright'],
    when: drivesFilm,
    perform: (app) => seekCut(app, 1),
  },
  {
    id: 'play.start',
    label: 'To the start of the film',
    section: 'Play',
    keys: ['home'],
    when: drivesFilm,
    perform: (app) => filmPlayback(app).seek(0),
  },
  {
    id: 'play.end',
    label: 'To the end of the film',
    section: 'Play',
    keys: ['end'],
    when: drivesFilm,
    perform: (app) => filmPlayback(app).seek(Number.MAX_SAFE_INTEGER),
  },
];
