/** A model's input as fal publishes it now (OpenAPI, one document for each model; no key needed). */
import type { LiveSchema, ProviderConnection } from '../provider.ts';
import { failed, isObject } from './failures.ts';
import { endpointUrl } from './session.ts';

export async function liveSchemaOf(connection: ProviderConnection, remoteId: string, signal: AbortSignal): Promise<LiveSchema> {
  // Refuses names that are none before anything is asked.
  endpointUrl(connection, remoteId);
  const answer = await connection.transport.send({
    kind: 'read',
    method: 'GET',
    url: `${connection.address('site')}/api/openapi/queue/openapi.json?endpoint_id=${remoteId.split('/').map(encodeURIComponent).join('/')}`,
    headers: { accept: 'application/json' },
    deadlineMs: 30_000,
    attempts: 3,
    signal,
  });
  const document = isObject(answer.body) ? answer.body : {};
  const components = isObject(document['components']) ? document['components'] : {};
  const definitions = isObject(components['schemas']) ? components['schemas'] : {};
  const paths = isObject(document['paths']) ? document['paths'] : {};
  const own = paths[`/${remoteId}`] ?? Object.values(paths).find((each) => isObject(each) && isObject(each['post']));
  const input = resolve(schemaOfPost(own), definitions);
  if (input === null || !isObject(input['properties']))
    throw failed('provider_failed', `fal.ai publishes no description of ${remoteId} that can be read here.`);
  return { input, definitions };
}

function schemaOfPost(path: unknown): unknown {
  let at: unknown = path;
  for (const part of ['post', 'requestBody', 'content', 'application/json', 'schema']) at = isObject(at) ? at[part] : null;
  return at;
}

function resolve(schema: unknown, definitions: Record<string, unknown>): Record<string, unknown> | null {
  if (!isObject(schema)) return null;
  const { $ref } = schema;
  if (typeof $ref !== 'string') return schema;
  const target = definitions[$ref.split('/').at(-1) ?? ''];
  return isObject(target) ? target : null;
}
