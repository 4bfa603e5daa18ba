/** Providers, keys and models: looking, testing, choosing. */
import { resolve } from 'node:path';
import { StudioFailure, fail } from '#contract/errors.ts';
import type { ProviderTest } from '#contract/model/providers.ts';
import type { ProviderDefinition } from '#providers/provider.ts';
import { compareWithLive } from '#providers/descriptors/refresh.ts';
import { ProviderFailure } from '#providers/transport/errors.ts';
import { readSetting } from '#storage/index.ts';
import type { Core } from '../core.ts';
import type { Handlers } from '../dispatch.ts';
import { writable } from '../open-film.ts';
import type { ProviderDesk } from '../providers/desk.ts';
import { serverIdOf } from '../providers/own-servers.ts';
import { modelCard, providerCard } from '../providers/cards.ts';
import { mustBeChoosable, putChoices } from '../providers/choosing.ts';
import { ownModels } from '../providers/own-models.ts';
import type { providerOperations } from './later.ts';
import {
  CHOICES_SETTING,
  changeProviderSettings,
  checkedAddress,
  choicesOf,
  chosenIn,
  isNearby,
  type ProviderSettings,
} from '../providers/settings.ts';

type ProviderOperations = (typeof providerOperations)[number];

/** Milliseconds a costless question to a provider may take in all. */
const TEST_MS = 20_000;

export function providerHandlers(core: Core, desk: ProviderDesk): Pick<Handlers, ProviderOperations> {
  async function change(how: (settings: ProviderSettings) => ProviderSettings): Promise<void> {
    await changeProviderSettings(core.home, how);
    await desk.refresh();
    core.emit({ type: 'providers.changed' });
  }

  return {
    'providers.list': async () => {
      await desk.refresh();
      return { providers: desk.definitions().map((definition) => providerCard(desk, definition)) };
    },
    'providers.test': async ({ providerId }) => {
      await desk.refresh();
      const definition = desk.definition(providerId);
      const reason = desk.notReady(providerId);
      if (reason !== '') return { ok: false, message: `${definition.label} cannot be asked yet.`, hint: reason, facts: [] };
      try {
        if (!(await desk.isThere(providerId))) return notRunning(desk, definition);
        const client = await desk.client(providerId);
        const result = await client.test({ signal: AbortSignal.timeout(TEST_MS) });
        if (result.ok) desk.lane(providerId).resume();
        return result;
      } catch (cause) {
        return failedTest(definition.label, definition.where, cause);
      } finally {
        core.emit({ type: 'providers.changed' });
      }
    },
    'providers.resume': ({ providerId }) => {
      desk.definition(providerId);
      desk.lane(providerId).resume();
      core.emit({ type: 'providers.changed' });
      return Promise.resolve({});
    },
    'providers.setAddress': async ({ providerId, addressId, value }) => {
      await desk.refresh();
      const definition = desk.definition(providerId);
      desk.address(providerId, addressId);
      const checked = value === null ? null : checkedAddress(definition, value);
      const key = `${providerId}.${addressId}`;
      await change((settings) => {
        const { [key]: _before, ...others } = settings.addresses;
        return { ...settings, addresses: checked === null ? others : { ...others, [key]: checked } };
      });
      // Another address is the person's answer to a pause.
      desk.lane(providerId).resume();
      return {};
    },
    'providers.setLimits': async ({ providerId, atOnce, createsPerMinute }) => {
      await desk.refresh();
      desk.definition(providerId);
      await change((settings) => {
        const { [providerId]: before, ...others } = settings.limits;
        const limits = {
          atOnce: atOnce === undefined ? (before?.atOnce ?? null) : atOnce,
          createsPerMinute: createsPerMinute === undefined ? (before?.createsPerMinute ?? null) : createsPerMinute,
        };
        const none = limits.atOnce === null && limits.createsPerMinute === null;
        return { ...settings, limits: none ? others : { ...others, [providerId]: limits } };
      });
      return {};
    },
    'providers.addServer': async ({ name, address }) => {
      const id = serverIdOf(name);
      const checked = checkedAddress({ label: `“${name}”`, where: isNearby(address) ? 'local' : 'cloud' }, address);
      await change((settings) => {
        if (settings.servers.some((each) => each.id === id))
          fail('invalid-input', `There is a server called “${name}” already.`, 'Choose another name, or remove that one first.');
        return { ...settings, servers: [...settings.servers, { id, name, address: checked }] };
      });
      return { providerId: id };
    },
    'providers.removeServer': async ({ providerId }) => {
      await change((settings) => {
        if (!settings.servers.some((each) => each.id === providerId))
          fail('not-found', 'Only servers that you added can be removed.', 'Look at the list of providers.');
        const { [providerId]: _limits, ...limits } = settings.limits;
        const addresses = Object.fromEntries(Object.entries(settings.addresses).filter(([key]) => !key.startsWith(`${providerId}.`)));
        return { ...settings, addresses, limits, servers: settings.servers.filter((each) => each.id !== providerId) };
      });
      await desk.forget(providerId);
      return {};
    },
    'keys.set': async ({ providerId, keyId, value }) => {
      keyOf(providerId, keyId);
      await desk.keys().set(providerId, keyId, value);
      await desk.keysChanged();
      // A new key is the person's answer to a pause.
      desk.lane(providerId).resume();
      core.emit({ type: 'providers.changed' });
      return {};
    },
    'keys.remove': async ({ providerId, keyId }) => {
      keyOf(providerId, keyId);
      await desk.keys().remove(providerId, keyId);
      await desk.keysChanged();
      core.emit({ type: 'providers.changed' });
      return {};
    },

    'models.list': async ({ kind, ask }) => {
      if (ask) await desk.ask(AbortSignal.timeout(TEST_MS));
      else await desk.refresh();
      const { models, problems } = desk.catalogue();
      const cards = [...ownModels, ...models.map((model) => modelCard(desk, model))];
      return { models: kind === undefined ? cards : cards.filter((card) => card.kind === kind), problems };
    },
    'models.refresh': async ({ modelId }) => {
      await desk.refresh();
      const model = desk.model(modelId);
      const client = await desk.client(model.provider);
      if (client.liveSchema === undefined)
        return fail(
          'unavailable',
          `${desk.definition(model.provider).label} does not publish what its models take.`,
          'Compare with its documentation.',
        );
      try {
        const live = await client.liveSchema(model.remoteId, { signal: AbortSignal.timeout(TEST_MS) });
        return { differences: compareWithLive(model, live), checkedAt: core.env.now() };
      } catch (cause) {
        if (!(cause instanceof ProviderFailure)) throw cause;
        return fail('provider', `The description of ${model.name} could not be read: ${cause.error.message}`, 'Try again later.', {
          retryable: true,
        });
      }
    },
    'models.choices': async ({ projectId }) => {
      await desk.refresh();
      const stored = projectId === null ? desk.settings().choices : readSetting(core.film(projectId).project.db, CHOICES_SETTING);
      return { chosen: chosenIn(choicesOf(stored)), inForce: desk.choices(projectId === null ? {} : stored) };
    },
    'host.importWorkflow': async ({ file, bindingFile, name }) => {
      const { importWorkflow } = await import('../providers/workflows.ts');
      const made = await importWorkflow(core.home.folder, {
        file: resolve(file),
        name,
        ...(bindingFile === undefined ? {} : { bindingFile: resolve(bindingFile) }),
      });
      await desk.refresh();
      core.emit({ type: 'providers.changed' });
      return made;
    },
    'models.choose': async ({ projectId, kind, modelId }) => {
      await desk.refresh();
      if (modelId !== null) mustBeChoosable(desk, kind, modelId);
      if (projectId === null) {
        await change((settings) => ({ ...settings, choices: { ...settings.choices, [kind]: modelId } }));
        return {};
      }
      const { project, tracker } = writable(core.film(projectId));
      putChoices(project.db, { [kind]: modelId });
      tracker.changed([]);
      return {};
    },
  };

  function keyOf(providerId: string, keyId: string): void {
    const definition = desk.definition(providerId);
    if (!definition.keys.some((key) => key.id === keyId))
      fail(
        'not-found',
        `${definition.label} has no key called “${keyId}”.`,
        `Known: ${definition.keys.map((key) => key.id).join(', ') || 'none'}.`,
      );
  }
}

