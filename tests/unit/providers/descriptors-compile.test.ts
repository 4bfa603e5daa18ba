/** What a model is told: bodies, and what is dropped or coerced on the way. */
/* oxlint-disable unicorn/no-thenable -- constraints are plain data: their "then" is an object, never a function */
import { describe, expect, test } from 'vitest';
import { compile } from '#providers/descriptors/compile.ts';
import type { ModelDescriptorFile } from '#providers/descriptors/schema.ts';
import { withAvoidClause } from '#domain/prompts.ts';
import {
  clipModel,
  clipRequest,
  endFrame,
  kling,
  media,
  pictureModel,
  pictureRequest,
  reference,
  speechModel,
  speechRequest,
  upload,
} from './descriptors-requests.ts';

type Param = NonNullable<ModelDescriptorFile['params']>[number];

const placeholder = (name: string, as = 'upload') => ({ $file: media(name).sha256, as });
const fields = (items: readonly { field: string }[]): string[] => items.map(({ field }) => field);

describe('a whole clip', () => {
  test('start and end frame, length, negative and default parameters', () => {
    const result = compile(kling(), clipRequest({ negative: 'text', endFrame, seconds: 5 }));
    expect(result.body).toEqual({
      prompt: 'The camera pushes in on a lighthouse.',
      negative_prompt: 'text',
      start_image: placeholder('start'),
      end_image: placeholder('end'),
      duration: 5,
      mode: 'standard',
    });
    expect(result.bodyInWords).toMatchObject({ start_image: '‹start frame›', end_image: '‹end frame›' });
    expect(result.params).toEqual({ duration: 5, mode: 'standard' });
    expect(result.negative).toBe('own-field');
    expect(result.coerced).toEqual([]);
    expect(fields(result.dropped)).toEqual(['shape', 'seed']);
    expect(result.problems).toEqual([]);
    expect(result.files.map(({ role, input }) => [role, input.path])).toEqual([
      ['firstFrame', media('start').path],
      ['lastFrame', media('end').path],
    ]);
  });

  test('is the same every time and leaves its inputs alone', () => {
    const model = kling({ fixed: { extra: { list: [1] } } });
    const before = structuredClone(model);
    const first = compile(model, clipRequest());
    (first.body['extra'] as { list: number[] }).list.push(2);
    expect(compile(model, clipRequest()).body['extra']).toEqual({ list: [1] });
    expect(model).toEqual(before);
  });

  test('no seed field is said plainly', () => {
    expect(compile(kling(), clipRequest()).dropped).toContainEqual({
      field: 'seed',
      value: '42',
      reason: 'Kling takes no seed; the same request may look different the next time.',
    });
  });

  test('another kind of request is a problem', () => {
    expect(compile(kling(), pictureRequest()).problems).toContainEqual({ path: 'kind', message: 'Kling makes clips, not pictures.' });
  });
});

