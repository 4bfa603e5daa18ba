/** Whether a model's description agrees with itself: what the schema alone cannot see. */
import { fieldsOfPath, numberIn, sameValue, sizeIn, usablePath } from './wire.ts';
import type { ModelDescriptor, ModelParam, RoleName, Scalar } from './schema.ts';
import { valuesOf } from './fitting.ts';

const roleNames: readonly RoleName[] = ['negative', 'seed', 'firstFrame', 'lastFrame', 'references'];
const slotNames = ['firstFrame', 'lastFrame', 'references'] as const;
const mimeFamily = { picture: 'image/', clip: 'video/', speech: 'audio/' } as const;

/** What a request of each kind can fill. */
const fillable: Record<ModelDescriptor['kind'], readonly NonNullable<ModelParam['from']>[]> = {
  picture: ['aspect', 'size', 'width', 'height'],
  clip: ['seconds', 'aspect', 'size', 'width', 'height', 'fps', 'frames'],
  speech: ['language', 'speed'],
  text: [],
};

const isRole = (name: string): name is RoleName => roleNames.some((role) => role === name);
const list = (values: readonly Scalar[]): string => values.map(String).join(', ');

/** Why `value` is not one that the parameter takes; null when it is. */
function notAllowed(param: ModelParam, value: Scalar): string | null {
  const allowed = valuesOf(param);
  if (allowed.length > 0) return allowed.some((each) => sameValue(each, value)) ? null : `is not among its values (${list(allowed)})`;
  const number = numberIn(value);
  if (number !== null && number < (param.min ?? -Infinity)) return `is below its smallest value (${param.min})`;
  if (number !== null && number > (param.max ?? Infinity)) return `is above its largest value (${param.max})`;
  return null;
}

/**
 * Contradictions in a description, one plain sentence each, beginning with the place (`params[2] (duration)`); empty
 * when there are none.
 */
export function checkDescriptor(descriptor: ModelDescriptor): string[] {
  return [
    ...checkKind(descriptor),
    ...checkPlaces(descriptor),
    ...checkPictures(descriptor),
    ...checkParams(descriptor),
    ...checkConstraints(descriptor),
    ...checkPrice(descriptor),
  ];
}

function checkKind({ kind, roles, modes, output, text }: ModelDescriptor): string[] {
  const found: string[] = [];
  if (kind === 'text') {
    if (text === undefined) found.push('text: a model that writes needs its sizes and abilities here.');
    return found;
  }
  if (roles === undefined) return ['roles: it is not said where the prompt goes.'];
  if (output === undefined) found.push('output: it is not said where the result is.');
  else if (!output.mime.startsWith(mimeFamily[kind]))
    found.push(`output.mime: “${output.mime}” is not a type of ${kind}; it begins with ${mimeFamily[kind]}.`);
  if (kind === 'speech') {
    for (const slot of slotNames) if (roles[slot] !== undefined) found.push(`roles.${slot}: speech takes no pictures.`);
    return found;
  }
  if (roles.voice !== undefined) found.push('roles.voice: only speech has a voice.');
  if (modes.includes('image') && roles.firstFrame === undefined)
    found.push('modes: “image” needs roles.firstFrame, the picture to start from.');
  if (modes.includes('reference') && roles.references === undefined) found.push('modes: “reference” needs roles.references.');
  if (modes.includes('text')) {
    for (const slot of slotNames)
      if (roles[slot]?.required === true) found.push(`roles.${slot}.required: it is required, yet modes says that words alone are enough.`);
  }
  return found;
}

/** Every place in the body that is written to, with who writes there. */
function placesOf(descriptor: ModelDescriptor): { where: string; path: string }[] {
  const { roles } = descriptor;
  const places: { where: string; path: string }[] = Object.keys(descriptor.fixed).map((path) => ({ where: 'fixed', path }));
  if (roles !== undefined) {
    places.push({ where: 'roles.prompt', path: roles.prompt.path });
    if (typeof roles.negative === 'object') places.push({ where: 'roles.negative', path: roles.negative.path });
    if (roles.seed !== undefined) places.push({ where: 'roles.seed', path: roles.seed.path });
    if (roles.voice !== undefined) places.push({ where: 'roles.voice', path: roles.voice.path });
    for (const name of slotNames) {
      const slot = roles[name];
      if (slot !== undefined) places.push({ where: `roles.${name}`, path: slot.path });
    }
  }
  for (const [index, param] of descriptor.params.entries()) places.push({ where: `params[${index}] (${param.key})`, path: param.path });
  return places;
}

