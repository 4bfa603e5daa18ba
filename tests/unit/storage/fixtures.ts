/** A small film, real files in a temporary folder, and a clock and ids that repeat. */
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { DEFAULT_BRIEF } from '#contract/model/brief.ts';
import type { Brief } from '#contract/model/brief.ts';
import type { AssetRef } from '#contract/model/primitives.ts';
import type { Overall } from '#contract/model/quality.ts';
import type { SceneSpec, Story, TemplateChoice, VisualSpec } from '#contract/model/story.ts';
import { applySceneDivision, closeProject, createProject, putPrompt, putStage } from '#storage/index.ts';
import type { OpenProject, ProjectDb, StorageEnv } from '#storage/index.ts';
import { write } from '../../../src-main/storage/connection.ts';
import { insertAsset } from '../../../src-main/storage/tables/assets.ts';

export const START = 1_790_000_000_000;

/** Time that moves one second per look, ids that count up. */
export function testEnv(): StorageEnv & { advance: (ms: number) => void } {
  let time = START;
  let ids = 0;
  return {
    now: () => (time += 1000),
    newId: (prefix) => `${prefix}_${String((ids += 1)).padStart(6, '0')}`,
    appVersion: '0.1.0-test',
    advance: (ms) => (time += ms),
  };
}

export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'heroframe-storage-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export const brief: Brief = { ...DEFAULT_BRIEF, prompt: 'Artisan coffee that starts your morning right' };

/** An open project that is closed and deleted after the test. */
export async function newProject(env: StorageEnv = testEnv()): Promise<OpenProject> {
  const project = await createProject(join(temporaryFolder(), 'Morning.heroframe'), { name: 'Morning', brief }, env);
  onTestFinished(() => closeProject(project));
  return project;
}

export const spec = (action: string, seconds = 4): SceneSpec => ({
  beat: 'Surprise',
  seconds,
  setting: 'Sunlit kitchen, morning',
  action,
  presence: { characterVisible: true, characterTiming: 'throughout', productVisible: false, productTiming: 'never' },
  camera: { angle: 'Eye-level', movement: 'push-in', movementNote: 'slow', framing: 'Medium', lens: '50mm' },
  lighting: { setup: 'window left', mood: 'warm', colorTemperature: '3200K' },
  emotionalTone: 'calm',
  voiceOver: { text: `“${action}”`, startSeconds: 0.5, endSeconds: 3 },
});

export const templateChoice: TemplateChoice = {
  selectedTemplate: 'emotional-arc',
  confidence: 0.8,
  reasoning: 'A morning is a feeling.',
  alternativeTemplate: 'aida',
  narrativeFocus: 'A slow morning',
  emotionalGoal: 'warmth',
};

export const story = (title = 'First light'): Story => ({
  title,
  logline: 'She finds her morning again.',
  narrative: { setup: 'a', development: 'b', climax: 'c', resolution: 'd' },
  subject: {
    type: 'both',
    characterName: 'Mara',
    characterDescription: 'A woman of 34 with a brown bob',
    productName: 'Ember',
    productDescription: 'A kraft paper bag, 250 g',
    arc: 'tired to awake',
  },
  voiceOver: [{ beat: 'Surprise', text: 'Then the smell.' }],
});

export const visuals = (scenes: number): VisualSpec => ({
  markers: { subjectDescription: 'Mara', style: 'film', colorPalette: 'amber', lighting: 'soft', mood: 'calm' },
  scenes: Array.from({ length: scenes }, (_, index) => ({
    imagePrompt: `scene ${index + 1}`,
    startPrompt: `start ${index + 1}`,
    endPrompt: `end ${index + 1}`,
    motionPrompt: `motion ${index + 1}`,
    negativePrompt: 'text',
  })),
});

/** Writes all four stages and lays out scenes with prompts; returns the scenes. */
export function layOut(db: ProjectDb, actions: readonly string[] = ['She wakes', 'She smells coffee', 'She smiles']) {
  putStage(db, { stage: 'template', content: templateChoice, by: 'machine', madeBy: 'Test writer', batch: 'run 1' });
  putStage(db, { stage: 'story', content: story(), by: 'machine', madeBy: 'Test writer', batch: 'run 1' });
  const scenes = actions.map((action) => spec(action));
  const stage = putStage(db, {
    stage: 'scenes',
    content: { totalSeconds: 4 * scenes.length, scenes },
    by: 'machine',
    madeBy: 'Test writer',
    batch: 'run 1',
  });
  putStage(db, { stage: 'visuals', content: visuals(scenes.length), by: 'machine', madeBy: 'Test writer', batch: 'run 1' });
  const rows = applySceneDivision(db, { storyStageId: stage.id ?? '', scenes });
  for (const row of rows) {
    for (const slot of ['start', 'end', 'motion'] as const) {
      putPrompt(db, {
        sceneId: row.id,
        slot,
        batch: 'run 1',
        round: 0,
        author: 'writer',
        text: `${slot} ${row.number}`,
        negative: '',
        critique: null,
        parentId: null,
      });
    }
  }
  return rows;
}

/** Registers an asset without a file, for tests that never open it. */
export function paperAsset(db: ProjectDb, name: string, mime = 'image/png'): AssetRef {
  const sha256 = createHash('sha256').update(name).digest('hex');
  const ref: AssetRef = { sha256, mime, bytes: 1000, width: 1280, height: 720, seconds: mime.startsWith('video/') ? 4 : null };
  return write(db, () => insertAsset(db, ref, mime === 'image/png' ? 'png' : 'mp4'));
}

export const overall = (value: number | null): Overall =>
  value === null
    ? { value: null, basis: 'none', measured: [], missing: ['pickscore'] }
    : { value, basis: 'technical', measured: ['laplacian_variance'], missing: ['pickscore'] };

export const planned = (frameId: string, place: number, batch = 'run 1') => ({
  frameId,
  batch,
  place,
  promptId: null,
  seed: place,
  provider: 'previz',
  model: 'previz-1',
  cost: { amount: 0, currency: 'USD', estimated: false },
});

export const plannedTake = (sceneId: string, place: number, batch = 'run 1') => ({
  sceneId,
  batch,
  place,
  promptId: null,
  heroVariationId: null,
  endVariationId: null,
  movement: 'push-in' as const,
  seconds: 4,
  seed: place,
  provider: 'previz',
  model: 'previz-1',
  cost: { amount: 0, currency: 'USD', estimated: false },
});

/** The error a promise or function ends with, as its code; anything else fails the test. */
export async function codeOf(work: () => unknown): Promise<string> {
  const { StudioFailure } = await import('#contract/errors.ts');
  try {
    await work();
  } catch (error) {
    if (error instanceof StudioFailure) return error.error.code;
    throw error;
  }
  return 'no error';
}
