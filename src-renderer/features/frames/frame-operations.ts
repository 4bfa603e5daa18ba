/** What a person does to the candidates of a frame, as operations with their words. */
import type { FrameView, SceneSummary, Variation } from '#contract/model/film.ts';
import type { FrameRole } from '#contract/model/primitives.ts';
import type { StudioApp } from '../../app/studio-app.ts';

export const roleWords: Record<FrameRole, string> = { start: 'Start frame', end: 'End frame' };

/** Chooses a candidate; shown at once and taken back when the core refuses. */
export async function pickVariation(app: StudioApp, sceneId: string, frame: Pick<FrameView, 'id'>, variation: Variation): Promise<void> {
  const { projectId } = app.film.get();
  if (projectId === null || variation.asset === null) return;
  app.film.actions.pickOptimistically(frame.id, variation.id);
  app.session.actions.selectVariation(variation.id);
  const answer = await app.change('frames.pick', { projectId, sceneId, variationId: variation.id });
  if (!answer.ok) app.film.actions.dropPick(frame.id);
}

/** Makes a candidate the still that takes are shot from. */
export async function makeHero(app: StudioApp, scene: SceneSummary, variation: Variation): Promise<void> {
  const { projectId } = app.film.get();
  if (projectId === null || variation.asset === null || scene.hero?.variationId === variation.id) return;
  await app.change(
    'frames.setHero',
    { projectId, sceneId: scene.id, variationId: variation.id },
    { done: `Takes of scene ${scene.number} will be shot from this picture`, undoable: true },
  );
}

/** The largest picture that can be handed over, bytes; base64 adds a third and the contract allows 80 million characters. */
export const UPLOAD_MAX_BYTES = 59_000_000;

/** Puts a person's own picture in a frame. A file that is no picture, or too large, is said before anything is sent. */
export async function replaceWithOwn(app: StudioApp, scene: SceneSummary, role: FrameRole, file: File): Promise<void> {
  const { projectId } = app.film.get();
  if (projectId === null) return;
  const complain = (message: string, hint: string): void => app.ui.actions.showToast({ tone: 'problem', message, hint });
  if (!file.type.startsWith('image/')) {
    complain(`“${file.name}” is not a picture.`, 'Use a PNG, JPEG or WebP file.');
    return;
  }
  if (file.size > UPLOAD_MAX_BYTES) {
    complain(`“${file.name}” is too large.`, `Use a picture of at most ${Math.floor(UPLOAD_MAX_BYTES / 1e6)} MB.`);
    return;
  }
  const base64 = await readBase64(file);
  if (base64 === null) {
    complain(`“${file.name}” could not be read.`, 'Check that the file still exists and that you may open it.');
    return;
  }
  await app.change(
    'frames.replace',
    { projectId, sceneId: scene.id, role, upload: { name: file.name, base64 } },
    { done: `Your picture is now the ${roleWords[role].toLowerCase()} of scene ${scene.number}`, undoable: true },
  );
}

function readBase64(file: File): Promise<string | null> {
  return new Promise((resolve) => {
    const reader = new FileReader();
    reader.addEventListener('load', () => {
      const { result } = reader;
      resolve(typeof result === 'string' ? result.slice(result.indexOf(',') + 1) : null);
    });
    reader.addEventListener('error', () => resolve(null));
    reader.readAsDataURL(file);
  });
}
