/**
 * The providers as the studio uses them: one connection, one lane and one client per provider in this process,
 * shared by all open films. Settings, own model files and the presence of keys are read into a snapshot, so that
 * choosing a model is immediate; `refresh` reads them again.
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fail } from '#contract/errors.ts';
import type { ModelChoices } from '#contract/model/providers.ts';
import type { Catalogue, CatalogueModel } from '#providers/descriptors/catalogue.ts';
import { createModelAdapter } from '#providers/descriptors/model-adapter.ts';
import { modelIdOf, type ModelDescriptor } from '#providers/descriptors/schema.ts';
import type { ProviderAdapter } from '#providers/adapter.ts';
import type { ChatModel } from '#providers/llm/chat.ts';
import type { JobProtocol, ProviderClient, ProviderConnection, ProviderDefinition } from '#providers/provider.ts';
import { builtInProviders } from '#providers/registry.ts';
import { createLane, pacedTransport, type Lane } from '#providers/transport/lane.ts';
import type { Home } from '#storage/index.ts';
import type { KeyStore } from '../keys/key-store.ts';
import { createQueue } from '../in-turn.ts';
import { addressInUse, type AddressInUse } from './addresses.ts';
import { learnedMemory } from './learned.ts';
import { isListening } from './listening.ts';
import { keepInstalled, modelByName, modelList } from './model-list.ts';
import { definitionOfServer } from './own-servers.ts';
import { choicesOf, inForce, readProviderSettings, type ProviderSettings } from './settings.ts';

export interface DeskOptions {
  home: Home;
  env: Readonly<Record<string, string | undefined>>;
  keys: (definitions: readonly ProviderDefinition[]) => KeyStore;
  now: () => number;
  /** A picture of a job under way. */
  onPreview: NonNullable<ProviderConnection['onPreview']>;
  /** A provider was paused, or goes on. */
  onChange: () => void;
}

export interface ProviderDesk {
  /** Reads settings and own files again; cheap enough for the beginning of every operation about providers. */
  refresh(): Promise<void>;
  /** After a key was kept or removed: looks at all of them again. */
  keysChanged(): Promise<void>;
  definitions(): readonly ProviderDefinition[];
  /** @throws StudioFailure not-found */
  definition(providerId: string): ProviderDefinition;
  settings(): ProviderSettings;
  keys(): KeyStore;
  /** Where each key was found; `null` when it is missing. */
  keyOrigin(providerId: string, keyId: string): 'environment' | 'safe-storage' | null;
  address(providerId: string, addressId: string): AddressInUse;
  lane(providerId: string): Lane;
  client(providerId: string): Promise<ProviderClient>;
  catalogue(): Catalogue;
  /** Asks the servers on this computer and network what they have; what does not answer in time is left out. */
  ask(signal: AbortSignal): Promise<void>;
  /** False for a server of this computer or house that is not running. */
  isThere(providerId: string): Promise<boolean>;
  /** Forgets what this provider's server had installed. */
  forget(providerId: string): Promise<void>;
  /** Null when no such model is described, or not any more. */
  find(modelId: string): CatalogueModel | null;
  /** @throws StudioFailure provider when no such model is described */
  model(modelId: string): CatalogueModel;
  /** Why a provider cannot be used now; empty when it can. */
  notReady(providerId: string): string;
  /** @throws StudioFailure provider */
  adapter(modelId: string): ProviderAdapter;
  /** @throws StudioFailure provider */
  chat(modelId: string): Promise<{ chat: ChatModel; lane: Lane }>;
  /** What is chosen in force for a film's stored choice. */
  choices(stored: unknown): ModelChoices;
  /** Everything that was paused may be tried again. */
  resumeAll(): void;
  close(): Promise<void>;
}

/** Milliseconds a local server has to say what it has installed. */
const ASK_MS = 2500;

type KeyFacts = { from: 'environment' | 'safe-storage' | null; problem: string | null };

