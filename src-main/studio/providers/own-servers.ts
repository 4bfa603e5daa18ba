/** OpenAI-compatible servers that a person has added. */
import { fail } from '#contract/errors.ts';
import { ownServer, serverSlug } from '#providers/openai-compatible/definition.ts';
import type { ProviderDefinition } from '#providers/provider.ts';
import { isNearby, type ProviderSettings } from './settings.ts';

type OwnServer = ProviderSettings['servers'][number];

const PREFIX = 'server-';

/** @throws StudioFailure invalid-input when no letter or digit is left of the name */
export function serverIdOf(name: string): string {
  const slug = serverSlug(name);
  return slug === ''
    ? fail('invalid-input', `“${name}” has no letter or digit in it.`, 'Choose a name such as “Studio box”.')
    : PREFIX + slug;
}

/** What runs on this computer or in the house costs nothing; what is out in the world may. */
export const definitionOfServer = ({ id, name, address }: OwnServer): ProviderDefinition =>
  ownServer({ slug: id.slice(PREFIX.length), label: name, address, where: isNearby(address) ? 'local' : 'cloud' });
