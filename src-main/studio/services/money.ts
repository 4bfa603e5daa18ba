/** What is spent, on what, and the limits; what would be sent before it is; and questions about jobs nobody can answer but the person. */
import { fail } from '#contract/errors.ts';
import type { MoneyReport, RequestPreview } from '#contract/model/providers.ts';
import type { ProviderAdapter } from '#providers/adapter.ts';
import {
  basePrompt,
  chosenPrompt,
  currentPick,
  moveJob,
  readJob,
  readLedger,
  readScene,
  readScenes,
  resolveReviewsOf,
  revisionOf,
  type ReadDb,
} from '#storage/index.ts';
import { clipRequest } from '#pipeline/stages/takes.ts';
import { requestOf } from '#pipeline/stages/requests.ts';
import { snapSeconds } from '#domain/timing.ts';
import type { Core } from '../core.ts';
import type { Handlers } from '../dispatch.ts';
import { writable, type WritableFilm } from '../open-film.ts';
import type { moneyOperations } from './later.ts';
import type { ProviderDesk } from '../providers/desk.ts';
import { changeProviderSettings } from '../providers/settings.ts';
import { bookKey, CAP_CURRENCY, capsOf, dayOf, putProjectCap } from '../providers/till.ts';

type MoneyOperations = (typeof moneyOperations)[number];

export function moneyHandlers(core: Core, desk: ProviderDesk): Pick<Handlers, MoneyOperations> {
  return {
    'money.get': async ({ projectId }) => {
      await desk.refresh();
      const { db } = core.film(projectId).project;
      const { perDay } = desk.settings();
      return report(db, {
        caps: capsOf(db, perDay),
        spentToday: core.spending().spentOn(dayOf(core.env.now()), CAP_CURRENCY),
        label: (providerId) => desk.definitions().find((each) => each.id === providerId)?.label ?? providerId,
      });
    },
    'money.setCaps': async ({ projectId, caps }) => {
      const film = writable(core.film(projectId));
      putProjectCap(film.project.db, caps.perProject);
      await changeProviderSettings(core.home, (settings) => ({ ...settings, perDay: caps.perDay }));
      await desk.refresh();
      film.tracker.changed([]);
      return {};
    },
    'generation.preview': async ({ projectId, sceneId, what, modelId }) => {
      await desk.refresh();
      return preview(writable(core.film(projectId)), sceneId, what, modelId);
    },
    'jobs.answer': ({ projectId, jobId, answer }) => {
      const { project, tracker } = writable(core.film(projectId));
      const job = readJob(project.db, jobId) ?? fail('not-found', 'That job is not in the film.', 'Look at the list of its jobs again.');
      if (job.state !== 'unknown')
        fail('invalid-input', `“${job.title}” is not waiting for an answer; it is ${job.state}.`, 'Look at the list of its jobs again.');
      // `draft` is the one way back to sending: the person has looked and it is not there.
      if (answer === 'send-again') {
        moveJob(project.db, jobId, 'draft');
        // Nothing is spent on it until it is sent; the day's limit must not count it meanwhile.
        if (job.paid) core.spending().settle(bookKey(projectId, jobId), 0);
      } else moveJob(project.db, jobId, 'canceled', { error: 'Left to the provider; counted as charged.' });
      if (job.sceneId !== null) resolveReviewsOf(project.db, { sceneId: job.sceneId, kind: 'job-unknown', subjectId: job.subjectId });
      tracker.changed(job.sceneId === null ? [] : [job.sceneId]);
      return Promise.resolve({ revision: revisionOf(project.db) });
    },
  };
}