/** What is in force at one moment. It is replaced as a whole, so that nobody meets a half-read one. */
interface Snapshot {
  settings: ProviderSettings;
  definitions: readonly ProviderDefinition[];
  keys: KeyStore;
  /** By `<provider>.<key>`. */
  keyFacts: ReadonlyMap<string, KeyFacts>;
  catalogue: Catalogue;
}

export async function createProviderDesk(options: DeskOptions): Promise<ProviderDesk> {
  const cache = join(options.home.folder, 'cache', 'providers');
  const inbox = join(options.home.folder, 'inbox');
  const lanes = new Map<string, Lane>();
  const clients = new Map<string, Promise<ProviderClient>>();
  /** Clients of addresses and keys that are no longer in force, at which jobs were under way. */
  const retired: Promise<ProviderClient>[] = [];
  const adapters = new Map<string, { from: readonly unknown[]; adapter: ProviderAdapter }>();
  const memories = new Map<string, ProviderConnection['memory']>();
  /** What each provider's client was made from. */
  const madeFrom = new Map<string, string>();
  const inTurn = createQueue();
  let now: Snapshot = {
    settings: await readProviderSettings(options.home),
    definitions: [],
    keys: options.keys([]),
    keyFacts: new Map(),
    catalogue: { models: [], problems: [] },
  };

  const memoryOf = (providerId: string): ProviderConnection['memory'] => {
    const known = memories.get(providerId) ?? learnedMemory(cache, providerId);
    memories.set(providerId, known);
    return known;
  };
  const list = modelList(join(options.home.folder, 'models'), memoryOf);

  async function read(keysChanged: boolean): Promise<void> {
    const settings = await readProviderSettings(options.home);
    const sameServers = JSON.stringify(settings.servers) === JSON.stringify(now.settings.servers) && now.definitions.length > 0;
    const definitions = sameServers ? now.definitions : [...builtInProviders, ...settings.servers.map(definitionOfServer)];
    const keys = sameServers ? now.keys : options.keys(definitions);
    const keyFacts = new Map<string, KeyFacts>();
    for (const definition of definitions)
      for (const key of definition.keys) {
        const name = `${definition.id}.${key.id}`;
        const known = now.keyFacts.get(name);
        // Asking the system's keyring is slow, and only this process changes what is in it.
        const usable = !keysChanged && known !== undefined && known.problem === null;
        keyFacts.set(
          name,
          usable ? known : { from: await keys.from(definition.id, key.id), problem: await keys.problem(definition.id, key.id) },
        );
      }
    now = { settings, definitions, keys, keyFacts, catalogue: await list.read(definitions) };
    await replaceClients();
    for (const [id, lane] of lanes) {
      const definition = definitions.find((each) => each.id === id);
      if (definition === undefined) lanes.delete(id);
      else if (JSON.stringify(lane.limits()) !== JSON.stringify(limitsOf(definition))) lane.setLimits(limitsOf(definition));
    }
  }

  /** Clients whose address or key is another now are made anew when they are next needed; all others stay. */
  async function replaceClients(): Promise<void> {
    for (const [id, made] of clients) {
      const definition = now.definitions.find((each) => each.id === id);
      if (definition !== undefined && madeFrom.get(id) === connectionFacts(definition)) continue;
      clients.delete(id);
      // A job under way still listens to the old one; it is closed with the studio then.
      if ((lanes.get(id)?.stats().running ?? 0) > 0) retired.push(made);
      else await closed(made);
    }
  }

  const connectionFacts = (definition: ProviderDefinition): string =>
    JSON.stringify([
      definition.addresses.map(({ id }) => address(definition.id, id)),
      definition.keys.map(({ id }) => now.keyFacts.get(`${definition.id}.${id}`)),
    ]);

  const closed = async (made: Promise<ProviderClient>): Promise<void> =>
    await made.then((client) => client.close?.()).catch(() => undefined);

  function definitionOf(providerId: string): ProviderDefinition {
    return (
      now.definitions.find((each) => each.id === providerId) ??
      fail('not-found', `There is no provider called “${providerId}”.`, `Known: ${now.definitions.map((each) => each.id).join(', ')}.`)
    );
  }

  const limitsOf = (definition: ProviderDefinition): ProviderDefinition['limits'] => {
    const own = now.settings.limits[definition.id];
    return {
      atOnce: own?.atOnce ?? definition.limits.atOnce,
      createsPerMinute: own?.createsPerMinute ?? definition.limits.createsPerMinute,
    };
  };

  function laneOf(providerId: string): Lane {
    const known = lanes.get(providerId);
    if (known !== undefined) return known;
    const plain = createLane(limitsOf(definitionOf(providerId)));
    const lane: Lane = {
      ...plain,
      pause(error) {
        plain.pause(error);
        options.onChange();
      },
      resume() {
        if (plain.paused() === null) return;
        plain.resume();
        options.onChange();
      },
    };
    lanes.set(providerId, lane);
    return lane;
  }

  const address = (providerId: string, addressId: string): AddressInUse =>
    addressInUse(definitionOf(providerId), addressId, { env: options.env, settings: now.settings });

  function connectionOf(definition: ProviderDefinition): ProviderConnection {
    return {
      address(id) {
        const found = address(definition.id, id);
        if (found.problem !== null) fail('provider', found.problem, 'Correct the address in the settings.');
        return found.value;
      },
      key: (id) => now.keys.get(definition.id, id),
      transport: pacedTransport({}, laneOf(definition.id)),
      inbox,
      now: options.now,
      wait: (milliseconds, signal) => sleep(milliseconds, undefined, { signal }),
      memory: memoryOf(definition.id),
      get publicUpload() {
        return uploaderFor(definition.id);
      },
      models: () => now.catalogue.models.filter((model) => model.provider === definition.id),
      onPreview: options.onPreview,
    };
  }

  /** The first other provider with a key that can put a picture where everybody can read it. */
  function uploaderFor(providerId: string): ProviderConnection['publicUpload'] {
    const other = now.definitions.find((each) => each.id !== providerId && each.uploadsPublicly === true && notReady(each.id) === '');
    if (other === undefined) return null;
    return async (file, uploadOptions) => {
      const client = await clientOf(other.id);
      if (client.publicUpload === undefined) throw new Error(`${other.id} says that it uploads publicly and does not.`);
      return await client.publicUpload(file, uploadOptions);
    };
  }

  function clientOf(providerId: string): Promise<ProviderClient> {
    const known = clients.get(providerId);
    if (known !== undefined) return known;
    const definition = definitionOf(providerId);
    const made = mkdir(inbox, { recursive: true }).then(() => definition.connect(connectionOf(definition)));
    clients.set(providerId, made);
    madeFrom.set(providerId, connectionFacts(definition));
    // A failed connection is not remembered.
    made.catch(() => {
      if (clients.get(providerId) === made) clients.delete(providerId);
    });
    return made;
  }

  function notReady(providerId: string): string {
    const definition = definitionOf(providerId);
    for (const { id } of definition.addresses) {
      const { problem } = address(providerId, id);
      if (problem !== null) return problem;
    }
    const factsOf = (keyId: string): KeyFacts | undefined => now.keyFacts.get(`${providerId}.${keyId}`);
    for (const key of definition.keys) {
      const problem = factsOf(key.id)?.problem ?? null;
      if (problem !== null) return problem;
    }
    const missing = definition.keys.find((key) => key.required && (factsOf(key.id)?.from ?? null) === null);
    if (missing === undefined) return '';
    return now.keys.canStore
      ? `Enter the ${missing.label} under Providers, or set ${missing.variable}.`
      : `Set ${missing.variable} to your ${missing.label}.`;
  }

  function find(modelId: string): CatalogueModel | null {
    const found = now.catalogue.models.find((each) => modelIdOf(each) === modelId);
    if (found !== undefined) return found;
    return now.definitions.flatMap((each) => modelByName(each, modelId) ?? [])[0] ?? null;
  }

  const modelOf = (modelId: string): CatalogueModel =>
    find(modelId) ??
    fail(
      'provider',
      // The way out is in the message too: where only that is shown, it must be enough.
      `The model “${modelId}” is not described here (any more), so nothing can be made with it. Choose another model.`,
      '`heroframe providers models` lists what there is; a file of your own can describe this one.',
    );

  function adapter(modelId: string): ProviderAdapter {
    const descriptor = modelOf(modelId);
    const definition = definitionOf(descriptor.provider);
    const { atOnce } = limitsOf(definition);
    const from = [descriptor, definition, atOnce, connectionFacts(definition)];
    const known = adapters.get(modelId);
    // Another description, address or limit: whoever works with the old adapter finishes with it.
    if (known !== undefined && known.from.every((each, index) => each === from[index])) return known.adapter;
    const lane = laneOf(definition.id);
    const made = createModelAdapter({
      definition,
      descriptor,
      protocol: async () => await jobsOf(definition, descriptor),
      connection: {
        inbox,
        get publicUpload() {
          return uploaderFor(definition.id);
        },
      },
      concurrency: atOnce,
    });
    const whole: ProviderAdapter = {
      ...made,
      enter: (signal) => lane.enter(signal),
      pause: (error) => lane.pause(error),
    };
    adapters.set(modelId, { from, adapter: whole });
    return whole;
  }

  function mustBeReady(definition: ProviderDefinition): void {
    const reason = notReady(definition.id);
    if (reason !== '')
      fail('paused', `${definition.label} cannot be used yet. ${reason}`, 'Then start the run again.', { retryable: true });
  }

  async function jobsOf(definition: ProviderDefinition, descriptor: ModelDescriptor): Promise<JobProtocol> {
    mustBeReady(definition);
    const client = await clientOf(definition.id);
    return (
      client.jobs?.(descriptor) ??
      fail('provider', `${definition.label} cannot make this with “${descriptor.name}”.`, 'Choose another model.')
    );
  }

  /** A service in the cloud always is; a server at hand only when somebody started it. */
  const isThere = async (definition: ProviderDefinition): Promise<boolean> =>
    definition.where === 'cloud' ||
    (await Promise.all(definition.addresses.map(async ({ id }) => await isListening(address(definition.id, id).value)))).every(Boolean);

  const refresh = async (): Promise<void> => await inTurn(() => read(false));
  await refresh();

  return {
    refresh,
    keysChanged: async () => await inTurn(() => read(true)),
    definitions: () => now.definitions,
    definition: definitionOf,
    settings: () => now.settings,
    keys: () => now.keys,
    keyOrigin: (providerId, keyId) => now.keyFacts.get(`${providerId}.${keyId}`)?.from ?? null,
    address,
    lane: laneOf,
    client: clientOf,
    catalogue: () => now.catalogue,
    async ask(signal) {
      await refresh();
      await Promise.all(
        now.definitions
          .filter((each) => each.listsInstalled === true && notReady(each.id) === '')
          .map(async (definition) => {
            if (!(await isThere(definition))) return;
            try {
              const client = await clientOf(definition.id);
              const found = await client.installed?.({ signal: AbortSignal.any([signal, AbortSignal.timeout(ASK_MS)]) });
              if (found !== undefined) await keepInstalled(memoryOf(definition.id), found);
            } catch {
              // A server that is not running has nothing installed that could be used now; what it had is kept.
              signal.throwIfAborted();
            }
          }),
      );
      await refresh();
    },
    isThere: async (providerId) => await isThere(definitionOf(providerId)),
    forget: async (providerId) => await keepInstalled(memoryOf(providerId), null),
    find,
    model: modelOf,
    notReady,
    adapter,
    async chat(modelId) {
      const descriptor = modelOf(modelId);
      const definition = definitionOf(descriptor.provider);
      mustBeReady(definition);
      const client = await clientOf(definition.id);
      const chat = client.chat?.(descriptor) ?? fail('provider', `“${descriptor.name}” does not write.`, 'Choose a model that writes.');
      return { chat, lane: laneOf(definition.id) };
    },
    choices: (stored) => inForce(choicesOf(stored), now.settings.choices),
    resumeAll() {
      for (const lane of lanes.values()) lane.resume();
    },
    async close() {
      const open = [...clients.values(), ...retired];
      clients.clear();
      await Promise.all(open.map(closed));
    },
  };
}
