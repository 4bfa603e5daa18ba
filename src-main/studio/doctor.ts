/** What works on this computer, and what to do about what does not. */
import { mkdir, rm, statfs, writeFile } from 'node:fs/promises';
import { availableParallelism, freemem } from 'node:os';
import { join } from 'node:path';
import { StudioFailure } from '#contract/errors.ts';
import type { DoctorCheck } from '#contract/operations.ts';
import type { Core } from './core.ts';
import type { ProviderDesk } from './providers/desk.ts';

/** Less than this and a film may not fit any more. Bytes. */
const LOW_DISK = 2_000_000_000;
/** Milliseconds a local server has to say that it is there. */
const SERVER_MS = 2000;

export async function doctorChecks(options: {
  home: string;
  env: Readonly<Record<string, string | undefined>>;
  templates: Core['templates'];
  desk: Core['desk'];
}): Promise<DoctorCheck[]> {
  return await Promise.all([
    checkNode(),
    checkFfmpeg(options.env),
    checkVoices(options.env),
    checkHome(options.home),
    checkDisk(options.home),
    checkTemplates(options.templates),
    checkMetrics(),
    checkDesk(options.desk),
  ]).then((checks) => checks.flat());
}

/** Everything about providers; what is wrong with one of them must not keep the other lines from being said. */
async function checkDesk(open: Core['desk']): Promise<DoctorCheck[]> {
  try {
    const desk = await open();
    await desk.refresh();
    return [checkProviders(desk), await checkServers(desk), checkModels(desk), ...checkChoices(desk)];
  } catch (cause) {
    const error = cause instanceof StudioFailure ? cause.error : null;
    return [
      {
        id: 'providers',
        label: 'Providers',
        state: 'warning',
        message: error?.message ?? 'What is set about providers could not be read.',
        fix: error?.hint ?? 'Look at settings.json in the settings folder.',
      },
    ];
  }
}

function checkNode(): Promise<DoctorCheck> {
  const sqlite = process.versions['sqlite'] === undefined ? '' : `, SQLite ${process.versions['sqlite']}`;
  return Promise.resolve({
    id: 'runtime',
    label: 'Runtime',
    state: 'ok',
    message: `Node ${process.versions.node}${sqlite}, ${availableParallelism()} cores, ${(freemem() / 2 ** 30).toFixed(1)} GiB of memory free`,
    fix: '',
  });
}

async function checkFfmpeg(env: Readonly<Record<string, string | undefined>>): Promise<DoctorCheck> {
  const { locateFfmpeg, locateFfprobe } = await import('#media/locate.ts');
  try {
    const ffmpeg = await locateFfmpeg({ ffmpegPath: env['HEROFRAME_FFMPEG'] });
    const ffprobe = await locateFfprobe({ ffprobePath: env['HEROFRAME_FFPROBE'] });
    const unusable = [...ffmpeg.rejected, ...ffprobe.rejected].find((each) => each.origin === 'setting');
    const from = { setting: 'from the settings', 'ffmpeg-static': 'bundled', system: "the system's", installer: 'bundled (older)' }[
      ffmpeg.origin
    ];
    const message = `${ffmpeg.version}, ${from}, ${ffmpeg.h264}`;
    if (unusable !== undefined)
      return {
        id: 'ffmpeg',
        label: 'ffmpeg',
        state: 'warning',
        message: `${message}; the one you set (${unusable.path}) could not be used: ${unusable.reason}`,
        fix: 'Correct HEROFRAME_FFMPEG or HEROFRAME_FFPROBE, or leave them out.',
      };
    return { id: 'ffmpeg', label: 'ffmpeg', state: 'ok', message, fix: '' };
  } catch (cause) {
    const error = cause instanceof StudioFailure ? cause.error : null;
    return {
      id: 'ffmpeg',
      label: 'ffmpeg',
      state: 'missing',
      message: error?.message ?? 'It could not be started.',
      fix: error?.hint ?? 'Install ffmpeg.',
    };
  }
}

async function checkVoices(env: Readonly<Record<string, string | undefined>>): Promise<DoctorCheck> {
  const { voiceNames } = await import('./standard-tools.ts');
  const voices = await voiceNames(env);
  const fix =
    process.platform === 'linux'
      ? 'Install espeak-ng or piper to hear the voice-over. Captions work without it.'
      : 'Captions work without a voice.';
  return voices.length > 0
    ? {
        id: 'voices',
        label: 'Voices',
        state: 'ok',
        message: voices.length === 1 ? `${voices[0]}` : `${voices.length} voices, first ${voices[0]}`,
        fix: '',
      }
    : { id: 'voices', label: 'Voices', state: 'warning', message: 'This computer has no voice that Heroframe can use.', fix };
}

async function checkHome(home: string): Promise<DoctorCheck> {
  const probe = join(home, `.write-test-${process.pid}`);
  try {
    await mkdir(home, { recursive: true });
    await writeFile(probe, '');
    await rm(probe);
    return { id: 'home', label: 'Settings and caches', state: 'ok', message: home, fix: '' };
  } catch {
    return {
      id: 'home',
      label: 'Settings and caches',
      state: 'missing',
      message: `${home} cannot be written to.`,
      fix: 'Set HEROFRAME_HOME to a folder you can write to.',
    };
  }
}

