import type { ModelCard, ModelChoices, ModelKind, ProviderCard, ProviderTest } from '#contract/model/providers.ts';
import { fail } from '#contract/errors.ts';
import { chooseModels, modelRoles, type ModelOptions } from '../models.ts';
import { dim, printJson, printLine } from '../output.ts';
import { withSession, type Session } from '../session.ts';

/** `heroframe providers list`. */
export async function listProviders(options: { json?: boolean }): Promise<number> {
  return await withSession(async ({ call }) => {
    const { providers } = await call('providers.list', {});
    if (options.json === true) printJson({ providers });
    else
      for (const card of providers) {
        printLine(`${card.ready ? 'ready  ' : 'missing'}  ${card.label} (${card.id}): ${card.makes.join(', ')}`);
        for (const line of linesOf(card)) printLine(`         ${line}`);
      }
    return 0;
  });
}

function linesOf(card: ProviderCard): string[] {
  const several = card.addresses.length > 1;
  const origin = { standard: '', settings: ' (from the settings)', environment: ' (from the environment)' };
  return [
    ...card.addresses.map(({ id, value, from }) => dim(`${several ? `${id}: ` : ''}${value}${origin[from]}`)),
    dim(
      `${card.limits.atOnce} at once${card.limits.createsPerMinute === null ? '' : `, ${card.limits.createsPerMinute} new a minute`} · ${card.models} models described`,
    ),
    ...(card.paused === null ? [] : [`paused: ${card.paused.reason}`]),
    ...(card.ready ? [] : [card.notReady]),
  ];
}

async function cardOf({ call }: Pick<Session, 'call'>, providerId: string): Promise<ProviderCard> {
  const { providers } = await call('providers.list', {});
  return (
    providers.find((card) => card.id === providerId) ??
    fail('invalid-input', `There is no provider called “${providerId}”.`, `Known: ${providers.map((card) => card.id).join(', ')}.`)
  );
}

/** `heroframe providers test [NAME]`: exit code 1 when one that is connected does not answer. */
export async function testProviders(provider: string | undefined, options: { json?: boolean }): Promise<number> {
  return await withSession(async ({ call }) => {
    const chosen =
      provider === undefined
        ? (await call('providers.list', {})).providers.filter((card) => card.ready)
        : [await cardOf({ call }, provider)];
    const results: ({ id: string; label: string } & ProviderTest)[] = await Promise.all(
      chosen.map(async (card) => ({ id: card.id, label: card.label, ...(await call('providers.test', { providerId: card.id })) })),
    );
    // Local servers that nobody started are no mistake; asked for by name they are.
    const isMistake = ({ id, ok }: { id: string; ok: boolean }): boolean =>
      !ok && (provider !== undefined || chosen.find((card) => card.id === id)?.where !== 'local');
    if (options.json === true) printJson({ results });
    else
      for (const result of results) {
        printLine(
          `${result.ok ? 'ok    ' : result.off === true && provider === undefined ? 'off   ' : 'failed'}  ${result.label}: ${result.message}`,
        );
        if (result.hint !== '' && (result.off !== true || provider !== undefined)) printLine(`        ${result.hint}`);
        for (const fact of result.facts) printLine(`        ${dim(`${fact.label}: ${fact.value}`)}`);
      }
    return results.some(isMistake) ? 1 : 0;
  });
}

/** `heroframe providers models [NAME]`. */
export async function listModels(provider: string | undefined, options: { kind?: ModelKind; json?: boolean }): Promise<number> {
  return await withSession(async ({ call }) => {
    if (provider !== undefined && provider !== OWN) await cardOf({ call }, provider);
    const { models, problems } = await call('models.list', { ask: true, ...(options.kind === undefined ? {} : { kind: options.kind }) });
    const shown = models.filter((card) => provider === undefined || card.provider === provider);
    if (options.json === true) {
      printJson({ models: shown, problems });
      return 0;
    }
    for (const card of shown) printLine(lineOf(card));
    if (shown.some((card) => !card.ready)) process.stderr.write('- needs a key or an address first: `heroframe providers list`\n');
    for (const problem of problems) process.stderr.write(`${problem.file}: ${problem.message}\n`);
    return 0;
  });
}

/** What the models of this computer are listed under. */
const OWN = 'heroframe';

function lineOf(card: ModelCard): string {
  const { takes } = card;
  const words = [
    takes.startFrame ? 'start frame' : '',
    takes.endFrame ? 'end frame' : '',
    takes.references > 0 ? `${takes.references} ${takes.references === 1 ? 'reference' : 'references'}` : '',
    takes.negative ? 'negative prompt' : '',
    takes.seed ? 'seed' : '',
    card.lengths,
    card.origin === 'yours' ? 'described by you' : '',
  ].filter((part) => part !== '');
  const price = card.priceVerifiedAt === null ? card.price : `${card.price}, checked ${card.priceVerifiedAt}`;
  return `${card.ready ? ' ' : '-'} ${card.kind.padEnd(7)} ${card.id}  ${dim([price, ...words].join(' · '))}`;
}

