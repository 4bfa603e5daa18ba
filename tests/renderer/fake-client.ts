/**
 * An in-memory studio with the client's interface: it keeps a film, changes it,
 * undoes, sends events, and runs jobs that move forward. For developing and
 * testing the renderer without a core.
 */
import { studioError, type Result, type StudioError } from '#contract/errors.ts';
import type { StudioEvent } from '#contract/events.ts';
import { briefSchema, type Estimate } from '#contract/model/brief.ts';
import type { FilmView, RunView, SceneView } from '#contract/model/film.ts';
import { operations, type OperationInput, type OperationName, type OperationOutput, type ParsedInput } from '#contract/operations.ts';
import type { ConnectionState, StudioClient } from '../../src-renderer/client/client.ts';
import { fakeFilm, fakeScene, fakeStages, fakeTemplates, FREE, T0, type FakeFilmOptions } from './fake-film.ts';
import { fakeDesk, fakeMoney, fakePreview, fakePrice, NO_CHOICES } from './fake-providers.ts';
import type { ModelChoices } from '#contract/model/providers.ts';
import { fakePicture, fakeUrl } from './fake-pictures.ts';

export interface FakeClientOptions {
  film?: FakeFilmOptions;
  projects?: 'some' | 'none';
  /** Milliseconds between the steps of a running job; 0 means runs wait for `step()`. */
  tick?: number;
  /** Milliseconds every call takes. */
  delay?: number;
  /** These operations fail with this error, or never answer. */
  broken?: Partial<Record<OperationName, StudioError | 'never'>>;
  host?: 'electron' | 'browser';
  /** A run that is going on from the start, or has ended badly. */
  run?: 'running' | 'queued' | 'failed' | 'done' | 'paused';
  /** Models chosen for new films. */
  choices?: Partial<ModelChoices>;
  /** Paid models were used. */
  spent?: boolean;
  /** Puts a question about a lost job in. */
  lostJob?: boolean;
  /** A candidate and a take are being made, and one can be seen already. */
  making?: boolean;
  /** A model file that cannot be read. */
  badFile?: boolean;
}

export interface FakeClient extends StudioClient {
  /** Calls made so far, newest last. */
  readonly calls: { name: OperationName; input: unknown }[];
  emit(event: StudioEvent): void;
  setConnection(state: ConnectionState): void;
  /** Moves the running job one step. */
  step(): void;
  film(): FilmView;
}

const PROJECT = 'prj_fake';

class Refusal extends Error {
  readonly error: StudioError;
  constructor(error: StudioError) {
    super(error.message);
    this.error = error;
  }
}

const notFound = (what: string) =>
  new Refusal(studioError('not-found', `This ${what} is not in the film any more.`, 'Go back to the board.'));