async function checkDisk(home: string): Promise<DoctorCheck> {
  const facts = await statfs(home).catch(() => null);
  if (facts === null) return { id: 'disk', label: 'Disk', state: 'warning', message: 'The free space could not be read.', fix: '' };
  const free = facts.bavail * facts.bsize;
  const message = `${(free / 1e9).toFixed(1)} GB free`;
  return free < LOW_DISK
    ? { id: 'disk', label: 'Disk', state: 'warning', message, fix: 'Free some space before making a long film.' }
    : { id: 'disk', label: 'Disk', state: 'ok', message, fix: '' };
}

async function checkTemplates(templates: Core['templates']): Promise<DoctorCheck> {
  const library = await templates();
  const bad = library.problems[0];
  return {
    id: 'templates',
    label: 'Story templates',
    state: bad === undefined ? 'ok' : 'warning',
    message: bad === undefined ? `${library.templates.length} ready` : `${bad.file}: ${bad.message}`,
    fix: bad === undefined ? '' : 'Correct or remove this file in the templates folder of the settings.',
  };
}

/** Which services have a key and whether anything keeps them from being used; nothing is asked of them here, their tests do that. */
function checkProviders(desk: ProviderDesk): DoctorCheck {
  const of = (state: DoctorCheck['state'], message: string, fix: string): DoctorCheck => ({
    id: 'providers',
    label: 'Providers',
    state,
    message,
    fix,
  });
  for (const { id, label } of desk.definitions()) {
    const paused = desk.lane(id).paused();
    if (paused !== null)
      return of('warning', `${label} is paused: ${paused.reason}`, 'Put it right, then test the provider or start the run again.');
  }
  const wrong = desk.definitions().flatMap((definition) =>
    definition.addresses.flatMap(({ id }) => {
      const { problem } = desk.address(definition.id, id);
      return problem === null ? [] : [`${definition.label}: ${problem}`];
    }),
  );
  if (wrong[0] !== undefined) return of('warning', wrong[0], 'Correct the address in the settings or its variable.');
  const connected = desk.definitions().filter(({ id, where }) => where === 'cloud' && desk.notReady(id) === '');
  return connected.length === 0
    ? of('ok', 'No service connected; everything is made on this computer', '')
    : of('ok', `${connected.map(({ label }) => label).join(', ')} connected; \`heroframe providers test\` asks them`, '');
}

/** Servers of this computer and this house that answer now; one that is not running is no mistake. */
async function checkServers(desk: ProviderDesk): Promise<DoctorCheck> {
  const servers = desk
    .definitions()
    .filter(({ id, where, addresses }) => where === 'local' && addresses.length > 0 && desk.notReady(id) === '');
  const found = await Promise.all(
    servers.map(async ({ id, label }) => {
      if (!(await desk.isThere(id))) return [];
      try {
        const client = await desk.client(id);
        const { ok, message, hint } = await client.test({ signal: AbortSignal.timeout(SERVER_MS) });
        return [{ ok, words: ok ? message.replace(/\.$/, '') : `${label}: ${message}`, hint }];
      } catch {
        return [];
      }
    }),
  );
  const answers = found.flat();
  const bad = answers.find((each) => !each.ok);
  return {
    id: 'servers',
    label: 'Local servers',
    state: bad === undefined ? 'ok' : 'warning',
    message: bad?.words ?? (answers.length === 0 ? 'None running' : answers.map((each) => each.words).join(' · ')),
    fix: bad?.hint ?? '',
  };
}

/** What the models chosen for new films need. */
function checkChoices(desk: ProviderDesk): DoctorCheck[] {
  const chosen = Object.values(desk.choices({})).filter((id) => id !== null);
  return chosen.flatMap((id): DoctorCheck[] => {
    const model = desk.find(id);
    const reason = model === null ? 'it is not described here any more' : desk.notReady(model.provider);
    if (reason === '') return [];
    return [
      {
        id: `choice-${id}`,
        label: 'Chosen model',
        state: 'warning',
        message: `${id} is chosen for new films and cannot be used`,
        fix: model === null ? 'Choose another one: `heroframe providers choose`.' : reason,
      },
    ];
  });
}

function checkModels(desk: ProviderDesk): DoctorCheck {
  const { models, problems } = desk.catalogue();
  const own = models.filter((model) => model.origin === 'yours').length;
  const bad = problems[0];
  const more = problems.length > 1 ? ` And ${problems.length - 1} more.` : '';
  return {
    id: 'models',
    label: 'Models',
    state: bad === undefined ? 'ok' : 'warning',
    message:
      bad === undefined ? `${models.length} described${own === 0 ? '' : `, ${own} of them by you`}` : `${bad.file}: ${bad.message}${more}`,
    fix: bad === undefined ? '' : 'Correct or remove this file in the models folder of the settings.',
  };
}

/** The learned metrics need models that a person installs; until then their scores say “unavailable”. */
function checkMetrics(): Promise<DoctorCheck> {
  return Promise.resolve({
    id: 'metrics',
    label: 'Metrics',
    state: 'ok',
    message: 'Classical metrics measured here; learned metrics unavailable (no model installed)',
    fix: '',
  });
}