/** A server of this computer or house on whose address nobody listens: known at once, without asking anything. */
function notRunning(desk: ProviderDesk, { id, label, addresses }: ProviderDefinition): ProviderTest {
  const where = addresses.map((slot) => desk.address(id, slot.id).value).join(', ');
  return {
    ok: false,
    off: true,
    message: `${label} does not answer at ${where}.`,
    hint: 'Start the server, or correct its address.',
    facts: [],
  };
}

/** A test that failed, in words; never with what was sent. */
function failedTest(label: string, where: 'cloud' | 'local', cause: unknown): ProviderTest {
  if (cause instanceof StudioFailure) return { ok: false, message: cause.error.message, hint: cause.error.hint, facts: [] };
  if (!(cause instanceof ProviderFailure)) throw cause;
  const { kind, message } = cause.error;
  const hint =
    kind === 'auth' || kind === 'forbidden'
      ? 'Check that the key is complete and still valid.'
      : kind === 'insufficient_credit'
        ? 'Buy credit there, then test again.'
        : kind === 'network_before_send' || kind === 'canceled' || kind === 'network_after_send'
          ? where === 'local'
            ? 'Start the server, or correct its address.'
            : 'Check the network and the address.'
          : 'Try again in a while.';
  return { ok: false, message: kind === 'canceled' ? `${label} did not answer in time.` : message, hint, facts: [] };
}
