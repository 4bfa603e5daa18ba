/** Which picture of a request goes where in a model's body, and which cannot go anywhere. Pure. */
import type { Coerced, Dropped } from '#contract/model/providers.ts';
import type { GenerationRequest, MediaInput, PictureRequest } from '../adapter.ts';
import type { FileSlot, ModelDescriptor } from './schema.ts';

export type PictureRole = 'firstFrame' | 'lastFrame' | 'references';

export interface PlacedPicture {
  sha256: string;
  role: PictureRole;
  /** For people, e.g. "start frame" or "reference 2: the character". */
  label: string;
  /** Place among the references, from 1. */
  number: number;
  /** What it shows, in words. */
  shows: string;
  slot: FileSlot;
  input: MediaInput;
}

export interface Placement {
  placed: PlacedPicture[];
  dropped: Dropped[];
  coerced: Coerced[];
}

type Reference = PictureRequest['references'][number];

const referenceWords: Record<Reference['role'], string> = {
  product: 'the product',
  character: 'the character',
  'start-frame': 'the start frame of this shot',
  'previous-frame': 'the last frame of the scene before',
  style: 'the look',
};

/** What a viewer would miss first if it came out wrong. */
const forReferences: readonly Reference['role'][] = ['product', 'character', 'start-frame', 'previous-frame', 'style'];
/** What a picture may be painted over: the same shot first, then what must be recognised. */
const toPaintOver: readonly Reference['role'][] = ['start-frame', 'product', 'character', 'previous-frame', 'style'];

function inOrder(references: readonly Reference[], order: readonly Reference['role'][]): Reference[] {
  const sorted = references
    .map((reference, index) => ({ reference, index }))
    .sort((a, b) => order.indexOf(a.reference.role) - order.indexOf(b.reference.role) || a.index - b.index)
    .map(({ reference }) => reference);
  // The same picture under two roles is sent once, under the more important one.
  return sorted.filter((reference, index) => sorted.findIndex((other) => other.input.sha256 === reference.input.sha256) === index);
}

export function placePictures(descriptor: ModelDescriptor, request: GenerationRequest): Placement {
  switch (request.kind) {
    case 'picture':
      return placeReferences(descriptor, request);
    case 'clip':
      return placeFrames(descriptor, request.startFrame.input, request.endFrame?.input ?? null);
    case 'speech':
      return { placed: [], dropped: [], coerced: [] };
  }
}

function placeReferences(descriptor: ModelDescriptor, request: PictureRequest): Placement {
  const { references: slot, firstFrame } = descriptor.roles ?? {};
  const dropped: Dropped[] = [];
  const coerced: Coerced[] = [];
  const leaveOut = (left: readonly Reference[], reason: string): void => {
    for (const reference of left) dropped.push({ field: 'reference', value: referenceWords[reference.role], reason });
  };
  if (slot !== undefined) {
    const sorted = inOrder(request.references, forReferences);
    leaveOut(
      sorted.slice(slot.max),
      `${descriptor.name} takes ${slot.max === 1 ? 'one reference picture' : `at most ${slot.max} reference pictures`}.`,
    );
    const placed = sorted
      .slice(0, slot.max)
      .map((reference, index) => referencePicture(reference.input, referenceWords[reference.role], index + 1, slot));
    return { placed, dropped, coerced };
  }
  if (firstFrame === undefined) {
    leaveOut(inOrder(request.references, forReferences), `${descriptor.name} works from words alone.`);
    return { placed: [], dropped, coerced };
  }
  const sorted = inOrder(request.references, toPaintOver);
  // A model that can do without gets only what this shot itself must show: painted over, anything else would be a copy of it.
  const usable =
    firstFrame.required || !descriptor.modes.includes('text') ? sorted : sorted.filter(({ role }) => toPaintOver.indexOf(role) < 3);
  const best = usable[0];
  leaveOut(
    sorted.filter((reference) => reference !== best),
    `${descriptor.name} starts from one picture and takes no others.`,
  );
  if (best === undefined) return { placed: [], dropped, coerced };
  const shows = referenceWords[best.role];
  coerced.push({
    field: 'reference',
    from: shows,
    to: 'the picture to start from',
    reason: `${descriptor.name} takes no reference pictures; it paints over this one instead.`,
  });
  return {
    placed: [{ sha256: best.input.sha256, role: 'firstFrame', label: shows, number: 1, shows, slot: firstFrame, input: best.input }],
    dropped,
    coerced,
  };
}

const referencePicture = (input: MediaInput, shows: string, number: number, slot: FileSlot): PlacedPicture => ({
  sha256: input.sha256,
  role: 'references',
  label: `reference ${number}: ${shows}`,
  number,
  shows,
  slot,
  input,
});

function placeFrames(descriptor: ModelDescriptor, start: MediaInput, end: MediaInput | null): Placement {
  const { firstFrame, lastFrame, references } = descriptor.roles ?? {};
  const placed: PlacedPicture[] = [];
  const dropped: Dropped[] = [];
  const coerced: Coerced[] = [];
  const asReference = (input: MediaInput, label: string): boolean => {
    const number = placed.length + 1;
    if (references === undefined || number > references.max) return false;
    placed.push(referencePicture(input, `the ${label} of this shot`, number, references));
    coerced.push({
      field: label,
      from: `the ${label}`,
      to: 'a reference picture',
      reason: `${descriptor.name} takes pictures only as references; the clip will look like this one but need not ${label === 'start frame' ? 'begin' : 'end'} on it.`,
    });
    return true;
  };
  const frame = (input: MediaInput, role: 'firstFrame' | 'lastFrame', label: string, slot: FileSlot): PlacedPicture => ({
    sha256: input.sha256,
    role,
    label,
    number: 1,
    shows: `the ${label} of this shot`,
    slot,
    input,
  });
  if (firstFrame !== undefined) placed.push(frame(start, 'firstFrame', 'start frame', firstFrame));
  else if (!asReference(start, 'start frame')) {
    dropped.push({
      field: 'start frame',
      value: 'the start frame',
      reason: `${descriptor.name} makes clips from words alone; the clip will not begin on this picture.`,
    });
  }
  if (end === null) return { placed, dropped, coerced };
  if (lastFrame !== undefined) placed.push(frame(end, 'lastFrame', 'end frame', lastFrame));
  else if (firstFrame !== undefined || !asReference(end, 'end frame')) {
    dropped.push({
      field: 'end frame',
      value: 'the end frame',
      reason: `${descriptor.name} cannot end on a given picture.`,
    });
  }
  return { placed, dropped, coerced };
}

/**
 * Words before the prompt that say which reference is which. A bare tag (`@image$n`, `Figure $n`) becomes
 * "@image1 is the product."; one that says more stands as it is, with `$n` and `$shows` filled in.
 */
export function referenceTags(descriptor: ModelDescriptor, placed: readonly PlacedPicture[]): string {
  const tag = descriptor.roles?.references?.tag?.trim();
  if (tag === undefined || tag === '') return '';
  const bare = !tag.includes('$shows') && !/[.:;!?]$/u.test(tag);
  return placed
    .filter(({ role }) => role === 'references')
    .map(({ number, shows }) => (bare ? `${tag} is $shows.` : tag).replaceAll('$n', String(number)).replaceAll('$shows', shows))
    .join(' ');
}