describe('length', () => {
  const model = (param: Partial<Param>) =>
    clipModel({ params: [{ key: 'duration', path: 'duration', from: 'seconds', wireType: 'integer', ...param }] });

  test.each([
    { name: 'exact', param: { values: [5, 10] }, seconds: 5, sent: 5, said: null },
    {
      name: 'next longer',
      param: { values: [5, 10] },
      seconds: 4,
      sent: 5,
      said: 'Model makes clips of 5 or 10 seconds; 5 seconds are made and the cut uses the first 4.',
    },
    { name: 'a frame too long is not worth double the price', param: { values: [5, 10] }, seconds: 5.04, sent: 5, said: null },
    {
      name: 'more than a frame is',
      param: { values: [5, 10] },
      seconds: 5.25,
      sent: 10,
      said: 'Model makes clips of 5 or 10 seconds; 10 seconds are made and the cut uses the first 5.25.',
    },
    {
      name: 'longest',
      param: { values: [5, 10] },
      seconds: 12,
      sent: 10,
      said: 'Model makes clips of 5 or 10 seconds; 10 seconds are made and the last 2 seconds of the scene will be missing.',
    },
    {
      name: 'a list in any order',
      param: { values: [10, 5] },
      seconds: 3,
      sent: 5,
      said: 'Model makes clips of 5 or 10 seconds; 5 seconds are made and the cut uses the first 3.',
    },
    { name: 'text numbers stay text', param: { values: ['5', '10'], wireType: 'string' as const }, seconds: 5, sent: '5', said: null },
    {
      name: 'Luma: "5s"',
      param: { values: [5, 9], wireType: 'seconds-text' as const },
      seconds: 7,
      sent: '9s',
      said: 'Model makes clips of 5 or 9 seconds; 9 seconds are made and the cut uses the first 7.',
    },
    {
      name: 'values already written as "5s"',
      param: { values: ['5s', '9s'], wireType: 'string' as const },
      seconds: 5,
      sent: '5s',
      said: null,
    },
    {
      name: 'whole seconds in a range',
      param: { min: 3, max: 15 },
      seconds: 4.25,
      sent: 5,
      said: 'Model makes clips of 3 to 15 seconds; 5 seconds are made and the cut uses the first 4.25.',
    },
    {
      name: 'shortest of a range',
      param: { min: 3, max: 15 },
      seconds: 2,
      sent: 3,
      said: 'Model makes clips of 3 to 15 seconds; 3 seconds are made and the cut uses the first 2.',
    },
    {
      name: 'longest of a range',
      param: { min: 3, max: 15 },
      seconds: 16,
      sent: 15,
      said: 'Model makes clips of 3 to 15 seconds; 15 seconds are made and the last 1 second of the scene will be missing.',
    },
    { name: 'fractions where they go', param: { min: 1, max: 10, wireType: 'number' as const }, seconds: 4.5, sent: 4.5, said: null },
    {
      name: 'steps',
      param: { min: 2, max: 10, step: 2 },
      seconds: 5,
      sent: 6,
      said: 'Model makes clips of 2 to 10 seconds; 6 seconds are made and the cut uses the first 5.',
    },
    {
      name: 'words of its own',
      param: { words: { 5: 'short', 10: 'long' }, wireType: 'string' as const },
      seconds: 6,
      sent: 'long',
      said: 'Model makes clips of 5 or 10 seconds; 10 seconds are made and the cut uses the first 6.',
    },
    {
      name: '"auto" is never chosen',
      param: { values: ['auto', 4, 8] },
      seconds: 3,
      sent: 4,
      said: 'Model makes clips of 4 or 8 seconds; 4 seconds are made and the cut uses the first 3.',
    },
  ])('$name', ({ param, seconds, sent, said }) => {
    const result = compile(model(param), clipRequest({ seconds }));
    expect(result.body['duration']).toBe(sent);
    expect(result.coerced.map(({ reason }) => reason)).toEqual(said === null ? [] : [said]);
    if (said !== null) expect(result.coerced[0]).toMatchObject({ field: 'length', from: `${seconds} seconds` });
  });

  test('a last second is one second', () => {
    expect(compile(model({ values: [5] }), clipRequest({ seconds: 6 })).coerced[0]?.reason).toContain('the last 1 second of');
  });

  test('the price is for what is made, not for what was wanted', () => {
    expect(compile(model({ values: [5, 10] }), clipRequest({ seconds: 6 })).measure.seconds).toBe(10);
    expect(compile(clipModel(), clipRequest({ seconds: 6 })).measure.seconds).toBe(6);
  });

  test('frames at the rate that is sent', () => {
    const wan = clipModel({
      params: [
        { key: 'num_frames', path: 'num_frames', from: 'frames', wireType: 'integer', min: 81, max: 121, step: 4, default: 81 },
        { key: 'frames_per_second', path: 'frames_per_second', wireType: 'integer', min: 5, max: 30, default: 16 },
      ],
    });
    const sixSeconds = compile(wan, clipRequest({ seconds: 6 }));
    expect(sixSeconds.body).toMatchObject({ num_frames: 97, frames_per_second: 16 });
    expect(sixSeconds.coerced).toEqual([]);
    expect(sixSeconds.measure.seconds).toBeCloseTo(97 / 16, 6);
    expect(compile(wan, clipRequest({ seconds: 10 })).coerced).toEqual([
      {
        field: 'length',
        from: '10 seconds',
        to: '121 frames',
        reason: 'Model makes at most 121 frames, 7.56 seconds; the last 2.44 seconds of the scene will be missing.',
      },
    ]);
  });

  test('frame rate: the nearest', () => {
    const model24 = clipModel({ params: [{ key: 'fps', path: 'fps', from: 'fps', wireType: 'integer', values: [16, 25, 30] }] });
    const result = compile(model24, clipRequest());
    expect(result.body['fps']).toBe(25);
    expect(result.coerced[0]).toEqual({
      field: 'frame rate',
      from: '24',
      to: '25',
      reason: 'Model makes 16, 25 or 30 frames a second; 25 is the nearest.',
    });
  });
});