function checkPlaces(descriptor: ModelDescriptor): string[] {
  const found: string[] = [];
  const taken = new Map<string, string>();
  for (const { where, path } of placesOf(descriptor)) {
    if (!usablePath(path)) {
      found.push(`${where}: “${path}” is no place in a body; places look like input.image or images[].`);
      continue;
    }
    const place = fieldsOfPath(path);
    const other = taken.get(place);
    // Lists may be filled by several.
    if (other !== undefined && !path.endsWith('[]')) found.push(`${where}: “${path}” is already filled by ${other}.`);
    taken.set(place, where);
  }
  return found;
}

function checkPictures({ roles }: ModelDescriptor): string[] {
  const found: string[] = [];
  if (roles === undefined) return found;
  for (const name of slotNames) {
    const slot = roles[name];
    if (slot === undefined) continue;
    const texts = slot.wrap === undefined ? ['$file'] : textsIn(slot.wrap);
    if (!texts.includes('$file')) found.push(`roles.${name}.wrap: nowhere does it say "$file", so the picture would be missing.`);
    for (const text of texts) {
      if ((text.includes('$file') && text !== '$file') || (text.includes('$mime') && text !== '$mime'))
        found.push(`roles.${name}.wrap: "$file" and "$mime" stand alone, not inside “${text}”.`);
    }
    if (slot.mime.length === 0) found.push(`roles.${name}.mime: no kind of picture is allowed.`);
  }
  const { references, lastFrame, firstFrame, seed } = roles;
  if (references !== undefined && references.max > 1 && !references.path.includes('[]') && !references.path.includes('$n'))
    found.push(`roles.references.path: “${references.path}” has room for one picture; end it in [] or put $n into it.`);
  if (lastFrame !== undefined && lastFrame.requires.includes('firstFrame') && firstFrame === undefined)
    found.push('roles.lastFrame.requires: there is no roles.firstFrame.');
  if (seed !== undefined && seed.min > seed.max) found.push('roles.seed: the smallest seed is larger than the largest.');
  return found;
}

function textsIn(template: unknown): string[] {
  if (typeof template === 'string') return [template];
  if (typeof template !== 'object' || template === null) return [];
  return Object.values(template).flatMap(textsIn);
}

function checkParams({ params, kind }: ModelDescriptor): string[] {
  const found: string[] = [];
  const seen = new Set<string>();
  for (const [index, param] of params.entries()) {
    const where = `params[${index}] (${param.key})`;
    if (seen.has(param.key)) found.push(`${where}: there is another parameter with this key.`);
    if (isRole(param.key)) found.push(`${where}: this key is the name of a role; constraints could not tell them apart.`);
    seen.add(param.key);
    if (param.from !== undefined && !fillable[kind].includes(param.from))
      found.push(`${where}.from: a ${kind} has no ${param.from}${fillable[kind].length > 0 ? `, only ${fillable[kind].join(', ')}` : ''}.`);
    if (param.min !== undefined && param.max !== undefined && param.min > param.max) found.push(`${where}: min is larger than max.`);
    if (param.default !== null) {
      const reason = notAllowed(param, param.default);
      if (reason !== null) found.push(`${where}.default: ${String(param.default)} ${reason}.`);
    }
    found.push(...checkValues(param, where));
  }
  return found;
}