function preview(film: WritableFilm, sceneId: string, what: 'start' | 'end' | 'take', modelId: string | undefined): RequestPreview {
  const { db } = film.project;
  const scene = readScene(db, sceneId);
  if (what === 'take') {
    const adapter = modelId === undefined ? film.tools.clip() : film.tools.adapterOf(modelId);
    const hero =
      currentPick(db, sceneId, 'hero') ?? fail('stage-missing', `Scene ${scene.number} has no start frame yet.`, 'Make its frames first.');
    const request = clipRequest(
      film.tools,
      {
        sceneId,
        promptId: chosenPrompt(db, sceneId, 'motion')?.id ?? null,
        heroVariationId: hero.subjectId,
        endVariationId: currentPick(db, sceneId, 'end')?.subjectId ?? null,
        movement: scene.spec.camera.movement,
        seconds: snapSeconds(scene.spec.seconds),
        seed: 1,
      },
      1,
      adapter,
    );
    return adapter.preview?.(request) ?? nothingSent(adapter, request.prompt, adapter.price(request));
  }
  const adapter = modelId === undefined ? film.tools.picture() : film.tools.adapterOf(modelId);
  const prompt =
    chosenPrompt(db, sceneId, what) ??
    basePrompt(db, sceneId, what) ??
    fail('stage-missing', `Scene ${scene.number} has no prompt yet.`, 'Write the story first.');
  const request = requestOf(film.tools, sceneId, what, prompt.id, 1, 1);
  return adapter.preview?.(request) ?? nothingSent(adapter, request.prompt, adapter.price(request));
}

/** This computer's own renderer reads the scene itself; nothing leaves it. */
function nothingSent(adapter: ProviderAdapter, prompt: string, price: RequestPreview['price']): RequestPreview {
  return {
    modelId: `${adapter.id}:${adapter.model}`,
    modelName: adapter.label,
    providerLabel: 'This computer',
    body: { prompt },
    dropped: [],
    coerced: [],
    negative: 'none',
    price,
    problems: [],
  };
}

function report(db: ReadDb, facts: Pick<MoneyReport, 'caps' | 'spentToday'> & { label: (providerId: string) => string }): MoneyReport {
  const entries = readLedger(db);
  // Sums are in one currency; lines in another one are listed and not added.
  const counting = entries.filter((entry) => entry.state !== 'void' && entry.currency === CAP_CURRENCY);
  const scenes = readScenes(db);
  const amountOf = (entry: (typeof entries)[number]): number => entry.actualAmount ?? entry.estimatedAmount;
  const grouped = (nameOf: (entry: (typeof entries)[number]) => string): MoneyReport['byProvider'] => {
    const groups = new Map<string, { amount: number; jobs: number }>();
    for (const entry of counting) {
      const group = groups.get(nameOf(entry)) ?? { amount: 0, jobs: 0 };
      groups.set(nameOf(entry), { amount: group.amount + amountOf(entry), jobs: group.jobs + 1 });
    }
    return [...groups].map(([name, group]) => ({ name, ...group })).sort((a, b) => b.amount - a.amount);
  };
  const accepted = scenes.filter((scene) => currentPick(db, scene.id, 'take') !== null).length;
  const total = counting.reduce((sum, entry) => sum + amountOf(entry), 0);
  return {
    currency: CAP_CURRENCY,
    estimated: counting.reduce((sum, entry) => sum + entry.estimatedAmount, 0),
    actual: counting.reduce((sum, entry) => sum + (entry.actualAmount ?? 0), 0),
    byProvider: grouped((entry) => facts.label(entry.provider)),
    byModel: grouped((entry) => entry.model),
    byScene: scenes.flatMap((scene) => {
      const own = counting.filter((entry) => entry.sceneId === scene.id);
      return own.length === 0
        ? []
        : [{ sceneId: scene.id, number: scene.number, amount: own.reduce((sum, entry) => sum + amountOf(entry), 0), jobs: own.length }];
    }),
    acceptedShots: accepted,
    perAcceptedShot: accepted === 0 ? null : total / accepted,
    lines: entries.map((entry) => ({
      what: entry.what,
      provider: facts.label(entry.provider),
      model: entry.model,
      sceneId: entry.sceneId,
      sceneNumber: scenes.find((scene) => scene.id === entry.sceneId)?.number ?? null,
      estimated: entry.estimatedAmount,
      actual: entry.actualAmount,
      currency: entry.currency,
      state: entry.state,
      ...(entry.priceBasis === 'unknown' && entry.state !== 'billed' && entry.state !== 'void' ? { unpriced: true as const } : {}),
      at: entry.createdAt,
    })),
    caps: facts.caps,
    spentToday: facts.spentToday,
  };
}