describe('shape and size', () => {
  const shaped = (param: Partial<Param>) =>
    pictureModel({ params: [{ key: 'shape', path: 'shape', wireType: 'string', from: 'aspect', ...param }] });

  test.each([
    { aspect: '16:9' as const, values: ['16:9', '9:16', '1:1'], sent: '16:9', said: null },
    {
      aspect: '4:5' as const,
      values: ['16:9', '9:16', '1:1'],
      sent: '1:1',
      said: 'Model makes 16:9, 9:16 or 1:1; 1:1 is the nearest to 4:5.',
    },
    {
      aspect: '4:5' as const,
      values: ['1:1', '3:4', '9:16'],
      sent: '3:4',
      said: 'Model makes 1:1, 3:4 or 9:16; 3:4 is the nearest to 4:5.',
    },
    { aspect: '4:5' as const, values: ['16:9', '4:5', 'match_input_image'], sent: '4:5', said: null },
    { aspect: '16:9' as const, values: ['1280:720', '720:1280', '960:960'], sent: '1280:720', said: null },
    {
      aspect: '16:9' as const,
      values: ['custom', '1584:672', '1104:832'],
      sent: '1584:672',
      said: 'Model makes 1584:672 or 1104:832; 1584:672 is the nearest to 16:9.',
    },
  ])('$aspect of $values', ({ aspect, values, sent, said }) => {
    const result = compile(shaped({ values }), pictureRequest({ aspect }));
    expect(result.body['shape']).toBe(sent);
    expect(result.coerced.map(({ reason }) => reason)).toEqual(said === null ? [] : [said]);
  });

  test('a size without a name of its own is named in lowest terms', () => {
    const result = compile(shaped({ values: ['16:9'] }), pictureRequest({ width: 900, height: 600 }));
    expect(result.coerced[0]).toMatchObject({ field: 'shape', from: '3:2', to: '16:9' });
  });

  test('fal: words for shapes', () => {
    const words = { '1:1': 'square_hd', '16:9': 'landscape_16_9', '9:16': 'portrait_16_9', '3:4': 'portrait_4_3' };
    const model = shaped({ words, key: 'image_size', path: 'image_size' });
    expect(compile(model, pictureRequest()).body['image_size']).toBe('landscape_16_9');
    const portrait = compile(model, pictureRequest({ aspect: '4:5' }));
    expect(portrait.body['image_size']).toBe('portrait_4_3');
    expect(portrait.params).toEqual({ image_size: '3:4' });
    expect(portrait.coerced[0]?.reason).toBe('Model makes 1:1, 16:9, 9:16 or 3:4; 3:4 is the nearest to 4:5.');
  });

  test.each([
    { wireType: 'size-object' as const, sent: { width: 1280, height: 720 } },
    { wireType: 'size-x' as const, sent: '1280x720' },
    { wireType: 'size-star' as const, sent: '1280*720' },
    { wireType: 'size-colon' as const, sent: '1280:720' },
  ])('$wireType', ({ wireType, sent }) => {
    const result = compile(shaped({ from: 'size', wireType }), pictureRequest());
    expect(result.body['shape']).toEqual(sent);
    expect(result.params).toEqual({ shape: '1280x720' });
    expect(result.coerced).toEqual([]);
  });

  test('Wan: the nearest of its sizes, by shape and then by area', () => {
    const wan = clipModel({
      params: [
        {
          key: 'size',
          path: 'size',
          from: 'size',
          wireType: 'size-star',
          values: ['832*480', '480*832', '1280*720', '1920*1080', '1024*1024'],
        },
      ],
    });
    expect(compile(wan, clipRequest()).body['size']).toBe('1280*720');
    const result = compile(wan, clipRequest({ width: 1024, height: 576 }));
    expect(result.body['size']).toBe('1280*720');
    expect(result.coerced).toEqual([
      {
        field: 'size',
        from: '1024 × 576',
        to: '1280 × 720',
        reason: 'Model makes clips of certain sizes only; 1280 × 720 is the nearest to 1024 × 576.',
      },
    ]);
    expect(result.measure).toMatchObject({ width: 1280, height: 720 });
    expect(compile(wan, clipRequest({ aspect: '4:5' })).body['size']).toBe('1024*1024');
  });

  test('a size that is large enough is preferred to one that must be enlarged', () => {
    const model = clipModel({
      params: [{ key: 'size', path: 'size', from: 'size', wireType: 'size-star', values: ['480*832', '720*1280', '1080*1920'] }],
    });
    expect(compile(model, clipRequest({ aspect: '4:5' })).body['size']).toBe('1080*1920');
    expect(compile(model, clipRequest({ width: 400, height: 500 })).body['size']).toBe('480*832');
    expect(compile(model, clipRequest({ width: 2160, height: 3840 })).body['size']).toBe('1080*1920');
  });

  test('Runway: pixels as a ratio', () => {
    const runway = clipModel({
      params: [
        {
          key: 'ratio',
          path: 'ratio',
          from: 'size',
          wireType: 'size-colon',
          values: ['1280:720', '720:1280', '1104:832', '832:1104', '960:960', '1584:672'],
        },
      ],
    });
    expect(compile(runway, clipRequest({ width: 1920, height: 1080 })).body['ratio']).toBe('1280:720');
    expect(compile(runway, clipRequest({ aspect: '4:5' })).body['ratio']).toBe('832:1104');
    expect(compile(runway, clipRequest({ aspect: '9:16' })).coerced).toEqual([]);
  });

  const sided = (limits: Partial<Param>) =>
    pictureModel({
      params: [
        { key: 'width', path: 'width', from: 'width', wireType: 'integer', ...limits },
        { key: 'height', path: 'height', from: 'height', wireType: 'integer', ...limits },
      ],
    });

  test.each([
    { limits: { min: 256, max: 2048, step: 32 }, wanted: [1280, 720], sent: [1280, 736] },
    { limits: { min: 256, max: 2048, step: 16 }, wanted: [1280, 720], sent: [1280, 720] },
    { limits: { min: 256, max: 1440, step: 32 }, wanted: [1920, 1080], sent: [1440, 800] },
    { limits: { min: 512, max: 2048, step: 8 }, wanted: [640, 360], sent: [912, 512] },
    { limits: { max: 1000, step: 64 }, wanted: [2000, 2000], sent: [960, 960] },
  ])('sides within $limits', ({ limits, wanted: [width = 0, height = 0], sent: [across, down] }) => {
    const result = compile(sided(limits), pictureRequest({ width, height }));
    expect(result.body).toMatchObject({ width: across, height: down });
    // Said once, not once for each side.
    expect(result.coerced).toHaveLength(across === width && down === height ? 0 : 1);
  });
});

