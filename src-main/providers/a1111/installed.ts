/** What a server has: checkpoints, samplers, schedulers. */
import { z } from 'zod';
import type { ModelDescriptorFile } from '../descriptors/schema.ts';
import { ProviderFailure } from '../transport/errors.ts';
import { notWebUi, type A1111Api } from './api.ts';
import { a1111Definition } from './definition.ts';

const checkpointsSchema = z.array(
  z.looseObject({ title: z.string(), model_name: z.string(), filename: z.string().nullish(), hash: z.string().nullish() }),
);
const namesSchema = z.array(z.looseObject({ name: z.string(), label: z.string().nullish(), aliases: z.array(z.string()).nullish() }));

export type Checkpoint = z.infer<typeof checkpointsSchema>[number];

export interface Installed {
  checkpoints(signal: AbortSignal): Promise<Checkpoint[]>;
  /** Every checkpoint as a model of its own, with the samplers and schedulers that this server has. */
  models(signal: AbortSignal): Promise<ModelDescriptorFile[]>;
  /** What a request names and the server does not have. Null stands for whatever the server has set. */
  missing(
    asked: { checkpoint: string | null; sampler: string | null; scheduler: string | null },
    signal: AbortSignal,
  ): Promise<{ path: string; message: string }[]>;
}

const NAMES_SHOWN = 8;
const listed = (names: readonly string[]): string =>
  names.slice(0, NAMES_SHOWN).join(', ') + (names.length > NAMES_SHOWN ? `, and ${names.length - NAMES_SHOWN} more` : '');

export function installedOn(api: A1111Api): Installed {
  const checkpoints = async (signal: AbortSignal): Promise<Checkpoint[]> => {
    const answer = checkpointsSchema.safeParse(await api.get('sd-models', signal));
    if (!answer.success) throw notWebUi();
    return answer.data;
  };
  /** Null: this build has no such list. */
  const names = async (path: 'samplers' | 'schedulers', signal: AbortSignal): Promise<z.infer<typeof namesSchema> | null> => {
    try {
      const answer = namesSchema.safeParse(await api.get(path, signal));
      return answer.success ? answer.data : null;
    } catch (cause) {
      // Schedulers came late; older builds write them into the sampler's name.
      if (cause instanceof ProviderFailure && cause.error.kind === 'model_unavailable') return null;
      throw cause;
    }
  };

  return {
    checkpoints,
    async models(signal) {
      const [files, samplers, schedulers] = await Promise.all([
        checkpoints(signal),
        names('samplers', signal),
        names('schedulers', signal),
      ]);
      return files.flatMap((file) =>
        modelOf(file, samplers?.map(({ name }) => name) ?? null, schedulers?.map(({ name, label }) => label ?? name) ?? null),
      );
    },
    async missing({ checkpoint, sampler, scheduler }, signal) {
      const found: { path: string; message: string }[] = [];
      if (checkpoint !== null) {
        const files = await checkpoints(signal);
        // The server would silently draw with another one.
        if (!files.some(({ title, model_name, filename, hash }) => [title, model_name, filename, hash].includes(checkpoint)))
          found.push({
            path: 'checkpoint',
            message: `The checkpoint “${checkpoint}” is not on this server. It has: ${files.length === 0 ? 'none' : listed(files.map(({ model_name }) => model_name))}.`,
          });
      }
      const samplers = sampler === null ? null : await names('samplers', signal);
      if (samplers !== null && !samplers.some(({ name, aliases }) => name === sampler || aliases?.includes(sampler ?? '') === true))
        found.push({
          path: 'sampler_name',
          message: `This server knows no sampler “${sampler}”. It has: ${listed(samplers.map(({ name }) => name))}.`,
        });
      const schedulers = scheduler === null ? null : await names('schedulers', signal);
      if (schedulers !== null && !schedulers.some(({ name, label }) => name === scheduler || label === scheduler))
        found.push({
          path: 'scheduler',
          message: `This server knows no scheduler “${scheduler}”. It has: ${listed(schedulers.map(({ label, name }) => label ?? name))}.`,
        });
      return found;
    },
  };
}

function modelOf(file: Checkpoint, samplers: string[] | null, schedulers: string[] | null): ModelDescriptorFile[] {
  const base = a1111Definition.models[0];
  if (base === undefined) return [];
  const { note: _note, ...facts } = base;
  const choices: Record<string, string[] | null> = { sampler_name: samplers, scheduler: schedulers };
  return [
    {
      ...facts,
      remoteId: `checkpoint:${file.model_name}`,
      name: `${file.model_name} (web UI)`,
      params: (base.params ?? []).flatMap((param) => {
        const values = choices[param.key];
        if (values === undefined) return [param];
        // Without the list the field is not known there; with it, the usual choice only where it exists.
        if (values === null || values.length === 0) return param.key === 'scheduler' ? [] : [param];
        const usual = values.find((value) => value === param.default);
        return [{ ...param, values, default: usual ?? values[0] ?? null }];
      }),
      fixed: { ...base.fixed, override_settings: { sd_model_checkpoint: file.title } },
      source: 'List of checkpoints of this server',
    },
  ];
}
