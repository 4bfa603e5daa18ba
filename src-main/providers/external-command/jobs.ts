/** Jobs of one command: started, followed, ended, and their results found again after a restart. */
import { copyFile, mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import type { JobHandle, PollResult, ProviderError, RemoteOutput } from '../adapter.ts';
import type { ModelDescriptor } from '../descriptors/schema.ts';
import type { JobProtocol, OutgoingJob, ProviderConnection } from '../provider.ts';
import { ProviderFailure, providerError } from '../transport/errors.ts';
import { commandOf, fillCommand, type Command } from './command.ts';
import { findProgram } from './find-program.ts';
import { mediaTypeOf, resultEndings } from './media-type.ts';
import { environmentFor, lastWords } from './surroundings.ts';
import { startProgram, type ProgramEnd, type RunningProgram } from './running-program.ts';

const HANDLE_VERSION = 1;
/** A name that a result in the inbox can have. */
const RESULT_NAME = /^[\w-]{1,150}\.\w{2,5}$/;

export interface CommandJob {
  state: 'running' | 'over';
  progress: number | null;
  /** Ends it; set before the program is started, so that a cancel never comes too early. */
  stop: () => Promise<void>;
  canceled: boolean;
  /** What became of it; null while it runs. */
  result: PollResult | null;
  settled: Promise<void>;
}

/** All jobs of this process, by id: programs die with it. */
export type CommandJobs = Map<string, CommandJob>;

export function commandJobs(connection: ProviderConnection, descriptor: ModelDescriptor, jobs: CommandJobs): JobProtocol {
  const { inbox } = connection;
  const options = descriptor.job?.options ?? {};

  return {
    // The program reads the stored picture where it is.
    upload: (file) => Promise.resolve(file.path),

    async check() {
      const command = commandOf(options, descriptor.name);
      return (await findProgram(command.program)) === null ? [{ path: 'program', message: notInstalled(command) }] : [];
    },

    async submit(job) {
      const id = idOf(job.clientJobId);
      const standing = jobs.get(id);
      if (standing?.state === 'running') return handleOf(id);
      const command = commandOf(options, descriptor.name);
      const started = await begin(job, id, command);
      jobs.set(id, started);
      return handleOf(id);
    },

    async poll(handle) {
      const id = readHandle(handle);
      const job = jobs.get(id);
      if (job?.result != null) return job.result;
      if (job !== undefined) return { state: 'running', progress: job.progress, message: null };
      // Started by an earlier process: either it was finished, or it died with that process.
      const found = await finishedResult(inbox, id, descriptor);
      return (
        found ?? {
          state: 'expired',
          error: providerError('output_expired', `${descriptor.name} ended when the studio was closed, before it was finished.`),
        }
      );
    },

    async cancel(handle) {
      const job = jobs.get(readHandle(handle));
      if (job?.state !== 'running') return 'too_late';
      job.canceled = true;
      await job.stop();
      await job.settled;
      return job.result?.state === 'canceled' ? 'canceled' : 'too_late';
    },

    async reconcile(lost) {
      const id = idOf(lost.clientJobId);
      const isKnown = jobs.has(id) || (await finishedResult(inbox, id, descriptor)) !== null;
      return isKnown && !lost.isClaimed(id) ? handleOf(id) : 'none';
    },

    async fetchOutput(output, file) {
      if (!RESULT_NAME.test(output.ref)) throw failure('provider_failed', 'This result has no name that could be a file of ours.');
      const stored = path.join(inbox, output.ref);
      await copyFile(stored, file).catch((error: unknown) => {
        if (isMissing(error)) throw failure('output_expired', 'The result was fetched before and is no longer kept.');
        throw error;
      });
      await rm(stored, { force: true });
    },
  };

  async function begin(job: OutgoingJob, id: string, command: Command): Promise<CommandJob> {
    const program = await findProgram(command.program);
    if (program === null) throw failure('model_unavailable', notInstalled(command));
    job.signal.throwIfAborted();
    const folder = path.join(inbox, `${id}.work`);
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { recursive: true });
    for (const ending of resultEndings) await rm(path.join(inbox, `${id}.${ending}`), { force: true });
    // Many programs choose the form by the ending of the name.
    const out = path.join(folder, `out.${endingOf(descriptor)}`);
    const { env, secrets } = environmentFor(command.env);
    const entry: CommandJob = {
      state: 'running',
      progress: null,
      stop: () => Promise.resolve(),
      canceled: false,
      result: null,
      settled: Promise.resolve(),
    };
    let running: RunningProgram;
    try {
      const { args, stdin } = fillCommand(command, job.body, out);
      running = await startProgram({
        program,
        args,
        env,
        folder,
        stdin,
        timeoutMs: command.timeoutSeconds * 1000,
        onProgress: (share) => (entry.progress = share),
      });
    } catch (cause) {
      await rm(folder, { recursive: true, force: true });
      if (cause instanceof ProviderFailure) throw cause;
      throw failure('model_unavailable', `${descriptor.name} could not be started (${reasonOf(cause)}).`);
    }
    entry.stop = running.stop;
    entry.settled = running.ended
      .then((end) => conclude(end, entry, { id, folder, out, command, secrets }))
      .catch((cause: unknown): PollResult => ({
        state: 'failed',
        error: providerError('provider_failed', `The result of ${descriptor.name} could not be stored (${reasonOf(cause)}).`),
      }))
      .then((result) => {
        entry.result = result;
        entry.state = 'over';
      });
    return entry;
  }

  /** What a program that has ended has made of it. */
  async function conclude(
    end: ProgramEnd,
    entry: CommandJob,
    work: { id: string; folder: string; out: string; command: Command; secrets: readonly string[] },
  ): Promise<PollResult> {
    const failed = (kind: ProviderError['kind'], message: string): PollResult => ({
      state: 'failed',
      error: providerError(kind, `${message}${lastWords(end.said, work.secrets)}`),
    });
    try {
      if (entry.canceled)
        return { state: 'canceled', error: providerError('canceled', `${descriptor.name} was stopped. Nothing was kept.`) };
      if (end.timedOut)
        return failed('timeout_run', `${descriptor.name} was stopped because it took longer than ${work.command.timeoutSeconds} seconds.`);
      if (end.code !== 0)
        return failed(
          'provider_failed',
          end.code === null ? `${descriptor.name} was ended from outside.` : `${descriptor.name} ended with code ${end.code}.`,
        );
      const size = await stat(work.out).then(
        (facts) => (facts.isFile() ? facts.size : 0),
        () => null,
      );
      if (size === null) return failed('provider_failed', `${descriptor.name} ended well but wrote no file where it was told to ({out}).`);
      if (size === 0) return failed('provider_failed', `${descriptor.name} wrote an empty file.`);
      const type = await mediaTypeOf(work.out);
      if (type?.kind !== descriptor.kind)
        return failed(
          'provider_failed',
          `${descriptor.name} wrote ${type === null ? 'something that is no picture, clip or sound known here' : `a file of type ${type.mime}`}, where ${wanted(descriptor.kind)} was expected.`,
        );
      const name = `${work.id}.${type.ending}`;
      await rename(work.out, path.join(inbox, name));
      return { state: 'succeeded', outputs: [{ mime: type.mime, ref: name }], cost: null };
    } finally {
      await rm(work.folder, { recursive: true, force: true });
    }
  }
}

