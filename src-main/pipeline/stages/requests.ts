/** Requests to models, rebuilt from the project whenever they are needed: what is stored is the words and the choices. */
import { fail } from '#contract/errors.ts';
import type { PromptVersion } from '#contract/model/film.ts';
import type { FrameRole, Money } from '#contract/model/primitives.ts';
import { frameReferences, type ClipFrames } from '#domain/chaining.ts';
import { addedClauses } from '#domain/prompts.ts';
import { frameSize } from '#media/encode-args.ts';
import type { GenerationRequest, PictureRequest, ProviderAdapter, SceneContext } from '#providers/adapter.ts';
import {
  assetFile,
  currentPick,
  readBrief,
  readPrompt,
  readPrompts,
  readReferences,
  readScene,
  readScenes,
  readVariation,
  type VariationRow,
} from '#storage/index.ts';
import type { Toolbox } from '../toolbox.ts';
import { storyContents } from './story.ts';

/** What one request is expected to cost, for the row that it will fill. */
export function estimateOf(adapter: ProviderAdapter, request: GenerationRequest): Money {
  const { amount, currency } = adapter.price(request);
  return { amount, currency, estimated: true };
}

/** The request for one picture, rebuilt from the project whenever it is needed. */
export function requestOf(
  tools: Toolbox,
  sceneId: string,
  role: FrameRole,
  promptId: string,
  variation: number,
  seed: number,
): PictureRequest {
  const prompt = readPrompt(tools.project.db, promptId);
  return {
    kind: 'picture',
    prompt: prompt.text,
    negative: prompt.negative,
    seed,
    ...frameSize(readBrief(tools.project.db).aspect),
    role,
    variation,
    references: referencesOf(tools, sceneId, role),
    scene: { ...sceneContext(tools, sceneId), ...emphasisOf(tools, sceneId, role, prompt) },
  };
}

/** What a person changed about the writer's prompt, for renderers that draw from the scene. */
function emphasisOf(tools: Toolbox, sceneId: string, role: FrameRole, prompt: PromptVersion): { emphasis?: string } {
  if (prompt.author !== 'you') return {};
  const written = readPrompts(tools.project.db, sceneId, role).findLast((version) => version.author === 'writer');
  const emphasis = addedClauses(written?.text ?? '', prompt.text);
  return emphasis === '' ? {} : { emphasis };
}

/** The chaining rule F2 applied to what is picked right now. */
export function referencesOf(tools: Toolbox, sceneId: string, role: FrameRole): PictureRequest['references'] {
  const { db } = tools.project;
  const scenes = readScenes(db);
  const pickOf = (id: string, slot: FrameRole): VariationRow | null => {
    const pick = currentPick(db, id, slot);
    return pick === null ? null : readVariation(db, pick.subjectId);
  };
  const clips = scenes.map((): ClipFrames<VariationRow> => ({ start: null, end: null }));
  const index = scenes.findIndex((scene) => scene.id === sceneId);
  // Only what the rule looks at is read: its own start, and backwards until there is a frame.
  if (role === 'end') clips[index] = { start: pickOf(sceneId, 'start'), end: null };
  for (let before = index - 1; before >= 0; before--) {
    const id = scenes[before]?.id ?? '';
    const frames = { start: pickOf(id, 'start'), end: pickOf(id, 'end') };
    clips[before] = frames;
    if (frames.start !== null || frames.end !== null) break;
  }
  const brought = readReferences(db).map((reference) => ({ role: reference.role, picture: { asset: reference.asset, seed: null } }));
  return frameReferences<{ asset: VariationRow['asset']; seed: number | null }>(clips, index, role, brought).flatMap(
    ({ role: kind, picture }) => {
      if (picture.asset === null) return [];
      return [
        {
          role: kind,
          seed: picture.seed,
          input: { sha256: picture.asset.sha256, mime: picture.asset.mime, path: assetFile(db, picture.asset.sha256) },
        },
      ];
    },
  );
}

/** The scene behind a request. */
export function sceneContext(tools: Toolbox, sceneId: string): SceneContext {
  const scene = readScene(tools.project.db, sceneId);
  return {
    spec: scene.spec,
    story: storyOf(tools),
    markers: visualsOf(tools).markers,
    sceneNumber: scene.number,
    aspect: readBrief(tools.project.db).aspect,
  };
}

export const storyOf = (tools: Toolbox): NonNullable<ReturnType<typeof storyContents>['story']> =>
  storyContents(tools).story ?? fail('stage-missing', 'There is no story yet.', 'Run the story first.');
export const visualsOf = (tools: Toolbox): NonNullable<ReturnType<typeof storyContents>['visuals']> =>
  storyContents(tools).visuals ?? fail('stage-missing', 'There are no prompts yet.', 'Run the story first.');