describe('words', () => {
  const limited = (maxCharacters: number, negative?: false) =>
    pictureModel({ roles: { prompt: { path: 'prompt', maxCharacters }, ...(negative === undefined ? {} : { negative }) } });

  test('without a field, what to avoid is merged into the prompt', () => {
    const result = compile(pictureModel(), pictureRequest());
    expect(result.body['prompt']).toBe(withAvoidClause('A lighthouse at dawn.', 'text, watermark'));
    expect(result.negative).toBe('merged');
  });

  test('nothing to avoid', () => {
    const result = compile(pictureModel(), pictureRequest({ negative: ' ' }));
    expect(result.body['prompt']).toBe('A lighthouse at dawn.');
    expect(result.negative).toBe('none');
  });

  test('a model that cannot be told is not told', () => {
    const result = compile(limited(1000, false), pictureRequest());
    expect(result.body['prompt']).toBe('A lighthouse at dawn.');
    expect(result.negative).toBe('not-sent');
    expect(result.dropped).toContainEqual({ field: 'negative', value: 'text, watermark', reason: 'Model cannot be told what to avoid.' });
  });

  test('a long prompt ends after a sentence', () => {
    const result = compile(limited(40), pictureRequest({ prompt: 'One short sentence. Another one follows. And a third.', negative: '' }));
    expect(result.body['prompt']).toBe('One short sentence. Another one follows.');
    expect(result.coerced).toEqual([
      {
        field: 'prompt',
        from: '53 characters',
        to: '40 characters',
        reason: 'Model reads at most 40 characters; the end of the prompt is left out.',
      },
    ]);
  });

  test('a long sentence ends after a word', () => {
    expect(compile(limited(20), pictureRequest({ prompt: 'wandering lighthouses everywhere', negative: '' })).body['prompt']).toBe(
      'wandering',
    );
    expect(compile(limited(22), pictureRequest({ prompt: 'wandering lighthouses, everywhere', negative: '' })).body['prompt']).toBe(
      'wandering lighthouses',
    );
    expect(compile(limited(18), pictureRequest({ prompt: 'Shot wide at f/2.8, at dawn.', negative: '' })).body['prompt']).toBe(
      'Shot wide at',
    );
    expect(compile(limited(5), pictureRequest({ prompt: 'lighthouse', negative: '' })).body['prompt']).toBe('light');
  });

  test.each([1, 5, 12, 21, 37, 60, 200])('never more than %i characters', (limit) => {
    const prompt = 'Dawn over the harbour, gulls 🌊🌊🌊 wheel; the lamp turns. A keeper climbs — slowly — the iron stairs.';
    const sent = compile(limited(limit), pictureRequest({ prompt })).body['prompt'] as string;
    expect(sent.length).toBeLessThanOrEqual(limit);
    expect(sent.isWellFormed()).toBe(true);
  });

  test('the prompt is never cut to make room for what to avoid', () => {
    const result = compile(limited(25), pictureRequest());
    expect(result.body['prompt']).toBe('A lighthouse at dawn.');
    expect(result.negative).toBe('not-sent');
    expect(result.dropped).toContainEqual({
      field: 'negative',
      value: 'text, watermark',
      reason: 'The prompt leaves no room for what to avoid; Model reads at most 25 characters.',
    });
  });

  test('as much of it as there is room for', () => {
    const result = compile(limited(36), pictureRequest());
    expect(result.body['prompt']).toBe('A lighthouse at dawn. Avoid: text.');
    expect(result.coerced).toContainEqual({
      field: 'negative',
      from: 'text, watermark',
      to: 'text',
      reason: 'There is no room for one of the things to avoid.',
    });
    expect(compile(limited(45), pictureRequest()).body['prompt']).toBe('A lighthouse at dawn. Avoid: text, watermark.');
  });

  test('its own field has a limit of its own', () => {
    const model = pictureModel({ roles: { prompt: { path: 'prompt' }, negative: { path: 'not', maxCharacters: 6 } } });
    const result = compile(model, pictureRequest());
    expect(result.body).toMatchObject({ prompt: 'A lighthouse at dawn.', not: 'text' });
    expect(fields(result.coerced)).toEqual(['negative']);
  });

  test('an empty prompt is a problem', () => {
    expect(compile(pictureModel(), pictureRequest({ prompt: '  ', negative: '' })).problems).toEqual([
      { path: 'prompt', message: 'There are no words to send.' },
    ]);
  });
});

