/** A film of many scenes as the writer would leave it, made without drawing anything. */
import { join } from 'node:path';
import { DEFAULT_BRIEF } from '#contract/model/brief.ts';
import type { SceneSpec } from '#contract/model/story.ts';
import {
  applySceneDivision,
  closeProject,
  createProject,
  defaultEnv,
  openHome,
  putPrompt,
  putStage,
  readProjectCard,
  rememberProject,
} from '#storage/index.ts';
import { COFFEE, type Workspace } from './workspace.ts';

const sceneOf = (number: number): SceneSpec => ({
  beat: `Beat ${number}`,
  seconds: 3,
  setting: 'Sunlit kitchen, morning',
  action: `Moment ${number} of a long morning: she lifts the cup and looks out of the window.`,
  presence: { characterVisible: true, characterTiming: 'throughout', productVisible: true, productTiming: 'at the end' },
  camera: { angle: 'Eye-level', movement: 'push-in', movementNote: 'slow', framing: 'Medium', lens: '50 mm' },
  lighting: { setup: 'window left', mood: 'warm', colorTemperature: '3200 K' },
  emotionalTone: 'calm',
  voiceOver: { text: `Line ${number}.`, startSeconds: 0.5, endSeconds: 2 },
});

/** Puts it among the recent films. */
export async function makeLongFilm(workspace: Workspace, name: string, scenes: number): Promise<void> {
  const env = defaultEnv('0.0.0-test');
  const brief = { ...DEFAULT_BRIEF, prompt: COFFEE, durationSeconds: 3 * scenes };
  const project = await createProject(join(workspace.films, `${name}.heroframe`), { name, brief }, env);
  try {
    const specs = Array.from({ length: scenes }, (_, index) => sceneOf(index + 1));
    const written = { by: 'machine', madeBy: 'Test writer', batch: 'b' } as const;
    const stage = putStage(project.db, { stage: 'scenes', content: { totalSeconds: 3 * scenes, scenes: specs }, ...written });
    for (const row of applySceneDivision(project.db, { storyStageId: stage.id ?? '', scenes: specs })) {
      for (const slot of ['start', 'end', 'motion'] as const) {
        putPrompt(project.db, {
          sceneId: row.id,
          slot,
          batch: 'b',
          round: 0,
          author: 'writer',
          text: `The ${slot} of moment ${row.number}`,
          negative: '',
          critique: null,
          parentId: null,
        });
      }
    }
    const home = await openHome(workspace.home);
    await rememberProject(home, { path: project.folder, card: readProjectCard(project.db), openedAt: env.now() });
  } finally {
    closeProject(project);
  }
}