function checkValues(param: ModelParam, where: string): string[] {
  const found: string[] = [];
  const { values, words, wireType } = param;
  if (words !== undefined && values !== undefined) {
    const unworded = values.filter((value) => !Object.keys(words).some((word) => sameValue(word, value)));
    const unlisted = Object.keys(words).filter((word) => !values.some((value) => sameValue(word, value)));
    if (unworded.length > 0) found.push(`${where}.words: there is no word for ${list(unworded)}.`);
    if (unlisted.length > 0) found.push(`${where}.words: ${list(unlisted)} is not among the values.`);
  }
  const all = valuesOf(param);
  if (all.length > 0) {
    if (param.from === 'aspect' && !all.some((value) => sizeIn(value) !== null))
      found.push(`${where}.values: none of them is a shape such as 16:9.`);
    if (param.from === 'size' && !all.some((value) => sizeIn(value) !== null))
      found.push(`${where}.values: none of them is a size such as 1280x720.`);
    if ((param.from === 'seconds' || param.from === 'frames' || param.from === 'fps') && !all.some((value) => numberIn(value) !== null))
      found.push(`${where}.values: none of them is a number.`);
  }
  for (const value of words === undefined ? (values ?? []) : Object.values(words)) {
    if ((wireType === 'integer' || wireType === 'number') && words === undefined && numberIn(value) === null)
      found.push(`${where}.values: ${String(value)} is not a number, yet a number is sent.`);
    if (wireType === 'boolean' && typeof value !== 'boolean') found.push(`${where}.values: ${String(value)} is not true or false.`);
  }
  if (param.from === 'size' && words === undefined && !wireType.startsWith('size-') && wireType !== 'string')
    found.push(`${where}.wireType: a size is sent as size-x, size-star, size-colon, size-object or string.`);
  return found;
}

function checkConstraints(descriptor: ModelDescriptor): string[] {
  const found: string[] = [];
  const paramOf = (key: string): ModelParam | undefined => descriptor.params.find((param) => param.key === key);
  const hasRole = (role: RoleName): boolean => Boolean(descriptor.roles?.[role]);
  for (const [index, { if: condition, then }] of descriptor.constraints.entries()) {
    const where = `constraints[${index}]`;
    for (const role of [...(condition.has ?? []), ...(condition.lacks ?? [])])
      if (!hasRole(role)) found.push(`${where}.if: there is no roles.${role}.`);
    const asked = condition.param === undefined ? undefined : paramOf(condition.param);
    if (condition.param !== undefined && asked === undefined) found.push(`${where}.if.param: there is no parameter “${condition.param}”.`);
    if (condition.in !== undefined && condition.param === undefined) found.push(`${where}.if.in: it is not said of which parameter.`);
    for (const value of condition.in ?? []) {
      const reason = asked === undefined ? null : notAllowed(asked, value);
      if (reason !== null) found.push(`${where}.if.in: ${String(value)} ${reason}.`);
    }
    if (then.refuse !== true && (then.drop ?? []).length === 0 && Object.keys(then.set ?? {}).length === 0)
      found.push(`${where}.then: it says nothing to do.`);
    for (const name of then.drop ?? [])
      if (isRole(name) ? !hasRole(name) : paramOf(name) === undefined)
        found.push(`${where}.then.drop: there is no role or parameter “${name}”.`);
    for (const [key, value] of Object.entries(then.set ?? {})) {
      const param = paramOf(key);
      const reason = param === undefined ? null : notAllowed(param, value);
      if (param === undefined) found.push(`${where}.then.set: there is no parameter “${key}”.`);
      else if (reason !== null) found.push(`${where}.then.set.${key}: ${String(value)} ${reason}.`);
    }
  }
  return found;
}

function checkPrice({ price, params, kind }: ModelDescriptor): string[] {
  const found: string[] = [];
  for (const [index, line] of price.entries()) {
    const where = `price[${index}]`;
    for (const [key, value] of Object.entries(line.when)) {
      const param = params.find((each) => each.key === key);
      const reason = param === undefined ? null : notAllowed(param, value);
      if (param === undefined) found.push(`${where}.when: there is no parameter “${key}”.`);
      else if (reason !== null) found.push(`${where}.when.${key}: ${String(value)} ${reason}.`);
    }
    const odd =
      (line.unit === 'second' && kind !== 'clip' && kind !== 'speech') ||
      (line.unit === 'picture' && kind !== 'picture') ||
      (line.unit === 'clip' && kind !== 'clip') ||
      (line.unit === 'megapixel' && kind !== 'picture' && kind !== 'clip');
    if (odd) found.push(`${where}.unit: ${kind === 'text' ? 'text' : `a ${kind}`} is not paid by the ${line.unit}.`);
  }
  return found;
}