describe('seed', () => {
  const seeded = (min: number, max: number) =>
    pictureModel({ roles: { prompt: { path: 'prompt' }, seed: { path: 'input.seed', min, max } } });

  test.each([
    { seed: 42, min: 0, max: 100, sent: 42 },
    { seed: 101, min: 0, max: 100, sent: 0 },
    { seed: 250, min: 0, max: 100, sent: 48 },
    { seed: -1, min: 0, max: 100, sent: 100 },
    { seed: 0, min: 1, max: 10, sent: 10 },
    { seed: 4_294_967_295, min: 0, max: 2_147_483_647, sent: 2_147_483_647 },
  ])('$seed in $min to $max', ({ seed, min, max, sent }) => {
    const result = compile(seeded(min, max), pictureRequest({ seed }));
    expect(result.body['input']).toEqual({ seed: sent });
    expect(result.coerced.filter(({ field }) => field === 'seed')).toHaveLength(sent === seed ? 0 : 1);
  });
});

describe('pictures of a picture', () => {
  const refs = (max: number, more: Record<string, unknown> = {}) =>
    pictureModel({
      name: 'Banana',
      modes: ['text', 'reference'],
      roles: { prompt: { path: 'prompt' }, references: { ...upload('images[]'), max, ...more } },
    });
  const references = [reference('style'), reference('previous-frame'), reference('character'), reference('product')];

  test('product and character come first, and what is left out is named', () => {
    const result = compile(refs(2), pictureRequest({ references }));
    expect(result.body['images']).toEqual([placeholder('product'), placeholder('character')]);
    expect(result.dropped.filter(({ field }) => field === 'reference')).toEqual([
      { field: 'reference', value: 'the last frame of the scene before', reason: 'Banana takes at most 2 reference pictures.' },
      { field: 'reference', value: 'the look', reason: 'Banana takes at most 2 reference pictures.' },
    ]);
    expect(result.bodyInWords['images']).toEqual(['‹reference 1: the product›', '‹reference 2: the character›']);
  });

  test('the same picture is sent once', () => {
    const result = compile(refs(4), pictureRequest({ references: [reference('start-frame', 'same'), reference('product', 'same')] }));
    expect(result.files.map(({ shows }) => shows)).toEqual(['the product']);
  });

  test.each([
    { tag: '<<<image_$n>>>', words: '<<<image_1>>> is the product. <<<image_2>>> is the character. A lighthouse at dawn.' },
    { tag: 'Figure $n', words: 'Figure 1 is the product. Figure 2 is the character. A lighthouse at dawn.' },
    { tag: 'Image $n shows $shows.', words: 'Image 1 shows the product. Image 2 shows the character. A lighthouse at dawn.' },
  ])('tag $tag', ({ tag, words }) => {
    const request = pictureRequest({ references: [reference('product'), reference('character')], negative: '' });
    expect(compile(refs(4, { tag }), request).body['prompt']).toBe(words);
    expect(compile(refs(4, { tag }), pictureRequest({ negative: '' })).body['prompt']).toBe('A lighthouse at dawn.');
  });

  test('tags count towards the limit and are never cut', () => {
    const model = pictureModel({
      modes: ['reference'],
      roles: { prompt: { path: 'prompt', maxCharacters: 40 }, references: { ...upload('images[]'), max: 1, tag: '@image$n' } },
    });
    const sent = compile(model, pictureRequest({ references: [reference('product')], negative: '' })).body['prompt'];
    expect(sent).toBe('@image1 is the product. A lighthouse at');
  });

  test('numbered fields and wraps', () => {
    const model = pictureModel({
      modes: ['reference'],
      roles: {
        prompt: { path: 'prompt' },
        references: { ...upload('image_$n', { encoding: 'base64' }), max: 3, wrap: { data: '$file', media_type: '$mime', tag: 'ref$n' } },
      },
    });
    const result = compile(model, pictureRequest({ references: [reference('product'), reference('style')] }));
    expect(result.body).toMatchObject({
      image_1: { data: placeholder('product', 'base64'), media_type: { $mime: media('product').sha256 }, tag: 'ref1' },
      image_2: { data: placeholder('style', 'base64'), tag: 'ref2' },
    });
    expect(result.bodyInWords).toMatchObject({ image_1: { data: '‹reference 1: the product›', media_type: 'image/png', tag: 'ref1' } });
  });

  const paintOver = (modes: ('text' | 'image')[], required = false) =>
    pictureModel({ modes, roles: { prompt: { path: 'prompt' }, firstFrame: upload('image', { required }) } });

  test('without references, the best one is painted over', () => {
    const result = compile(paintOver(['image'], true), pictureRequest({ references: [...references, reference('start-frame')] }));
    expect(result.body['image']).toEqual(placeholder('start-frame'));
    expect(result.coerced).toContainEqual({
      field: 'reference',
      from: 'the start frame of this shot',
      to: 'the picture to start from',
      reason: 'Model takes no reference pictures; it paints over this one instead.',
    });
    expect(result.dropped.filter(({ field }) => field === 'reference')).toHaveLength(4);
  });

  test('a model that can do without does not copy the scene before', () => {
    const result = compile(paintOver(['text', 'image']), pictureRequest({ references: [reference('previous-frame'), reference('style')] }));
    expect(result.body).not.toHaveProperty('image');
    expect(result.dropped.filter(({ field }) => field === 'reference')).toHaveLength(2);
  });

  test('a model that needs a picture says so when there is none', () => {
    expect(compile(paintOver(['image'], true), pictureRequest()).problems).toEqual([
      { path: 'references', message: 'Model needs a picture to start from.' },
    ]);
    expect(compile(paintOver(['image']), pictureRequest()).problems).toEqual([
      { path: 'references', message: 'Model cannot work from words alone; it needs a picture.' },
    ]);
  });

  test('words alone', () => {
    const result = compile(pictureModel(), pictureRequest({ references: [reference('product')] }));
    expect(result.dropped).toContainEqual({ field: 'reference', value: 'the product', reason: 'Model works from words alone.' });
    expect(result.problems).toEqual([]);
  });
});