/** Makes the fake studio. */
export function createFakeClient(options: FakeClientOptions = {}): FakeClient {
  let filmOptions: FakeFilmOptions = options.film ?? { scenes: 4, made: 'takes' };
  let { film, scenes } = fakeFilm(PROJECT, filmOptions);
  let connection: ConnectionState = 'open';
  let counter = 100;
  const past: { film: FilmView; scenes: Map<string, SceneView>; label: string }[] = [];
  let future: typeof past = [];
  const listeners = new Set<(event: StudioEvent) => void>();
  const connectionListeners = new Set<(state: ConnectionState) => void>();
  const calls: FakeClient['calls'] = [];
  const settings: Record<string, unknown> = {};
  const desk = fakeDesk(options.host ?? 'browser');
  let newFilms: ModelChoices = { ...NO_CHOICES, ...options.choices };
  let ofFilm: ModelChoices = NO_CHOICES;
  let caps = { perProject: options.spent === true ? 5 : null, perDay: null as number | null, currency: 'USD' };
  const inForce = (): ModelChoices => ({
    text: ofFilm.text ?? newFilms.text,
    picture: ofFilm.picture ?? newFilms.picture,
    clip: ofFilm.clip ?? newFilms.clip,
    speech: ofFilm.speech ?? newFilms.speech,
  });
  const nextId = (prefix: string) => `${prefix}_${(counter += 1)}`;

  const emit = (event: StudioEvent) => {
    for (const listener of listeners) listener(event);
  };

  const commit = (sceneIds: string[] = []) => {
    let start = 0;
    film = {
      ...film,
      revision: film.revision + 1,
      scenes: film.scenes.map((scene, index) => ({ ...scene, number: index + 1 })),
      captions: film.scenes.flatMap((scene) => {
        const from = start;
        start += scene.spec.seconds;
        return scene.spec.voiceOver === null
          ? []
          : [
              {
                sceneId: scene.id,
                text: scene.spec.voiceOver.text,
                startSeconds: from + scene.spec.voiceOver.startSeconds,
                endSeconds: from + scene.spec.voiceOver.endSeconds,
              },
            ];
      }),
      history: { undo: past.at(-1)?.label ?? null, redo: future.at(-1)?.label ?? null },
    };
    for (const summary of film.scenes) {
      const view = scenes.get(summary.id);
      if (view !== undefined) {
        scenes.set(summary.id, {
          ...view,
          summary,
          startFrame: { ...view.startFrame, ...summary.startFrame },
          endFrame: { ...view.endFrame, ...summary.endFrame },
        });
      }
    }
    emit({ type: 'project.changed', projectId: PROJECT, revision: film.revision, sceneIds });
    return { revision: film.revision };
  };

  const remember = (label: string) => {
    past.push({ film, scenes: new Map(scenes), label });
    future = [];
  };

  const viewOf = (sceneId: string): SceneView => {
    const view = scenes.get(sceneId);
    if (view === undefined) throw notFound('scene');
    return view;
  };

  const updateScene = (sceneId: string, change: (scene: FilmView['scenes'][number]) => FilmView['scenes'][number]) => {
    viewOf(sceneId);
    film = { ...film, scenes: film.scenes.map((scene) => (scene.id === sceneId ? change(scene) : scene)) };
  };

  const putRun = (run: RunView) => {
    film = { ...film, runs: [...film.runs.filter((known) => known.id !== run.id), run] };
    emit({ type: 'run.changed', projectId: PROJECT, run });
  };

  const startRun = (kind: RunView['kind'], title: string, result: RunView['result']): { runId: string } => {
    const id = nextId('run');
    putRun({
      id,
      kind,
      title,
      status: 'running',
      progress: 0,
      message: 'Starting',
      secondsLeft: null,
      spent: FREE,
      startedAt: Date.now(),
      finishedAt: null,
      error: null,
      result,
    });
    if ((options.tick ?? 0) > 0) setTimeout(step, options.tick);
    return { runId: id };
  };

  const step = () => {
    const run = film.runs.find((known) => known.status === 'running');
    if (run === undefined) return;
    const progress = Math.min(1, run.progress + 0.08);
    if (progress < 1) {
      const scene = 1 + Math.floor(progress * Math.max(1, film.scenes.length));
      putRun({
        ...run,
        progress,
        message:
          filmOptions.made === 'nothing'
            ? 'Writing the story'
            : `Scene ${scene}: drawing variation ${1 + (Math.round(progress * 100) % 4)} of 4`,
        secondsLeft: Math.round((1 - progress) * 60),
      });
      if (filmOptions.made === 'nothing' && progress > 0.2) {
        filmOptions = { ...filmOptions, made: 'story' };
        const made = fakeFilm(PROJECT, filmOptions);
        scenes = made.scenes;
        film = { ...made.film, brief: film.brief, name: film.name, runs: film.runs, revision: film.revision, references: film.references };
        commit();
      } else if (filmOptions.made === 'story') {
        const complete = fakeScene(Math.min(scene, film.scenes.length), { ...filmOptions, made: 'frames' });
        scenes.set(complete.summary.id, complete);
        updateScene(complete.summary.id, () => complete.summary);
        commit([complete.summary.id]);
      }
      if ((options.tick ?? 0) > 0) setTimeout(step, options.tick);
      return;
    }
    if (filmOptions.made === 'story') {
      filmOptions = { ...filmOptions, made: 'frames' };
      film = { ...film, stages: fakeStages(filmOptions, film.scenes.length) };
    }
    putRun({ ...run, progress: 1, status: 'done', message: 'Done', secondsLeft: 0, finishedAt: Date.now() });
    commit();
  };

  if (options.run !== undefined) {
    const base: RunView = {
      id: 'run_1',
      kind: 'takes',
      title: 'Scene 3 · take 2 of 3',
      status: 'running',
      progress: 0.62,
      message: 'Previz camera is rendering · 2 more in the queue',
      secondsLeft: 48,
      spent: FREE,
      startedAt: T0,
      finishedAt: null,
      error: null,
      result: { stage: 'takes', sceneId: 'scn_3' },
    };
    const queued: RunView = {
      ...base,
      id: 'run_2',
      title: 'Scene 4 · 3 takes',
      status: 'queued',
      progress: 0,
      message: 'Waiting for scene 3',
      secondsLeft: null,
    };
    const failed: RunView = {
      ...base,
      id: 'run_3',
      kind: 'frame',
      title: 'Scene 3 · end frame',
      status: 'failed',
      progress: 0.4,
      message: 'Stopped',
      secondsLeft: null,
      finishedAt: T0 + 9000,
      error: 'The disk is nearly full, so the picture could not be written. Free about 2 GB and try again; nothing made so far is lost.',
      result: { stage: 'frames', sceneId: 'scn_3' },
    };
    const done: RunView = {
      ...base,
      id: 'run_4',
      kind: 'frame',
      title: 'Storyboard',
      status: 'done',
      progress: 1,
      message: '32 pictures in 41 s',
      secondsLeft: 0,
      finishedAt: T0 + 5000,
      result: { stage: 'board', sceneId: null },
    };
    const paused: RunView = {
      ...base,
      id: 'run_5',
      kind: 'film',
      title: 'The film',
      status: 'paused',
      message: 'Waits for you',
      secondsLeft: null,
      spent: { amount: 1.37, currency: 'USD', estimated: true },
      finishedAt: T0 + 9000,
      error:
        'The account at Replicate has no credit left, so nothing more is sent there. What was made is kept. Buy credit there or choose another model, then start the run again.',
      result: { stage: 'takes', sceneId: null },
    };
    const runs = { running: [base, queued, done], queued: [queued], failed: [failed, done], done: [done], paused: [paused, done] }[
      options.run
    ];
    film = {
      ...film,
      runs,
      stages: film.stages.map((stage) =>
        options.run === 'running' && stage.stage === 'takes' ? { ...stage, state: 'running', done: 2 } : stage,
      ),
    };
    if (options.run === 'running' && (options.tick ?? 0) > 0) setTimeout(step, options.tick);
  }

  if (options.lostJob === true) {
    film = {
      ...film,
      review: [
        ...film.review,
        {
          id: 'rev_lost',
          sceneId: 'scn_3',
          kind: 'job-unknown',
          message:
            'Kling 2.6 (Replicate) may or may not have started “Scene 3 · take 2”, and it cannot be asked. Look at your account there: is the job there?',
          jobId: 'tak_3_2',
          state: 'open',
          createdAt: T0 + 12_000,
        },
      ],
    };
  }
  if (options.spent === true) film = { ...film, ledger: { estimated: 2.35, actual: 1.997, currency: 'USD', entries: 13 } };
  if (options.making === true) {
    for (const [id, view] of scenes) {
      const frame = view.startFrame;
      scenes.set(id, {
        ...view,
        startFrame: {
          ...frame,
          candidates: frame.candidates.map((each, index) =>
            index < 2
              ? each
              : { ...each, status: 'making' as const, asset: null, rank: null, overall: { ...each.overall, value: null }, scores: [] },
          ),
        },
        takes: view.takes.map((take, index) =>
          index === 0
            ? take
            : {
                ...take,
                status: 'making' as const,
                asset: null,
                poster: null,
                rank: null,
                overall: { ...take.overall, value: null },
                scores: [],
              },
        ),
      });
    }
  }

  const estimate = (brief: { durationSeconds: number; preset: string }, chosen: ModelChoices): Estimate => {
    const count = Math.max(1, Math.round(brief.durationSeconds / 4));
    const each = { simple: 1, fast: 2, balanced: 4, maximum: 6 }[brief.preset] ?? 4;
    const line = (kind: Estimate['lines'][number]['kind'], what: string, number: number, modelId: string | null) => {
      const card = desk.models().find((model) => model.id === modelId);
      const price = fakePrice(card, 4);
      return { kind, what, count: number, each: price, amount: price * number, known: card?.price !== 'price unknown' };
    };
    const lines = [
      line('story', 'Story', 1, chosen.text),
      line('picture', 'Storyboard pictures', count * 2 * each, chosen.picture),
      line('take', 'Takes', count * 3, chosen.clip),
    ];
    return {
      scenes: count,
      frames: count * 2,
      pictures: count * 2 * each,
      takes: count * 3,
      cost: { amount: lines.reduce((sum, line) => sum + line.amount, 0), currency: 'USD' },
      seconds: count * 2 * each * 0.7 + count * 9,
      lines,
    };
  };

  type Handlers = { [N in OperationName]?: (input: ParsedInput<N>) => OperationOutput<N> };
  const handlers: Handlers = {
    'app.info': () => ({
      version: '0.1.0',
      platform: 'linux',
      host: options.host ?? 'browser',
      installed: [
        { id: 'writer', label: 'Writer', detail: 'Offline writer with eight story templates', state: 'ready' },
        { id: 'renderer', label: 'Pictures', detail: 'Previz renderer and previz camera, on this computer', state: 'ready' },
        { id: 'ffmpeg', label: 'Video', detail: 'ffmpeg 6.1', state: 'ready' },
        { id: 'voice', label: 'Voice', detail: 'No voice found; captions are made without sound', state: 'missing' },
        { id: 'models', label: 'Scoring models', detail: 'None installed; technical metrics only', state: 'missing' },
      ],
    }),
    'app.doctor': () => ({
      checks: [
        { id: 'ffmpeg', label: 'ffmpeg', state: 'ok', message: 'Version 6.1, H.264 and AAC.', fix: '' },
        {
          id: 'disk',
          label: 'Disk space',
          state: 'warning',
          message: '3.1 GB left in the projects folder.',
          fix: 'Free some space, or choose another projects folder.',
        },
        {
          id: 'voice',
          label: 'Voice',
          state: 'missing',
          message: 'No system voice was found.',
          fix: 'Install espeak-ng to hear the voice-over. Captions work without it.',
        },
        { id: 'folder', label: 'Projects folder', state: 'ok', message: 'Can be written.', fix: '' },
      ],
    }),
    'settings.get': () => ({ values: settings }),
    'settings.set': ({ key, value }) => {
      settings[key] = value;
      return {};
    },
    'templates.list': () => ({ templates: fakeTemplates }),
    'brief.estimate': ({ brief, projectId }) => estimate(brief, projectId === undefined ? newFilms : inForce()),
    'projects.recent': () => ({
      projects:
        options.projects === 'none'
          ? []
          : [
              ['k1', 'Morning ritual', 'Artisan coffee that starts your morning right', 15, 4, PROJECT, 'face', 0.8],
              ['k2', 'Midnight elegance', 'A perfume that belongs to the night', 30, 8, 'prj_2', 'mug', 0.05],
              ['k3', 'Run the ridge', 'Trail shoes for people who leave the road', 20, 5, 'prj_3', 'wide', 0.4],
              ['k4', 'Quiet desk', 'Headphones that give you the afternoon back', 12, 3, null, 'window', 0.2],
            ].map(([key, name, prompt, seconds, count, projectId, subject, warmth], index) => ({
              key: String(key),
              name: String(name),
              path: `/Films/${String(name)}.heroframe`,
              prompt: String(prompt),
              poster:
                index === 3
                  ? null
                  : fakePicture({
                      seed: index * 5 + 2,
                      subject: subject as 'mug',
                      aspect: index === 2 ? '9:16' : '16:9',
                      warmth: Number(warmth),
                    }),
              projectId: projectId === null ? null : String(projectId),
              seconds: Number(seconds),
              scenes: Number(count),
              openedAt: T0 - index * 90_000_000,
              available: index !== 3,
            })),
    }),
    'projects.create': ({ brief, references }) => {
      if (references.some((reference) => !reference.name.match(/\.(png|jpe?g|webp|avif|gif|tiff?|svg)$/i))) {
        throw new Refusal(
          studioError(
            'bad-reference',
            `“${references[0]?.name ?? ''}” is not a picture Heroframe can read. Nothing was created.`,
            'Use a PNG, JPEG, WebP or AVIF file.',
            {
              fields: [{ path: 'references', message: 'One of the files is not a readable picture.' }],
            },
          ),
        );
      }
      filmOptions = { scenes: Math.max(1, Math.round(brief.durationSeconds / 4)), made: 'nothing', aspect: brief.aspect };
      const made = fakeFilm(PROJECT, filmOptions);
      scenes = made.scenes;
      film = { ...made.film, brief, name: brief.prompt.split(' ').slice(0, 4).join(' ') };
      past.length = 0;
      return { projectId: PROJECT };
    },
    'projects.createSample': () => ({ projectId: PROJECT }),
    'projects.open': () => ({ projectId: PROJECT }),
    'projects.close': () => ({}),
    'projects.forget': () => {
      emit({ type: 'projects.changed' });
      return {};
    },
    'projects.rename': ({ name }) => {
      remember('Rename');
      film = { ...film, name };
      return commit();
    },
    'film.get': () => film,
    'scenes.get': ({ sceneId }) => viewOf(sceneId),
    'jobs.list': () => ({ jobs: [] }),
    'jobs.answer': ({ jobId }) => {
      film = { ...film, review: film.review.map((item) => (item.jobId === jobId ? { ...item, state: 'resolved' as const } : item)) };
      return commit();
    },
    'providers.list': () => ({ providers: desk.providers() }),
    'providers.test': ({ providerId }) => {
      const provider = desk.providers().find((each) => each.id === providerId);
      if (provider === undefined) throw notFound('provider');
      if (!provider.ready) return { ok: false, message: `${provider.label} cannot be asked yet.`, hint: provider.notReady, facts: [] };
      if (providerId === 'ollama') {
        return {
          ok: false,
          message: 'Nothing answers at http://localhost:11434.',
          hint: 'Start the server, or correct its address.',
          facts: [],
        };
      }
      if (providerId === 'replicate') {
        return {
          ok: false,
          message: 'Replicate answered that the account has no credit.',
          hint: 'Buy credit there, then test again.',
          facts: [{ label: 'Account', value: 'ada' }],
        };
      }
      if (provider.where === 'local') {
        return {
          ok: true,
          message: `${provider.label} answers.`,
          hint: '',
          facts: [
            { label: 'Version', value: '0.11.2' },
            { label: 'Models', value: '3 installed' },
          ],
        };
      }
      return {
        ok: true,
        message: `${provider.label} answers and accepts the key.`,
        hint: '',
        facts: [
          { label: 'Account', value: 'ada' },
          { label: 'Credit', value: '$14.20' },
        ],
      };
    },
    'providers.resume': ({ providerId }) => {
      desk.resume(providerId);
      emit({ type: 'providers.changed' });
      return {};
    },
    'providers.setAddress': ({ providerId, value }) => {
      if (value !== null && !/^https?:\/\//.test(value)) {
        throw new Refusal(
          studioError(
            'invalid-input',
            `“${value}” is not an address.`,
            'An address looks like https://api.example.com/v1 or http://127.0.0.1:8188.',
          ),
        );
      }
      desk.setAddress(providerId, value);
      emit({ type: 'providers.changed' });
      return {};
    },
    'providers.setLimits': ({ providerId, atOnce, createsPerMinute }) => {
      desk.setLimits(providerId, { atOnce: atOnce ?? null, createsPerMinute: createsPerMinute ?? null });
      emit({ type: 'providers.changed' });
      return {};
    },
    'providers.addServer': ({ name, address }) => {
      if (!/^https?:\/\//.test(address)) {
        throw new Refusal(
          studioError('invalid-input', `“${address}” is not an address for ${name}.`, 'An address looks like http://127.0.0.1:8000/v1.'),
        );
      }
      const providerId = desk.add(name, address);
      emit({ type: 'providers.changed' });
      return { providerId };
    },
    'providers.removeServer': ({ providerId }) => {
      desk.remove(providerId);
      emit({ type: 'providers.changed' });
      return {};
    },
    'keys.set': ({ providerId }) => {
      if ((options.host ?? 'browser') !== 'electron') {
        throw new Refusal(
          studioError(
            'unavailable',
            'The API key was not kept. Here keys come from environment variables only.',
            'Set the variable and start Heroframe again.',
          ),
        );
      }
      desk.setKey(providerId, 'safe-storage');
      emit({ type: 'providers.changed' });
      return {};
    },
    'keys.remove': ({ providerId }) => {
      desk.setKey(providerId, null);
      emit({ type: 'providers.changed' });
      return {};
    },
    'models.list': ({ kind }) => ({
      models: desk.models().filter((model) => kind === undefined || model.kind === kind),
      problems:
        options.badFile === true
          ? [
              {
                file: 'my-flux.json',
                message: 'params.0.type: expected one of number, enum, string, boolean. The file is not used until this is right.',
              },
            ]
          : [],
    }),
    'models.refresh': ({ modelId }) => ({
      differences: modelId.includes('kling')
        ? [
            { field: 'duration', change: 'values', ours: '5, 10', theirs: '3 to 15' },
            { field: 'generate_audio', change: 'new', ours: '', theirs: 'boolean, default true' },
            { field: 'cfg_scale', change: 'gone', ours: 'number, 0 to 1', theirs: '' },
          ]
        : [],
      checkedAt: Date.now(),
    }),
    'models.choices': ({ projectId }) =>
      projectId === null ? { chosen: newFilms, inForce: newFilms } : { chosen: ofFilm, inForce: inForce() },
    'models.choose': ({ projectId, kind, modelId }) => {
      if (projectId === null) {
        newFilms = { ...newFilms, [kind]: modelId };
        emit({ type: 'providers.changed' });
      } else {
        ofFilm = { ...ofFilm, [kind]: modelId };
        commit();
      }
      return {};
    },
    'generation.preview': ({ sceneId, what, modelId }) => {
      const scene = viewOf(sceneId).summary;
      const kind = what === 'take' ? 'clip' : 'picture';
      const wanted = modelId ?? inForce()[kind];
      const cards = desk.models();
      const card = cards.find((each) => each.id === wanted) ?? cards.find((each) => each.provider === 'heroframe' && each.kind === kind);
      if (card === undefined) throw notFound('model');
      return fakePreview(card, what, scene.spec.action, scene.spec.seconds);
    },
    'money.get': () => fakeMoney(options.spent === true, caps),
    'money.setCaps': ({ caps: wanted }) => {
      caps = { ...caps, ...wanted };
      commit();
      return {};
    },
    'brief.update': ({ brief }) => {
      remember('Change brief');
      film = { ...film, brief };
      return commit();
    },
    'references.add': ({ upload, role }) => {
      const reference = {
        id: nextId('ref'),
        role,
        name: upload.name,
        asset: fakePicture({ seed: counter, subject: 'mug', aspect: '1:1', warmth: 0.5 }),
        createdAt: Date.now(),
      };
      film = { ...film, references: [...film.references, reference] };
      commit();
      return { reference };
    },
    'references.remove': ({ referenceId }) => {
      remember('Remove reference');
      film = { ...film, references: film.references.filter((reference) => reference.id !== referenceId) };
      return commit();
    },
    'story.edit': ({ stage, content }) => {
      remember('Edit story');
      const order = ['template', 'story', 'scenes', 'visuals'];
      film = {
        ...film,
        story: film.story.map((document) => {
          if (document.stage === stage)
            return { ...document, content, state: 'current', by: 'you', madeBy: 'you', version: document.version + 1 } as typeof document;
          return order.indexOf(document.stage) > order.indexOf(stage) ? { ...document, state: 'stale' as const } : document;
        }),
      };
      return commit();
    },
    'story.rerun': ({ from }) => startRun('story', `Story from ${from}`, { stage: 'story', sceneId: null }),
    'scenes.update': ({ sceneId, spec }) => {
      remember('Edit scene');
      updateScene(sceneId, (scene) => ({ ...scene, spec, version: scene.version + 1 }));
      return commit([sceneId]);
    },
    'scenes.retime': ({ sceneId, seconds }) => {
      remember('Retime scene');
      updateScene(sceneId, (scene) => ({ ...scene, spec: { ...scene.spec, seconds } }));
      return commit([sceneId]);
    },
    'scenes.reorder': ({ sceneIds }) => {
      remember('Reorder scenes');
      film = { ...film, scenes: sceneIds.flatMap((id) => film.scenes.filter((scene) => scene.id === id)) };
      return commit();
    },
    'scenes.split': ({ sceneId, atSeconds }) => {
      remember('Split scene');
      const view = viewOf(sceneId);
      const id = nextId('scn');
      const second = {
        ...view.summary,
        id,
        spec: { ...view.summary.spec, seconds: view.summary.spec.seconds - atSeconds, voiceOver: null },
      };
      scenes.set(id, { ...view, summary: second });
      film = {
        ...film,
        scenes: film.scenes.flatMap((scene) =>
          scene.id === sceneId ? [{ ...scene, spec: { ...scene.spec, seconds: atSeconds } }, second] : [scene],
        ),
      };
      return commit();
    },
    'scenes.merge': ({ sceneId }) => {
      const at = film.scenes.findIndex((scene) => scene.id === sceneId);
      const next = film.scenes[at + 1];
      if (next === undefined)
        throw new Refusal(studioError('invalid-input', 'There is no scene after this one to join it with.', 'Choose an earlier scene.'));
      remember('Merge scenes');
      updateScene(sceneId, (scene) => ({
        ...scene,
        spec: { ...scene.spec, seconds: Math.min(15, scene.spec.seconds + next.spec.seconds) },
      }));
      film = { ...film, scenes: film.scenes.filter((scene) => scene.id !== next.id) };
      return commit();
    },
    'scenes.duplicate': ({ sceneId }) => {
      remember('Duplicate scene');
      const view = viewOf(sceneId);
      const id = nextId('scn');
      scenes.set(id, { ...view, summary: { ...view.summary, id } });
      film = { ...film, scenes: film.scenes.flatMap((scene) => (scene.id === sceneId ? [scene, { ...scene, id }] : [scene])) };
      return commit();
    },
    'scenes.remove': ({ sceneId }) => {
      viewOf(sceneId);
      remember('Remove scene');
      film = { ...film, scenes: film.scenes.filter((scene) => scene.id !== sceneId) };
      return commit();
    },
    'frames.pick': ({ sceneId, variationId }) => pickVariation(sceneId, variationId, false),
    'frames.setHero': ({ sceneId, variationId }) => pickVariation(sceneId, variationId, true),
    'frames.regenerate': ({ sceneId, role }) =>
      startRun('frame', `Scene ${viewOf(sceneId).summary.number} · ${role} frame`, { stage: 'frames', sceneId }),
    'frames.replace': ({ sceneId, role, upload }) => {
      remember('Replace frame');
      const view = viewOf(sceneId);
      const key = role === 'start' ? 'startFrame' : 'endFrame';
      const frame = view[key];
      const first = frame.candidates[0];
      if (first === undefined) throw notFound('frame');
      const asset = fakePicture({ seed: counter, subject: 'window', aspect: film.brief.aspect, warmth: 0.3 });
      const own = {
        ...first,
        id: nextId('var'),
        number: frame.candidates.length + 1,
        source: 'own' as const,
        asset,
        rank: null,
        model: upload.name,
      };
      scenes.set(sceneId, { ...view, [key]: { ...frame, candidates: [...frame.candidates, own] } });
      return pickVariation(sceneId, own.id, false);
    },
    'takes.shoot': ({ sceneId, count }) =>
      startRun('takes', `Scene ${viewOf(sceneId).summary.number} · ${count} takes`, { stage: 'takes', sceneId }),
    'takes.pick': ({ sceneId, takeId }) => {
      const take = viewOf(sceneId).takes.find((candidate) => candidate.id === takeId);
      if (take === undefined || take.asset === null) throw notFound('take');
      const { asset } = take;
      remember('Pick take');
      updateScene(sceneId, (scene) => ({
        ...scene,
        picked: {
          takeId,
          number: take.number,
          asset,
          poster: take.poster,
          overall: take.overall,
          decision: { id: nextId('dec'), by: 'you', reason: 'You picked it.', at: Date.now() },
        },
      }));
      return commit([sceneId]);
    },
    'notes.add': ({ sceneId, subjectId, text }) => {
      const note = { id: nextId('note'), sceneId, subjectId, text, createdAt: Date.now() };
      if (sceneId !== null) {
        const view = viewOf(sceneId);
        scenes.set(sceneId, { ...view, notes: [...view.notes, note] });
      }
      commit(sceneId === null ? [] : [sceneId]);
      return { note };
    },
    'review.flag': ({ sceneId, message }) => {
      remember('Flag scene');
      updateScene(sceneId, (scene) => ({ ...scene, attention: message }));
      film = {
        ...film,
        review: [
          ...film.review,
          { id: nextId('rev'), sceneId, kind: 'flagged', message, jobId: null, state: 'open', createdAt: Date.now() },
        ],
      };
      return commit([sceneId]);
    },
    'review.resolve': ({ reviewId }) => {
      remember('Resolve');
      film = { ...film, review: film.review.map((item) => (item.id === reviewId ? { ...item, state: 'resolved' as const } : item)) };
      return commit();
    },
    'runs.start': ({ until }) => {
      // What waited goes on as itself.
      const paused = film.runs.find((run) => run.status === 'paused');
      if (paused !== undefined) {
        putRun({ ...paused, status: 'running', message: 'Going on', error: null, finishedAt: null });
        return { runId: paused.id };
      }
      return startRun('film', until === 'frames' ? 'Storyboard' : until === 'film' ? 'The film' : until, {
        stage: until === 'film' ? 'cut' : 'board',
        sceneId: null,
      });
    },
    'runs.goOn': ({ runId }) => {
      const paused = film.runs.find((known) => known.id === runId && known.status === 'paused');
      if (paused === undefined) throw notFound('run');
      putRun({ ...paused, status: 'running', message: 'Going on', error: null, finishedAt: null });
      return {};
    },
    'runs.cancel': ({ runId }) => {
      const run = film.runs.find((known) => known.id === runId);
      if (run !== undefined) putRun({ ...run, status: 'canceled', message: 'Canceled', finishedAt: Date.now(), secondsLeft: null });
      return {};
    },
    'runs.list': () => ({ runs: film.runs }),
    'exports.start': ({ format }) => {
      const record = { id: nextId('exp'), format, fileName: `${film.name}.mp4`, bytes: 8_412_300, createdAt: Date.now() };
      film = { ...film, exports: [...film.exports, record] };
      commit();
      return { export: record };
    },
    'exports.list': () => ({ exports: film.exports }),
    'history.undo': () => travel(past, future),
    'history.redo': () => travel(future, past),
  };

  function travel(from: typeof past, to: typeof past) {
    const there = from.pop();
    if (there === undefined) return { revision: film.revision, label: null };
    to.push({ film, scenes: new Map(scenes), label: there.label });
    film = { ...there.film, revision: film.revision, runs: film.runs };
    scenes = new Map(there.scenes);
    return { ...commit(), label: there.label };
  }

  function pickVariation(sceneId: string, variationId: string, hero: boolean) {
    const view = viewOf(sceneId);
    const frame = [view.startFrame, view.endFrame].find((candidate) =>
      candidate.candidates.some((variation) => variation.id === variationId),
    );
    const variation = frame?.candidates.find((candidate) => candidate.id === variationId);
    if (frame === undefined || variation === undefined || variation.asset === null) throw notFound('variation');
    const { asset } = variation;
    remember(hero ? 'Choose hero frame' : 'Pick frame');
    const decision = { id: nextId('dec'), by: 'you' as const, reason: 'You picked it.', at: Date.now() };
    updateScene(sceneId, (scene) => {
      const picked = { variationId, number: variation.number, asset, overall: variation.overall, decision };
      const key = frame.role === 'start' ? 'startFrame' : 'endFrame';
      return {
        ...scene,
        ...(hero && frame.role !== 'start' ? {} : { [key]: { ...scene[key], picked } }),
        ...(hero || frame.role === 'start' ? { hero: { variationId, asset, decision } } : {}),
      };
    });
    return commit([sceneId]);
  }

  const answer = <N extends OperationName>(name: N, input: OperationInput<N>): Result<OperationOutput<N>> => {
    const broken = options.broken?.[name];
    if (broken !== undefined && broken !== 'never') return { ok: false, error: broken };
    const parsed = operations[name].input.safeParse(input);
    if (!parsed.success) {
      const fields = parsed.error.issues.map((issue) => ({ path: issue.path.join('.'), message: issue.message }));
      return {
        ok: false,
        error: studioError('invalid-input', 'Some fields are not right yet. Nothing was changed.', 'Look at the fields marked below.', {
          fields,
        }),
      };
    }
    const handler = handlers[name] as ((value: unknown) => OperationOutput<N>) | undefined;
    if (handler === undefined) return { ok: false, error: studioError('internal', `The fake studio has no ${name}.`, '') };
    try {
      return { ok: true, value: structuredClone(handler(parsed.data)) };
    } catch (error) {
      if (error instanceof Refusal) return { ok: false, error: error.error };
      throw error;
    }
  };

  return {
    host: options.host ?? 'browser',
    calls,
    async call(name, input) {
      calls.push({ name, input });
      if (options.broken?.[name] === 'never') return new Promise(() => {});
      await new Promise((resolve) => setTimeout(resolve, options.delay ?? 0));
      return answer(name, input);
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
    mediaUrl: (_projectId, sha256) => fakeUrl(sha256),
    connection: () => connection,
    onConnection(listener) {
      connectionListeners.add(listener);
      return () => {
        connectionListeners.delete(listener);
      };
    },
    ...(options.host === 'electron'
      ? {
          openFolder: async () => ({ ok: true as const, value: { projectId: PROJECT } }),
          revealExport: async () => ({ ok: true as const, value: {} }),
        }
      : { exportUrl: (projectId: string, exportId: string) => `/exports/${projectId}/${exportId}` }),
    emit,
    setConnection(state) {
      connection = state;
      for (const listener of connectionListeners) listener(state);
    },
    step,
    film: () => film,
  };
}

/** A brief that passes validation, for tests. */
export const aBrief = briefSchema.parse({
  prompt: 'Artisan coffee that starts your morning right',
  durationSeconds: 15,
  aspect: '16:9',
  template: 'auto',
  preset: 'balanced',
  audience: '',
  brandDos: [],
  brandDonts: [],
});
