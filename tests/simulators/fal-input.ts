/** Inputs of fal's models, checked field by field against their published types (`fal-endpoints.json`). */

type FieldType = 'string' | 'url' | 'urls' | 'strings' | 'number' | 'boolean' | 'list' | 'object' | { enum: string[] } | { size: string[] };

export interface FalEndpoint {
  /** Types by name; a name that ends in `!` is required. */
  input: Record<string, FieldType>;
  output: string[];
}

/** An error as FastAPI words it. */
export interface FalDetail {
  loc: (string | number)[];
  msg: string;
  type: string;
  input?: unknown;
}

const isSize = (value: unknown): boolean =>
  typeof value === 'object' &&
  value !== null &&
  Object.keys(value).toSorted().join() === 'height,width' &&
  Object.values(value).every((side) => Number.isInteger(side) && Number(side) > 0 && Number(side) <= 14_142);

const isAddress = (value: unknown): value is string => typeof value === 'string' && /^(https?:\/\/|data:[\w.+/-]+;base64,)/.test(value);

/** Numbers whose limits would otherwise go unnoticed. */
const ranges: Record<string, [number, number]> = { num_frames: [81, 100], frames_per_second: [5, 24], cfg_scale: [0, 1], speed: [0.5, 2] };

function problemWith(name: string, type: FieldType, value: unknown, isThere: (url: string) => boolean): Omit<FalDetail, 'loc'> | null {
  const wrong = (msg: string, kind: string): Omit<FalDetail, 'loc'> => ({ msg, type: kind });
  const unreadable = wrong(
    'Failed to load the image. Please ensure the image file is not corrupted and is in a supported format.',
    'image_load_error',
  );
  if (typeof type === 'object') {
    if ('enum' in type) {
      const words = type.enum.map((each) => `'${each}'`).join(', ');
      return type.enum.includes(value as string) ? null : wrong(`unexpected value; permitted: ${words}`, 'literal_error');
    }
    return isSize(value) || type.size.includes(value as string) ? null : wrong('value is not a valid image size', 'union_error');
  }
  switch (type) {
    case 'string':
      return typeof value === 'string' ? null : wrong('Input should be a valid string', 'string_type');
    case 'boolean':
      return typeof value === 'boolean' ? null : wrong('Input should be a valid boolean', 'bool_type');
    case 'number': {
      if (typeof value !== 'number' || !Number.isFinite(value)) return wrong('Input should be a valid number', 'float_type');
      const [low, high] = ranges[name] ?? [-Infinity, Infinity];
      return value < low || value > high ? wrong(`Input should be from ${low} to ${high}`, 'less_than_equal') : null;
    }
    case 'url':
      if (!isAddress(value)) return wrong('Input should be a valid URL', 'url_parsing');
      return isThere(value) ? null : unreadable;
    case 'urls':
      if (!Array.isArray(value) || value.length === 0) return wrong('List should have at least 1 item', 'too_short');
      if (!value.every(isAddress)) return wrong('Input should be a valid URL', 'url_parsing');
      return value.every(isThere) ? null : unreadable;
    case 'strings':
    case 'list':
      return Array.isArray(value) ? null : wrong('Input should be a valid list', 'list_type');
    case 'object':
      return typeof value === 'object' && value !== null ? null : wrong('Input should be a valid dictionary', 'dict_type');
  }
}

/** @param isThere whether an address leads to a picture that can be read */
export function checkFalInput(types: FalEndpoint['input'], input: Record<string, unknown>, isThere: (url: string) => boolean): FalDetail[] {
  const found: FalDetail[] = [];
  const known = new Map(Object.entries(types).map(([name, type]) => [name.replace(/!$/, ''), { type, required: name.endsWith('!') }]));
  for (const [name, { required }] of known)
    if (required && input[name] === undefined) found.push({ loc: ['body', name], msg: 'Field required', type: 'missing', input });
  for (const [name, value] of Object.entries(input)) {
    const field = known.get(name);
    const problem =
      field === undefined
        ? { msg: 'Extra inputs are not permitted', type: 'extra_forbidden' }
        : problemWith(name, field.type, value, isThere);
    if (problem !== null) found.push({ loc: ['body', name], ...problem, input: value });
  }
  return found;
}

/** The endpoint's description as the site publishes it. */
export function openApiOf(id: string, endpoint: FalEndpoint): Record<string, unknown> {
  const schemaOf = (type: FieldType): Record<string, unknown> => {
    if (typeof type === 'object')
      return 'enum' in type
        ? { type: 'string', enum: type.enum }
        : { anyOf: [{ $ref: '#/components/schemas/ImageSize' }, { type: 'string', enum: type.size }] };
    if (type === 'urls' || type === 'strings') return { type: 'array', items: { type: 'string' } };
    return { type: type === 'url' ? 'string' : type === 'list' ? 'array' : type };
  };
  const properties = Object.fromEntries(Object.entries(endpoint.input).map(([name, type]) => [name.replace(/!$/, ''), schemaOf(type)]));
  const required = Object.keys(endpoint.input).flatMap((name) => (name.endsWith('!') ? [name.slice(0, -1)] : []));
  const [owner, app] = id.split('/');
  const body = { required: true, content: { 'application/json': { schema: { $ref: '#/components/schemas/Input' } } } };
  return {
    openapi: '3.0.4',
    info: { title: `Queue OpenAPI for ${id}`, version: '1.0.0', 'x-fal-metadata': { endpointId: id } },
    components: {
      schemas: {
        Input: { title: 'Input', type: 'object', properties, required },
        ImageSize: { type: 'object', properties: { width: { type: 'integer' }, height: { type: 'integer' } } },
        QueueStatus: { type: 'object', properties: { status: { type: 'string' } } },
      },
    },
    paths: {
      [`/${owner}/${app}/requests/{request_id}/status`]: { get: {} },
      [`/${id}`]: { post: { requestBody: body } },
    },
  };
}