describe('pictures of a clip', () => {
  test('PiAPI: key frames in wraps', () => {
    const wrap = { type: 'image', url: '$file' };
    const luma = clipModel({
      modes: ['text', 'image'],
      roles: {
        prompt: { path: 'input.prompt' },
        firstFrame: { path: 'input.key_frames.frame0', encoding: 'public-url', wrap },
        lastFrame: { path: 'input.key_frames.frame1', encoding: 'public-url', wrap, requires: ['firstFrame'] },
      },
      fixed: { model: 'luma', 'input.service': 'public' },
    });
    expect(compile(luma, clipRequest({ endFrame })).body).toEqual({
      model: 'luma',
      input: {
        prompt: 'The camera pushes in on a lighthouse.',
        service: 'public',
        key_frames: {
          frame0: { type: 'image', url: placeholder('start', 'public-url') },
          frame1: { type: 'image', url: placeholder('end', 'public-url') },
        },
      },
    });
  });

  test('Runway: both frames in one list', () => {
    const runway = clipModel({
      modes: ['image'],
      roles: {
        prompt: { path: 'promptText' },
        firstFrame: upload('promptImage[]', { wrap: { uri: '$file', position: 'first' } }),
        lastFrame: upload('promptImage[]', { wrap: { uri: '$file', position: 'last' } }),
      },
    });
    expect(compile(runway, clipRequest({ endFrame })).body['promptImage']).toEqual([
      { uri: placeholder('start'), position: 'first' },
      { uri: placeholder('end'), position: 'last' },
    ]);
  });

  test('Gemini: a place in a list of objects', () => {
    const veo = clipModel({
      modes: ['text', 'image'],
      roles: {
        prompt: { path: 'instances[0].prompt' },
        firstFrame: upload('instances.0.image', { encoding: 'base64', wrap: { bytes: '$file' } }),
      },
    });
    expect(compile(veo, clipRequest()).body['instances']).toEqual([
      { prompt: 'The camera pushes in on a lighthouse.', image: { bytes: placeholder('start', 'base64') } },
    ]);
  });

  test('a model that works from words alone says so', () => {
    const result = compile(clipModel({ name: 'Words' }), clipRequest({ endFrame }));
    expect(result.files).toEqual([]);
    expect(result.dropped.slice(0, 2)).toEqual([
      {
        field: 'start frame',
        value: 'the start frame',
        reason: 'Words makes clips from words alone; the clip will not begin on this picture.',
      },
      { field: 'end frame', value: 'the end frame', reason: 'Words cannot end on a given picture.' },
    ]);
    expect(result.problems).toEqual([]);
  });

  test('a reference model gets the frames as references', () => {
    const model = clipModel({ modes: ['reference'], roles: { prompt: { path: 'prompt' }, references: { ...upload('refs[]'), max: 3 } } });
    const result = compile(model, clipRequest({ endFrame }));
    expect(result.body['refs']).toEqual([placeholder('start'), placeholder('end')]);
    expect(fields(result.coerced)).toEqual(['start frame', 'end frame']);
  });

  test('a required end frame that is missing is a problem', () => {
    const model = clipModel({
      modes: ['image'],
      roles: { prompt: { path: 'prompt' }, firstFrame: upload('a', { required: true }), lastFrame: upload('b', { required: true }) },
    });
    expect(compile(model, clipRequest()).problems.map(({ path }) => path)).toEqual(['endFrame']);
    expect(compile(model, clipRequest({ endFrame })).problems).toEqual([]);
  });

  test('an end frame goes when the start frame it needs has gone', () => {
    const model = kling({
      constraints: [{ if: { param: 'mode', in: ['standard'] }, then: { drop: ['firstFrame'] }, message: 'Standard takes no start frame.' }],
    });
    const result = compile(model, clipRequest({ endFrame }));
    expect(result.files).toEqual([]);
    expect(result.dropped.slice(0, 2)).toEqual([
      { field: 'start frame', value: 'the start frame', reason: 'Standard takes no start frame.' },
      { field: 'end frame', value: 'the end frame', reason: 'Kling takes an end frame only together with a start frame.' },
    ]);
  });
});

