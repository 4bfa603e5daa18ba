/** Films as folders: recent ones, making, opening, closing. */
import { access, readFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { StudioFailure, fail } from '#contract/errors.ts';
import { briefSchema, type Brief } from '#contract/model/brief.ts';
import type { AssetRef } from '#contract/model/primitives.ts';
import { workingTitle } from '#domain/titles.ts';
import { addReference, freeFolder, forgetProject, recentProjects, renameProject, storeAsset, type OpenProject } from '#storage/index.ts';
import type { Handlers } from '../dispatch.ts';
import type { Core } from '../core.ts';
import { recordChange } from '../edits.ts';
import { writable } from '../open-film.ts';
import { mustAllBeChoosable, putChoices } from '../providers/choosing.ts';
import type { ProviderDesk } from '../providers/desk.ts';
import type { StoredChoices } from '../providers/settings.ts';

type ProjectOperations =
  | 'projects.recent'
  | 'projects.create'
  | 'projects.createSample'
  | 'projects.open'
  | 'projects.close'
  | 'projects.forget'
  | 'projects.rename'
  | 'host.createAt'
  | 'host.createSampleAt'
  | 'host.openAt';

/** A reference picture that was checked and is ready to be stored. */
interface CheckedReference {
  role: 'product' | 'character' | 'style';
  name: string;
  bytes: Uint8Array;
  mime: string;
  width: number;
  height: number;
}

/** Free names that are tried before giving up. */
const MAX_NAMES = 20;

export function projectHandlers(core: Core): Pick<Handlers, ProjectOperations> {
  /** References are checked before anything is made, so that a bad picture leaves no half film behind. */
  async function make(
    folder: string,
    brief: Brief,
    references: CheckedReference[],
    models: StoredChoices = {},
  ): Promise<{ projectId: string; folder: string }> {
    await knownTemplate(core, brief.template);
    const film = await core.create(folder, workingTitle(brief.prompt), brief);
    if (Object.keys(models).length > 0) putChoices(film.project.db, models);
    for (const reference of references) {
      const asset = await storeReference(film.project, reference);
      addReference(film.project.db, { role: reference.role, name: reference.name, asset });
    }
    await core.remember(film);
    return { projectId: film.projectId, folder: film.folder };
  }

  /** Makes a film in the default folder under the first free name; another caller may take a name in between. */
  async function makeInFilms(brief: Brief, references: CheckedReference[]): Promise<{ projectId: string }> {
    for (let attempt = 1; ; attempt++) {
      const folder = await freeFolder(core.filmsFolder, workingTitle(brief.prompt));
      try {
        const { projectId } = await make(folder, brief, references);
        return { projectId };
      } catch (cause) {
        const taken = cause instanceof StudioFailure && cause.error.code === 'project-exists';
        if (!taken || attempt === MAX_NAMES) throw cause;
      }
    }
  }

  return {
    'projects.recent': async () => ({
      projects: await Promise.all(
        (await recentProjects(core.home)).map(async (project) => ({
          ...project,
          available: await access(join(project.path, 'project.sqlite')).then(
            () => true,
            () => false,
          ),
        })),
      ),
    }),
    'projects.create': async ({ brief, references }) => {
      const checked: CheckedReference[] = [];
      for (const each of references) checked.push(await checkReference(Buffer.from(each.base64, 'base64'), each.name, each.role));
      return await makeInFilms(brief, checked);
    },
    'projects.createSample': async () => {
      const sample = await readSample(core.install.root);
      return await makeInFilms(sample.brief, sample.references);
    },
    'projects.open': async ({ key }) => {
      const known = (await recentProjects(core.home)).find((project) => project.key === key);
      if (known === undefined) return fail('not-found', 'This film is no longer in the list.', 'Open its folder instead.');
      const film = await core.open(known.path);
      await core.remember(film);
      return { projectId: film.projectId };
    },
    'projects.close': async ({ projectId }) => {
      await core.close(projectId);
      return {};
    },
    'projects.forget': async ({ key }) => {
      await forgetProject(core.home, key);
      core.emit({ type: 'projects.changed' });
      return {};
    },
    'projects.rename': async ({ projectId, name }) => {
      const film = writable(core.film(projectId));
      const done = recordChange(film, 'Rename the film', () => renameProject(film.project.db, name));
      await core.renew(film);
      return { revision: done.revision };
    },
    'host.createAt': async ({ folder, brief, referencePaths, models }) => {
      if (Object.keys(models).length > 0) mustAllBeChoosable(await freshDesk(core), models);
      const checked: CheckedReference[] = [];
      for (const path of referencePaths) checked.push(await checkReference(path, basename(path), 'product'));
      return await make(resolve(folder), brief, checked, models);
    },
    'host.createSampleAt': async ({ folder }) => {
      const sample = await readSample(core.install.root);
      return await make(resolve(folder), sample.brief, sample.references);
    },
    'host.openAt': async ({ folder, readOnly, resume }) => {
      const film = await core.open(resolve(folder), { readOnly, resume });
      if (!readOnly) await core.remember(film);
      return { projectId: film.projectId, folder: film.folder };
    },
  };
}

async function freshDesk(core: Core): Promise<ProviderDesk> {
  const desk = await core.desk();
  await desk.refresh();
  return desk;
}

async function knownTemplate(core: Core, id: string): Promise<void> {
  if (id === 'auto') return;
  const { templates } = await core.templates();
  if (!templates.some((template) => template.id === id))
    fail(
      'unknown-template',
      `There is no story template called “${id}”. Nothing was made.`,
      `Choose “auto” or one of: ${templates.map((template) => template.id).join(', ')}.`,
    );
}

/** Opens an untrusted picture and brings it into a form every later step can read. */
export async function checkReference(source: Uint8Array | string, name: string, role: CheckedReference['role']): Promise<CheckedReference> {
  const { normaliseReference } = await import('#media/pictures.ts');
  const picture = await normaliseReference(source, { name });
  return { role, name, bytes: picture.bytes, mime: picture.mime, width: picture.width, height: picture.height };
}

/** Keeps the picture's bytes in the project. */
export async function storeReference(project: OpenProject, reference: CheckedReference): Promise<AssetRef> {
  return await storeAsset(
    project.db,
    project.assets,
    { bytes: reference.bytes },
    { mime: reference.mime, width: reference.width, height: reference.height },
  );
}

/** The brief and the product picture that the program ships. */
async function readSample(root: string): Promise<{ brief: Brief; references: CheckedReference[] }> {
  const folder = join(root, 'resources', 'sample');
  const brief = briefSchema.parse(JSON.parse(await readFile(join(folder, 'brief.json'), 'utf8')));
  return { brief, references: [await checkReference(join(folder, 'product.png'), 'product.png', 'product')] };
}