/** The result of a job that was finished by an earlier process; null without one. */
async function finishedResult(inbox: string, id: string, descriptor: ModelDescriptor): Promise<PollResult | null> {
  const names = await readdir(inbox).catch(() => [] as string[]);
  const outputs: RemoteOutput[] = [];
  for (const name of names.filter((each) => resultEndings.some((ending) => each === `${id}.${ending}`))) {
    const type = await mediaTypeOf(path.join(inbox, name)).catch(() => null);
    if (type?.kind === descriptor.kind) outputs.push({ mime: type.mime, ref: name });
  }
  return outputs.length === 0 ? null : { state: 'succeeded', outputs, cost: null };
}

const handleOf = (id: string): JobHandle => ({ version: HANDLE_VERSION, remoteId: id, data: {} });

function readHandle(handle: JobHandle): string {
  if (handle.version > HANDLE_VERSION)
    throw failure('provider_failed', 'This job was started by a newer version of Heroframe, which has to finish it.');
  if (!/^[\w-]{1,120}$/.test(handle.remoteId)) throw failure('provider_failed', 'This job has no name that could be one of ours.');
  return handle.remoteId;
}

/** A name for files; ids that differ only in signs that file names cannot have stay different. */
function idOf(clientJobId: string): string {
  const plain = clientJobId.replaceAll(/[^\w-]/g, '_');
  if (plain === clientJobId && plain.length <= 100) return plain;
  let sum = 0x811c9dc5;
  for (const sign of clientJobId) sum = Math.imul(sum ^ (sign.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  return `${plain.slice(0, 100)}-${sum.toString(16).padStart(8, '0')}`;
}

function endingOf(descriptor: ModelDescriptor): string {
  const sort = descriptor.output?.mime.split('/')[1] ?? '';
  const usual: Record<string, string> = { jpeg: 'jpg', mpeg: 'mp3', 'x-wav': 'wav' };
  return (
    usual[sort] ?? (/^[a-z0-9]{2,5}$/.test(sort) ? sort : descriptor.kind === 'clip' ? 'mp4' : descriptor.kind === 'speech' ? 'wav' : 'png')
  );
}

const wanted = (kind: ModelDescriptor['kind']): string => (kind === 'clip' ? 'a clip' : kind === 'speech' ? 'sound' : 'a picture');

export const notInstalled = ({ program }: Pick<Command, 'program'>): string =>
  /[/\\]/.test(program)
    ? `The program ${program} is not there or may not be started. Give its full path.`
    : `The program ${program} is not installed on this computer, or not where programs are looked for (PATH).`;

const failure = (kind: ProviderError['kind'], message: string): ProviderFailure => new ProviderFailure(providerError(kind, message));
const isMissing = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'ENOENT';
/** The system's code alone: its message holds the whole command with the prompt in it. */
const reasonOf = (cause: unknown): string =>
  cause instanceof Error && 'code' in cause && typeof cause.code === 'string'
    ? cause.code === 'E2BIG'
      ? 'the prompt is too long for an argument; let the program read it from its standard input'
      : cause.code
    : 'for an unknown reason';