describe('constraints', () => {
  const hailuo = clipModel({
    name: 'Hailuo',
    modes: ['text', 'image'],
    roles: { prompt: { path: 'prompt' }, firstFrame: upload('first_frame_image') },
    params: [
      { key: 'duration', path: 'duration', from: 'seconds', wireType: 'integer', values: [6, 10], default: 6 },
      { key: 'resolution', path: 'resolution', wireType: 'string', values: ['768p', '1080p'], default: '1080p' },
    ],
    constraints: [
      { if: { param: 'duration', in: [10] }, then: { set: { resolution: '768p' } }, message: 'Ten seconds are made in 768p only.' },
    ],
  });

  test('ten seconds only in 768p', () => {
    const short = compile(hailuo, clipRequest({ seconds: 6 }));
    expect(short.body).toMatchObject({ duration: 6, resolution: '1080p' });
    expect(short.coerced).toEqual([]);
    const long = compile(hailuo, clipRequest({ seconds: 10 }));
    expect(long.body).toMatchObject({ duration: 10, resolution: '768p' });
    expect(long.coerced).toEqual([{ field: 'resolution', from: '1080p', to: '768p', reason: 'Ten seconds are made in 768p only.' }]);
  });

  test('references exclude the end frame, and set length and shape', () => {
    const veo = pictureModel({
      modes: ['text', 'reference'],
      roles: { prompt: { path: 'prompt' }, seed: { path: 'seed' }, references: { ...upload('refs[]'), max: 3 } },
      params: [{ key: 'aspect', path: 'aspect', from: 'aspect', wireType: 'string', values: ['16:9', '9:16'], default: '16:9' }],
      constraints: [
        { if: { has: ['references'] }, then: { drop: ['seed'], set: { aspect: '16:9' } }, message: 'With references only 16:9.' },
      ],
    });
    const plain = compile(veo, pictureRequest({ aspect: '9:16' }));
    expect(plain.body).toMatchObject({ aspect: '9:16', seed: 42 });
    const result = compile(veo, pictureRequest({ aspect: '9:16', references: [reference('product')] }));
    expect(result.body).toMatchObject({ aspect: '16:9' });
    expect(result.body).not.toHaveProperty('seed');
    expect(result.dropped).toEqual([{ field: 'seed', value: '42', reason: 'With references only 16:9.' }]);
    expect(result.coerced).toEqual([{ field: 'shape', from: '9:16', to: '16:9', reason: 'With references only 16:9.' }]);
  });

  test('a change of a change is said once, from what was wanted', () => {
    const model = clipModel({
      params: [{ key: 'duration', path: 'duration', from: 'seconds', wireType: 'integer', values: [4, 6, 8], default: 8 }],
      constraints: [{ if: { param: 'duration', in: [4, 6] }, then: { set: { duration: 8 } }, message: 'Only 8 seconds in this form.' }],
    });
    expect(compile(model, clipRequest({ seconds: 5 })).coerced).toEqual([
      { field: 'length', from: '5 seconds', to: '8 seconds', reason: 'Only 8 seconds in this form.' },
    ]);
  });

  test('start and end frame only at five seconds: the end frame goes', () => {
    const model = kling({
      constraints: [
        {
          if: { has: ['firstFrame', 'lastFrame'], param: 'duration', in: [10] },
          then: { drop: ['lastFrame'] },
          message: 'Both frames only at 5 seconds.',
        },
      ],
    });
    expect(compile(model, clipRequest({ endFrame, seconds: 5 })).body).toHaveProperty('end_image');
    const long = compile(model, clipRequest({ endFrame, seconds: 9 }));
    expect(long.body).not.toHaveProperty('end_image');
    expect(long.dropped).toContainEqual({ field: 'end frame', value: 'the end frame', reason: 'Both frames only at 5 seconds.' });
    expect(long.body).toHaveProperty('start_image');
  });

  test('refused', () => {
    const model = kling({
      constraints: [
        { if: { lacks: ['lastFrame'], param: 'mode', in: ['pro'] }, then: { refuse: true }, message: 'Pro needs an end frame.' },
      ],
    });
    expect(compile(model, clipRequest()).problems).toEqual([]);
    expect(compile(model, clipRequest(), { mode: 'pro' }).problems).toEqual([{ path: 'params.mode', message: 'Pro needs an end frame.' }]);
    expect(compile(model, clipRequest({ endFrame }), { mode: 'pro' }).problems).toEqual([]);
  });

  test('a negative that may not have its field goes into the prompt', () => {
    const model = kling({
      constraints: [{ if: { has: ['firstFrame', 'negative'] }, then: { drop: ['negative'] }, message: 'Not with a start frame.' }],
    });
    const result = compile(model, clipRequest({ negative: 'text' }));
    expect(result.body).not.toHaveProperty('negative_prompt');
    expect(result.body['prompt']).toBe('The camera pushes in on a lighthouse. Avoid: text.');
    expect(result.negative).toBe('merged');
  });

  test('a default that nobody asked for goes without a word', () => {
    const model = kling({ constraints: [{ if: { has: ['firstFrame'] }, then: { drop: ['mode'] }, message: 'No mode.' }] });
    const result = compile(model, clipRequest());
    expect(result.body).not.toHaveProperty('mode');
    expect(fields(result.dropped)).toEqual(['seed']);
  });
});

