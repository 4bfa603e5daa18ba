/** The film as people see and edit it: views, brief, references, story, history, notes, review. */
import { isDeepStrictEqual } from 'node:util';
import { fail } from '#contract/errors.ts';
import { sceneDivisionSchema, storySchema, templateChoiceSchema, visualSpecSchema, type StoryStage } from '#contract/model/story.ts';
import { recordAddition, recordChange, type EditResult } from '../edits.ts';
import { handOutPrompts, layOutScenes } from '#pipeline/stages/story.ts';
import {
  addNote,
  addReference,
  openReview,
  putBrief,
  putStage,
  readFilmView,
  readJobs,
  readSceneView,
  redoEdit,
  removeReference,
  resolveReview,
  undoEdit,
} from '#storage/index.ts';
import type { Handlers } from '../dispatch.ts';
import type { Core } from '../core.ts';
import { writable, type WritableFilm } from '../open-film.ts';
import { checkReference, storeReference } from './projects.ts';

type FilmOperations =
  | 'film.get'
  | 'scenes.get'
  | 'jobs.list'
  | 'brief.update'
  | 'references.add'
  | 'references.remove'
  | 'story.edit'
  | 'story.rerun'
  | 'notes.add'
  | 'review.flag'
  | 'review.resolve'
  | 'history.undo'
  | 'history.redo';

export function filmHandlers(core: Core): Pick<Handlers, FilmOperations> {
  const of = (projectId: string): WritableFilm => writable(core.film(projectId));
  const runsOf = (projectId: string) => {
    const film = core.film(projectId);
    return { db: film.project.db, runs: film.mode === 'writable' ? film.tracker.list() : [] };
  };
  const stepInHistory = (projectId: string, step: typeof undoEdit): EditResult & { label: string | null } => {
    const film = of(projectId);
    const moved = step(film.project.db);
    film.tracker.changed(moved.sceneIds);
    return { revision: moved.revision, label: moved.label };
  };

  return {
    'film.get': ({ projectId }) => {
      const { db, runs } = runsOf(projectId);
      return Promise.resolve(readFilmView(db, { runs }));
    },
    'scenes.get': ({ projectId, sceneId }) => {
      const { db, runs } = runsOf(projectId);
      return Promise.resolve(readSceneView(db, sceneId, { runs }));
    },
    'jobs.list': ({ projectId }) => Promise.resolve({ jobs: readJobs(core.film(projectId).project.db) }),

    'brief.update': async ({ projectId, brief }) => {
      const { templates } = await core.templates();
      if (brief.template !== 'auto' && !templates.some((template) => template.id === brief.template))
        return fail('unknown-template', `There is no story template called “${brief.template}”.`, 'Choose another one.');
      const film = of(projectId);
      return recordChange(film, 'Change the brief', () => putBrief(film.project.db, brief));
    },
    'references.add': async ({ projectId, upload, role }) => {
      const film = of(projectId);
      const checked = await checkReference(Buffer.from(upload.base64, 'base64'), upload.name, role);
      const asset = await storeReference(film.project, checked);
      const reference = recordAddition(film, 'Add a reference picture', () =>
        addReference(film.project.db, { role: checked.role, name: checked.name, asset }),
      );
      return { reference };
    },
    'references.remove': ({ projectId, referenceId }) => {
      const film = of(projectId);
      return Promise.resolve(recordChange(film, 'Remove a reference picture', () => removeReference(film.project.db, referenceId)));
    },

    'story.edit': async ({ projectId, stage, content }) => {
      const film = of(projectId);
      const { db } = film.project;
      const parsed = stageSchemas[stage].parse(content);
      await allowedTemplate(core, stage, parsed);
      return recordChange(film, stageLabel[stage], () => {
        const document = putStage(db, { stage, content: parsed, by: 'you', madeBy: 'You' });
        // The board follows the scenes and prompts at once; pictures stay and are marked stale.
        if (document.id !== null && stage === 'scenes') layOutScenes(film.tools, document.id);
        if (document.id !== null && stage === 'visuals') handOutPrompts(film.tools, document.id);
      });
    },
    'story.rerun': async ({ projectId, from }) => ({
      // Two writers at once would write over each other.
      runId: await of(projectId).start('story', { from }, ({ workflow, input }) =>
        workflow === 'film' ? 'refuse' : workflow !== 'story' ? 'ignore' : isDeepStrictEqual(input, { from }) ? 'join' : 'refuse',
      ),
    }),

    'notes.add': ({ projectId, ...note }) => {
      const film = of(projectId);
      return Promise.resolve({ note: recordAddition(film, 'Add a note', () => addNote(film.project.db, note)) });
    },
    'review.flag': ({ projectId, sceneId, message }) => {
      const film = of(projectId);
      return Promise.resolve(recordChange(film, 'Flag a scene', () => openReview(film.project.db, { sceneId, kind: 'flagged', message })));
    },
    'review.resolve': ({ projectId, reviewId }) => {
      const film = of(projectId);
      return Promise.resolve(recordChange(film, 'Resolve a review item', () => resolveReview(film.project.db, reviewId)));
    },
    'history.undo': ({ projectId }) => Promise.resolve(stepInHistory(projectId, undoEdit)),
    'history.redo': ({ projectId }) => Promise.resolve(stepInHistory(projectId, redoEdit)),
  };
}

const stageSchemas = {
  template: templateChoiceSchema,
  story: storySchema,
  scenes: sceneDivisionSchema,
  visuals: visualSpecSchema,
} as const;
const stageLabel: Record<StoryStage, string> = {
  template: 'Change the story structure',
  story: 'Edit the story',
  scenes: 'Edit the scenes',
  visuals: 'Edit the prompts',
};

async function allowedTemplate(core: Core, stage: StoryStage, content: unknown): Promise<void> {
  if (stage !== 'template') return;
  const { selectedTemplate } = templateChoiceSchema.parse(content);
  if (!(await core.templates()).templates.some((template) => template.id === selectedTemplate))
    fail('unknown-template', `There is no story template called “${selectedTemplate}”.`, 'Choose another one.');
}
