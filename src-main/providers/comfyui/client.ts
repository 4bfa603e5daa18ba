/** What can be done with a ComfyUI server. */
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { ProviderTest } from '#contract/model/providers.ts';
import type { ModelDescriptorFile } from '../descriptors/schema.ts';
import type { ProviderClient, ProviderConnection } from '../provider.ts';
import { comfyApi, notComfyUi } from './api.ts';
import { choicesOf, nodeCatalogue } from './check.ts';
import { comfyuiDefinition } from './definition.ts';
import { jobStates } from './job-state.ts';
import { comfyJobs, type ComfySession } from './jobs.ts';
import { liveEvents } from './live.ts';

const systemSchema = z.looseObject({
  system: z.looseObject({ comfyui_version: z.string().nullish(), os: z.string().nullish(), pytorch_version: z.string().nullish() }),
  devices: z.array(z.looseObject({ name: z.string(), vram_total: z.number().nullish(), vram_free: z.number().nullish() })).default([]),
});
const queueSchema = z.looseObject({ exec_info: z.looseObject({ queue_remaining: z.number() }) });

const gigabytes = (bytes: number): string => `${(bytes / 2 ** 30).toFixed(1)} GB`;

export function connect(connection: ProviderConnection): Promise<ProviderClient> {
  const api = comfyApi(connection);
  const session: ComfySession = {
    api,
    states: jobStates(api),
    catalogue: nodeCatalogue(api, () => connection.now()),
    live: liveEvents(api, connection),
    taken: new Set(),
    clientId: randomUUID(),
  };

  const checkpoints = async (signal: AbortSignal): Promise<string[]> => {
    const loader = await session.catalogue.info('CheckpointLoaderSimple', signal);
    return choicesOf(loader?.input?.required?.['ckpt_name']) ?? [];
  };

  return Promise.resolve({
    async test({ signal }): Promise<ProviderTest> {
      const stats = systemSchema.safeParse(await api.get('/system_stats', signal));
      if (!stats.success) throw notComfyUi();
      const { system, devices } = stats.data;
      const queue = queueSchema.safeParse(await api.get('/prompt', signal));
      const files = await checkpoints(signal);
      return {
        ok: true,
        message: `ComfyUI${system.comfyui_version == null ? '' : ` ${system.comfyui_version}`} answers.`,
        hint:
          files.length > 0
            ? ''
            : 'It has no checkpoints yet. Put one into its folder models/checkpoints, or use a workflow that works without.',
        facts: [
          ...(system.comfyui_version == null ? [] : [{ label: 'Version', value: system.comfyui_version }]),
          ...devices.map(({ name, vram_total, vram_free }) => ({
            label: 'Device',
            value: vram_total == null || vram_total <= 0 ? name : `${name}, ${gigabytes(vram_free ?? 0)} of ${gigabytes(vram_total)} free`,
          })),
          ...(queue.success ? [{ label: 'Jobs in its queue', value: String(queue.data.exec_info.queue_remaining) }] : []),
          { label: 'Checkpoints', value: files.length === 0 ? 'none' : String(files.length) },
        ],
      };
    },

    jobs: (descriptor) => comfyJobs(session, descriptor),

    async installed({ signal }) {
      return (await checkpoints(signal)).flatMap(checkpointModel);
    },

    close() {
      session.live.close();
      return Promise.resolve();
    },
  });
}

/** A checkpoint on the server as a model of its own: from words, and over a picture where there is one. */
function checkpointModel(file: string): ModelDescriptorFile[] {
  const base = comfyuiDefinition.models.find(({ remoteId }) => remoteId === 'img2img-checkpoint');
  if (base?.roles?.firstFrame === undefined) return [];
  const title = file.replace(/^.*[\\/]/u, '').replace(/\.(?:safetensors|ckpt|pt)$/iu, '');
  const { note: _note, ...facts } = base;
  return [
    {
      ...facts,
      remoteId: `checkpoint:${file}`,
      name: `${title} (ComfyUI)`,
      modes: ['text', 'image'],
      roles: { ...base.roles, firstFrame: { ...base.roles.firstFrame, required: false } },
      params: (base.params ?? []).filter(({ key }) => key !== 'checkpoint'),
      fixed: { checkpoint: file },
      // oxlint-disable-next-line unicorn/no-thenable -- an object of data, never a function: awaiting it is harmless
      constraints: [{ if: { lacks: ['firstFrame'] }, then: { drop: ['denoise'] }, message: 'There is no picture to paint over.' }],
      job: {
        ...base.job,
        options: {
          workflow: 'builtin:txt2img-checkpoint',
          binding: 'builtin:txt2img-checkpoint',
          withPicture: { workflow: 'builtin:img2img-checkpoint', binding: 'builtin:img2img-checkpoint' },
        },
      },
      source: 'List of checkpoints of this ComfyUI',
    },
  ];
}
