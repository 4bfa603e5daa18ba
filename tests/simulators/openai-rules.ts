/** How OpenAI words its refusals, and what it refuses in a chat. */
import { strictFault } from './kit/chat-brain.ts';
import { SimRefusal, type SimAnswer } from './kit/server.ts';

type Json = Record<string, unknown>;
const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);

const REASONING = new Set(['gpt-6-luna']);

export const failure = (
  status: number,
  message: string,
  code: string | null,
  param: string | null = null,
  type = 'invalid_request_error',
): SimAnswer => ({
  status,
  json: { error: { message, type, param, code } },
});
export const refuse = (...args: Parameters<typeof failure>): never => {
  throw new SimRefusal(failure(...args));
};

/** Unknown fields are refused, in the words of chat or of the other paths. */
export function known(fields: Set<string>, names: Iterable<string>, chat: boolean): void {
  for (const name of names)
    if (!fields.has(name))
      refuse(
        400,
        chat ? `Unrecognized request argument supplied: ${name}` : `Unknown parameter: '${name}'.`,
        chat ? null : 'unknown_parameter',
        chat ? null : name,
      );
}

export function checkChat(body: Json): void {
  const model = String(body['model']);
  if (REASONING.has(model)) {
    if (body['max_tokens'] !== undefined)
      refuse(
        400,
        "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.",
        'unsupported_parameter',
        'max_tokens',
      );
    if (body['temperature'] !== undefined && body['temperature'] !== 1)
      refuse(
        400,
        "Unsupported value: 'temperature' does not support this value with this model. Only the default (1) value is supported.",
        'unsupported_value',
        'temperature',
      );
    if (body['logprobs'] === true) refuse(403, 'You are not allowed to request logprobs from this model', null, 'logprobs');
  }
  const most = body['max_completion_tokens'] ?? body['max_tokens'];
  if (most !== undefined && (typeof most !== 'number' || !Number.isInteger(most) || most < 1 || most > 32_768))
    refuse(400, 'max_tokens is too large: this model supports at most 32768 completion tokens.', 'invalid_value', 'max_tokens');
  const top = body['top_logprobs'];
  if (top !== undefined && (body['logprobs'] !== true || typeof top !== 'number' || top > 20))
    refuse(400, "Invalid 'top_logprobs'.", 'invalid_value', 'top_logprobs');
  const format = body['response_format'];
  if (!isObject(format)) return;
  if (format['type'] === 'json_object' && !/json/i.test(JSON.stringify(body['messages'])))
    refuse(400, "'messages' must contain the word 'json' in some form, to use 'response_format' of type 'json_object'.", null, 'messages');
  if (format['type'] !== 'json_schema') return;
  const told = isObject(format['json_schema']) ? format['json_schema'] : {};
  if (typeof told['name'] !== 'string' || !/^[\w-]{1,64}$/.test(told['name']))
    refuse(400, "Missing or invalid 'response_format.json_schema.name'.", 'invalid_value', 'response_format.json_schema.name');
  const fault = told['strict'] === true ? strictFault(told['schema']) : null;
  if (fault !== null) refuse(400, `Invalid schema for response_format '${String(told['name'])}': ${fault}`, null, 'response_format');
}