describe('what a person has set', () => {
  test('wins over defaults and over the request', () => {
    const result = compile(kling(), clipRequest({ seconds: 5 }), { mode: 'pro', duration: '10' });
    expect(result.body).toMatchObject({ mode: 'pro', duration: 10 });
    expect(result.params).toMatchObject({ mode: 'pro', duration: 10 });
  });

  test('must be possible', () => {
    expect(compile(kling(), clipRequest(), { mode: 'ultra' }).problems).toEqual([
      { path: 'params.mode', message: 'Kling knows no mode “ultra”, only standard and pro.' },
    ]);
    expect(compile(kling(), clipRequest(), { cfg: 3 }).dropped).toContainEqual({
      field: 'cfg',
      value: '3',
      reason: 'Kling has no such setting.',
    });
  });
});

describe('wire types', () => {
  test.each([
    { wireType: 'integer' as const, value: '5', sent: 5 },
    { wireType: 'number' as const, value: '0.5', sent: 0.5 },
    { wireType: 'string' as const, value: 5, sent: '5' },
    { wireType: 'boolean' as const, value: true, sent: true },
    { wireType: 'seconds-text' as const, value: 5, sent: '5s' },
  ])('$wireType', ({ wireType, value, sent }) => {
    const model = pictureModel({ params: [{ key: 'it', path: 'deep.it', wireType, default: value }] });
    expect(compile(model, pictureRequest()).body['deep']).toEqual({ it: sent });
  });

  test('null leaves the field out', () => {
    const model = pictureModel({ params: [{ key: 'it', path: 'it', wireType: 'string', default: null }] });
    expect(compile(model, pictureRequest()).body).not.toHaveProperty('it');
  });

  test('a field called __proto__ stays a field', () => {
    const model = pictureModel({ fixed: JSON.parse('{"__proto__.polluted": true}') as Record<string, unknown> });
    const { body } = compile(model, pictureRequest());
    expect(Object.getPrototypeOf(body)).toBe(Object.prototype);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });
});

describe('speech', () => {
  const voice = speechModel({
    name: 'Voice',
    roles: { prompt: { path: 'input', maxCharacters: 60 }, voice: { path: 'voice', voices: ['nova', 'sage'] } },
    params: [
      { key: 'speed', path: 'speed', from: 'speed', wireType: 'number', min: 0.25, max: 4, default: null },
      { key: 'language', path: 'language', from: 'language', wireType: 'string', values: ['en', 'de-DE'], default: 'en' },
    ],
    price: [{ unit: 'character', amount: 0.000015 }],
  });

  test('text, first voice, language', () => {
    const result = compile(voice, speechRequest());
    expect(result.body).toMatchObject({ input: 'The light stays on.', voice: 'nova', language: 'en' });
    expect(result.negative).toBe('none');
    expect(result.coerced).toEqual([]);
    expect(result.measure.characters).toBe(19);
  });

  test('voices by name, whatever the case; an unknown one becomes the first', () => {
    expect(compile(voice, speechRequest({ voice: 'Sage' })).body['voice']).toBe('sage');
    const result = compile(voice, speechRequest({ voice: 'bob' }));
    expect(result.body['voice']).toBe('nova');
    expect(result.coerced).toEqual([{ field: 'voice', from: 'bob', to: 'nova', reason: 'Voice has no voice called bob.' }]);
  });

  test('languages by country, by base, and unknown ones', () => {
    expect(compile(voice, speechRequest({ language: 'de' })).body['language']).toBe('de-DE');
    expect(compile(voice, speechRequest({ language: 'en-GB' })).body['language']).toBe('en');
    const result = compile(voice, speechRequest({ language: 'fi' }));
    expect(result.body['language']).toBe('en');
    expect(result.coerced).toEqual([{ field: 'language', from: 'fi', to: 'en', reason: 'Voice does not list this language.' }]);
  });

  test('a line that would run over is spoken faster, but never hurried', () => {
    const text = 'Every night for ninety years the light has stayed on.';
    expect(compile(voice, speechRequest({ text, seconds: 30 })).body['speed']).toBe(1);
    expect(compile(voice, speechRequest({ text, seconds: 3.8 })).body['speed']).toBeGreaterThan(1);
    expect(compile(voice, speechRequest({ text, seconds: 1 })).body['speed']).toBe(1.2);
  });

  test('half a line is never spoken', () => {
    const result = compile(voice, speechRequest({ text: 'word '.repeat(20) }));
    expect(result.problems).toEqual([
      { path: 'text', message: 'Voice speaks at most 60 characters at once; this line has 99. Shorten it.' },
    ]);
  });
});