/** `heroframe providers refresh MODEL`. */
export async function refreshModel(modelId: string, options: { json?: boolean }): Promise<number> {
  return await withSession(async ({ call }) => {
    const { differences, checkedAt } = await call('models.refresh', { modelId });
    if (options.json === true) printJson({ modelId, differences, checkedAt });
    else if (differences.length === 0) printLine('No difference: the model takes what is described here.');
    else
      for (const each of differences)
        printLine(`${each.field}: ${each.change}; here ${each.ours || 'nothing'}, there ${each.theirs || 'nothing'}`);
    return 0;
  });
}

interface SetOptions {
  address?: string;
  addressId?: string;
  atOnce?: number | 'standard';
  perMinute?: number | 'standard';
  json?: boolean;
}

/** `heroframe providers set NAME`. */
export async function setProvider(providerId: string, options: SetOptions): Promise<number> {
  return await withSession(async ({ call }) => {
    const card = await cardOf({ call }, providerId);
    const { address, atOnce, perMinute } = options;
    if (address === undefined && atOnce === undefined && perMinute === undefined)
      fail('invalid-input', 'Nothing was said that could be set.', 'Use --address, --at-once or --per-minute.');
    if (address !== undefined) {
      const addressId = options.addressId ?? card.addresses[0]?.id;
      if (addressId === undefined || !card.addresses.some((each) => each.id === addressId))
        return fail(
          'invalid-input',
          addressId === undefined ? `${card.label} has no address.` : `${card.label} has no address called “${addressId}”.`,
          card.addresses.length === 0 ? 'It needs none.' : `Known: ${card.addresses.map((each) => each.id).join(', ')}.`,
        );
      await call('providers.setAddress', { providerId, addressId, value: address === 'standard' ? null : address });
    }
    if (atOnce !== undefined || perMinute !== undefined)
      await call('providers.setLimits', {
        providerId,
        ...(atOnce === undefined ? {} : { atOnce: orNull(atOnce) }),
        ...(perMinute === undefined ? {} : { createsPerMinute: orNull(perMinute) }),
      });
    const after = await cardOf({ call }, providerId);
    if (options.json === true) printJson(after);
    else for (const line of linesOf(after)) printLine(line);
    return 0;
  });
}

const orNull = (limit: number | 'standard'): number | null => (limit === 'standard' ? null : limit);

/** `heroframe providers choose`: models for new films; without options, what is chosen. */
export async function chooseForNewFilms(options: ModelOptions & { json?: boolean }): Promise<number> {
  return await withSession(async (session) => {
    await chooseModels(session, null, options);
    const { inForce } = await session.call('models.choices', { projectId: null });
    if (options.json === true) printJson(inForce);
    else for (const line of choiceLines(inForce)) printLine(line);
    return 0;
  });
}

const choiceLines = (choices: ModelChoices): string[] =>
  Object.entries(modelRoles).map(([role, kind]) => `${role.padEnd(8)} ${choices[kind] ?? 'this computer'}`);

/** `heroframe providers add-server NAME URL`. */
export async function addServer(name: string, address: string, options: { json?: boolean }): Promise<number> {
  return await withSession(async ({ call }) => {
    const { providerId } = await call('providers.addServer', { name, address });
    if (options.json === true) printJson({ providerId });
    else printLine(`Added as ${providerId}. \`heroframe providers models ${providerId}\` lists what it has.`);
    return 0;
  });
}

/** `heroframe providers remove-server ID`. */
export async function removeServer(providerId: string, options: { json?: boolean }): Promise<number> {
  return await withSession(async ({ call }) => {
    await call('providers.removeServer', { providerId });
    if (options.json === true) printJson({ removed: providerId });
    else printLine('Removed.');
    return 0;
  });
}

/** `heroframe providers import-workflow FILE`. */
export async function importWorkflow(file: string, options: { name: string; binding?: string; json?: boolean }): Promise<number> {
  return await withSession(async ({ call }) => {
    const made = await call('host.importWorkflow', {
      file,
      name: options.name,
      ...(options.binding === undefined ? {} : { bindingFile: options.binding }),
    });
    if (options.json === true) printJson(made);
    else {
      printLine(`${options.name} is now ${made.modelId}.`);
      for (const place of made.places) printLine(`  ${place}`);
      for (const remark of made.remarks) printLine(`  note: ${remark}`);
    }
    return 0;
  });
}
