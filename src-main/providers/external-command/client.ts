/** Starts programs of this computer on a person's behalf. */
import { readdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import type { ProviderTest } from '#contract/model/providers.ts';
import { modelDescriptorSchema, type ModelDescriptor } from '../descriptors/schema.ts';
import type { ProviderClient, ProviderConnection } from '../provider.ts';
import { commandOf } from './command.ts';
import { externalCommandDefinition } from './definition.ts';
import { findProgram } from './find-program.ts';
import { commandJobs, type CommandJobs } from './jobs.ts';

/** Folders of work that was cut short by a crash are of no use to anyone. Milliseconds. */
const ABANDONED = 24 * 3_600_000;

export async function connect(connection: ProviderConnection): Promise<ProviderClient> {
  const jobs: CommandJobs = new Map();
  const seen = new Map<string, ModelDescriptor>();
  for (const file of externalCommandDefinition.models) {
    const descriptor = modelDescriptorSchema.parse(file);
    seen.set(descriptor.remoteId, descriptor);
  }
  await clearAbandoned(connection);

  return {
    async test(): Promise<ProviderTest> {
      const facts: ProviderTest['facts'] = [];
      let found = 0;
      for (const descriptor of connection.models?.() ?? seen.values()) {
        const program = await programOf(descriptor);
        if (program !== null) found += 1;
        facts.push({ label: descriptor.name, value: program ?? 'not found' });
      }
      return {
        ok: found > 0,
        message: found === 0 ? 'None of the programs is installed.' : `${found} of ${facts.length} programs can be started.`,
        hint:
          found === facts.length ? '' : 'Install what you want to use, or describe a program of your own in the folder of your own models.',
        facts,
      };
    },
    jobs(descriptor) {
      seen.set(descriptor.remoteId, descriptor);
      return commandJobs(connection, descriptor, jobs);
    },
    async close() {
      await Promise.all(
        [...jobs.values()].map(async (job) => {
          if (job.state !== 'running') return;
          job.canceled = true;
          await job.stop();
          await job.settled;
        }),
      );
    },
  };
}

/** Where the descriptor's program is; null when it is not there or the description names none. */
async function programOf(descriptor: ModelDescriptor): Promise<string | null> {
  let program: string;
  try {
    ({ program } = commandOf(descriptor.job?.options ?? {}, descriptor.name));
  } catch {
    return null;
  }
  return await findProgram(program);
}

async function clearAbandoned(connection: ProviderConnection): Promise<void> {
  const names = await readdir(connection.inbox).catch(() => [] as string[]);
  for (const name of names.filter((each) => each.endsWith('.work'))) {
    const folder = path.join(connection.inbox, name);
    const facts = await stat(folder).catch(() => null);
    if (facts !== null && Date.now() - facts.mtimeMs > ABANDONED) await rm(folder, { recursive: true, force: true });
  }
}
