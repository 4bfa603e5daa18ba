/** The film of the fake studio: a coffee advertisement in four scenes, at whatever point of its making a test asks for. */
import type {
  FilmView,
  FrameView,
  PromptVersion,
  SceneSummary,
  SceneView,
  StageProgress,
  StudioStage,
  Take,
  Variation,
} from '#contract/model/film.ts';
import type { Aspect, CameraMovement, FrameRole, Money } from '#contract/model/primitives.ts';
import type { MetricId, Overall, Score } from '#contract/model/quality.ts';
import type { SceneSpec, StageDocument, StageState, StoryTemplate } from '#contract/model/story.ts';
import { fakePicture, fakeVideo, type FakeShot } from './fake-pictures.ts';

/** The fake studio's clock when a film starts: fixed, so that screenshots stay the same. */
export const T0 = Date.UTC(2026, 10, 20, 9, 0, 0);
export const FREE: Money = { amount: 0, currency: 'USD', estimated: false };

export interface FakeFilmOptions {
  scenes: number;
  /** How far the making has come. */
  made: 'nothing' | 'story' | 'frames' | 'takes' | 'film';
  aspect?: Aspect;
  /** Puts a failed frame, a weak pick and review items in. */
  trouble?: boolean;
  stale?: boolean;
}

export interface FakeFilm {
  film: FilmView;
  scenes: Map<string, SceneView>;
}

const learned: MetricId[] = ['pickscore', 'clip_score', 'vqa_score', 'laion_aesthetic_v2'];
const pictureMetrics: MetricId[] = ['laplacian_variance', 'exposure_clipping', 'rms_contrast', 'colourfulness', 'noise_sigma'];
const clipMetrics: MetricId[] = [...pictureMetrics, 'luma_flicker', 'flow_smoothness', 'flow_dynamic_degree'];
const learnedClip: MetricId[] = ['vbench_subject_consistency', 'vbench_aesthetic_quality', 'vbench_overall_consistency'];

function scoresAround(value: number, metrics: MetricId[], missing: MetricId[], seed: number): { scores: Score[]; overall: Overall } {
  const scores: Score[] = metrics.map((metric, index) => {
    const score = Math.max(4, Math.min(99, value + (((seed * 7 + index * 13) % 21) - 10)));
    return { status: 'measured', metric, value: score / 100, score, measuredBy: 'Heroframe classical metrics 1', where: 'this computer' };
  });
  const gone: Score[] = missing.map((metric) => ({ status: 'unavailable', metric, reason: 'Its model is not installed.' }));
  return { scores: [...scores, ...gone], overall: { value, basis: 'technical', measured: metrics, missing } };
}

interface Seed {
  beat: string;
  seconds: number;
  setting: string;
  action: string;
  movement: CameraMovement;
  framing: string;
  tone: string;
  voice: string;
  start: FakeShot['subject'];
  end: FakeShot['subject'];
  warmth: number;
}

const seeds: Seed[] = [
  {
    beat: 'Quiet moment',
    seconds: 4,
    setting: 'Sunlit kitchen, early morning',
    action: 'Sarah stands at the window in the first light, phone face down, and lets the kettle come to the boil.',
    movement: 'static',
    framing: 'Wide',
    tone: 'Still, a little tired',
    voice: 'Mornings used to be chaos.',
    start: 'window',
    end: 'wide',
    warmth: 0.45,
  },
  {
    beat: 'Surprise',
    seconds: 3.5,
    setting: 'Kitchen table, window light',
    action: 'She lifts the white mug; steam curls into the window light; her eyes close and a small smile comes.',
    movement: 'push-in',
    framing: 'Medium close-up',
    tone: 'Relief',
    voice: 'Until I discovered this.',
    start: 'wide',
    end: 'face',
    warmth: 0.75,
  },
  {
    beat: 'Joy',
    seconds: 3,
    setting: 'Kitchen table, close',
    action: 'The mug with its thin gold rim turns in the light; the surface of the coffee settles.',
    movement: 'orbit',
    framing: 'Close-up',
    tone: 'Warm, sensory',
    voice: 'Now every morning starts with intention.',
    start: 'mug',
    end: 'mug',
    warmth: 0.9,
  },
  {
    beat: 'Connection',
    seconds: 4.5,
    setting: 'Kitchen, full morning',
    action: 'A second mug is set down beside hers; she looks up as the room fills with light.',
    movement: 'pull-out',
    framing: 'Medium wide',
    tone: 'Belonging',
    voice: 'My moment of calm before the world wakes up.',
    start: 'face',
    end: 'wide',
    warmth: 0.85,
  },
];

function specOf(number: number): SceneSpec {
  const seed = seeds[(number - 1) % seeds.length] as Seed;
  return {
    beat: seed.beat,
    seconds: seed.seconds,
    setting: seed.setting,
    action: seed.action,
    presence: {
      characterVisible: seed.start !== 'mug',
      characterTiming: 'whole scene',
      productVisible: seed.start !== 'window',
      productTiming: 'from the first second',
    },
    camera: { angle: 'Eye-level', movement: seed.movement, movementNote: 'Slow and even', framing: seed.framing, lens: '35 mm, f/2.8' },
    lighting: { setup: 'Soft window light from the left', mood: 'Warm and quiet', colorTemperature: '3200 K' },
    emotionalTone: seed.tone,
    voiceOver: { text: seed.voice, startSeconds: 0.4, endSeconds: Math.min(seed.seconds, 3) },
  };
}

function promptsOf(sceneId: string, part: string, spec: SceneSpec): PromptVersion[] {
  const words = `${spec.camera.framing} of Sarah, 32, chestnut hair to the mid-back, ivory silk blouse, at a kitchen table. ${spec.action} Soft light. Kitchen in the background.`;
  const enhanced = `${spec.camera.framing} of Sarah, 32, chestnut hair to the mid-back, ivory silk blouse, at an oak kitchen table. ${spec.action} Soft window light from the left, 3200 K, gentle falloff. Shot on a full-frame camera with a 35 mm lens at f/2.8, eye level, rule of thirds. Kitchen out of focus behind her, fine dust in the light.`;
  return [
    {
      id: `${sceneId}_${part}_p1`,
      number: 1,
      parentId: null,
      author: 'writer',
      text: words,
      negative: 'text, watermark, distorted hands, extra fingers',
      critique: {
        overall: 71,
        completeness: 74,
        specificity: 68,
        professionalism: 72,
        cinematography: 61,
        brandAlignment: 80,
        notes: ['Says nothing about the lens.', 'Where does the light come from?'],
      },
      createdAt: T0,
    },
    {
      id: `${sceneId}_${part}_p2`,
      number: 2,
      parentId: `${sceneId}_${part}_p1`,
      author: 'cinematographer',
      text: enhanced,
      negative: 'text, watermark, distorted hands, extra fingers',
      critique: {
        overall: 88,
        completeness: 90,
        specificity: 87,
        professionalism: 89,
        cinematography: 92,
        brandAlignment: 82,
        notes: ['Lens, light and composition are named.'],
      },
      createdAt: T0 + 4000,
    },
  ];
}

function frameOf(sceneId: string, number: number, role: FrameRole, options: FakeFilmOptions): FrameView {
  const spec = specOf(number);
  const seed = seeds[(number - 1) % seeds.length] as Seed;
  const id = `${sceneId}_${role}`;
  const made = options.made !== 'nothing' && options.made !== 'story';
  const failed = options.trouble === true && number === 3 && role === 'end';
  const weak = options.trouble === true && number === 2 && role === 'end';
  const prompts = options.made === 'nothing' ? [] : promptsOf(sceneId, role, spec);
  const values = weak ? [28, 26, 22, 19] : [84, 79, 71, 61];
  const order = [1, 0, 3, 2];
  const candidates: Variation[] = !made
    ? []
    : order.map((rankIndex, index) => {
        const { scores, overall } = scoresAround(
          (values[rankIndex] ?? 50) - ((number * 3) % 7),
          pictureMetrics,
          learned,
          number * 5 + index,
        );
        return {
          id: `${id}_v${index + 1}`,
          frameId: id,
          number: index + 1,
          status: failed ? ('failed' as const) : ('ready' as const),
          source: 'generated' as const,
          asset: failed
            ? null
            : fakePicture({
                seed: number * 100 + index * 3 + (role === 'end' ? 1 : 0),
                subject: role === 'start' ? seed.start : seed.end,
                aspect: options.aspect ?? '16:9',
                warmth: Math.min(1, seed.warmth + (index - 1) * 0.08),
              }),
          promptId: `${id}_p2`,
          seed: 48112 + number * 100 + index * 100,
          provider: 'previz',
          model: 'Previz 1',
          cost: FREE,
          overall: failed ? { value: null, basis: 'none', measured: [], missing: [...learned, ...pictureMetrics] } : overall,
          rank: failed ? null : rankIndex + 1,
          scores: failed ? [] : scores,
          error: failed ? 'The renderer ran out of memory while drawing this picture.' : null,
          createdAt: T0 + index * 1000,
        };
      });
  const best = candidates.find((variation) => variation.rank === 1);
  const state: StageState =
    options.made === 'nothing' ? 'blocked' : !made ? 'missing' : options.stale === true && number > 1 ? 'stale' : 'current';
  return {
    id,
    role,
    state,
    status: failed ? 'failed' : made ? 'ready' : 'waiting',
    variations: candidates.length,
    picked:
      best === undefined || best.asset === null
        ? null
        : {
            variationId: best.id,
            number: best.number,
            asset: best.asset,
            overall: best.overall,
            decision: { id: `${id}_d`, by: 'machine', reason: 'Best on sharpness and exposure; the other three are close.', at: T0 + 9000 },
          },
    error: failed ? 'Drawing this frame failed twice. The scene goes on without it.' : null,
    candidates,
    prompts,
  };
}

function takesOf(sceneId: string, number: number, hero: Variation | undefined, options: FakeFilmOptions): Take[] {
  if (options.made !== 'takes' && options.made !== 'film') return [];
  const seed = seeds[(number - 1) % seeds.length] as Seed;
  const values = [84, 79, 61];
  return values.map((value, index) => {
    const { scores, overall } = scoresAround(value - (number % 4), clipMetrics, learnedClip, number * 11 + index);
    const subjects: FakeShot['subject'][] = [seed.start, seed.end, 'mug'];
    return {
      id: `${sceneId}_t${index + 1}`,
      sceneId,
      number: index + 1,
      status: 'ready',
      asset: fakeVideo(number * 3 + index, seed.seconds, options.aspect ?? '16:9'),
      poster: fakePicture({
        seed: number * 31 + index,
        subject: subjects[index] ?? 'mug',
        aspect: options.aspect ?? '16:9',
        warmth: seed.warmth,
      }),
      promptId: `${sceneId}_motion_p2`,
      heroVariationId: hero?.id ?? null,
      movement: seed.movement,
      seconds: seed.seconds,
      seed: 48112 + index * 100,
      provider: 'previz',
      model: 'Previz camera 1',
      cost: FREE,
      overall,
      rank: index + 1,
      scores,
      frameQuality: Array.from({ length: 16 }, (_, at) =>
        Math.max(20, Math.min(96, value + ((at * 17 + index * 5) % 19) - 9 - (index === 2 && at > 8 ? 22 : 0))),
      ),
      summary:
        ['Best on smoothness; the push-in reads clearly.', 'Cleaner light, but it barely moves.', 'Flickers in its second half.'][index] ??
        '',
      error: null,
      createdAt: T0 + 20_000 + index,
    };
  });
}

/** One scene in full. */
export function fakeScene(number: number, options: FakeFilmOptions, id = `scn_${number}`): SceneView {
  const spec = specOf(number);
  const startFrame = frameOf(id, number, 'start', options);
  const endFrame = frameOf(id, number, 'end', options);
  const hero = startFrame.candidates.find((variation) => variation.id === startFrame.picked?.variationId);
  const takes = takesOf(id, number, hero, options);
  const best = takes[0];
  const summary: SceneSummary = {
    id,
    number,
    version: 1,
    spec,
    startFrame,
    endFrame,
    hero:
      hero === undefined || hero.asset === null || startFrame.picked === null
        ? null
        : { variationId: hero.id, asset: hero.asset, decision: startFrame.picked.decision },
    takes: takes.length,
    takesState: takes.length > 0 ? 'current' : startFrame.picked === null ? 'blocked' : 'missing',
    picked:
      best === undefined || best.asset === null
        ? null
        : {
            takeId: best.id,
            number: 1,
            asset: best.asset,
            poster: best.poster,
            overall: best.overall,
            decision: {
              id: `${id}_td`,
              by: 'machine',
              reason: 'Best on subject and smoothness; the push-in reads clearly.',
              at: T0 + 30_000,
            },
          },
    attention:
      options.trouble === true && number === 3
        ? 'The end frame could not be drawn. Try it again, or put your own picture in.'
        : options.trouble === true && number === 2
          ? 'The best end frame scored 25, below the bar of 30. Look at it before you shoot.'
          : null,
  };
  return {
    summary,
    startFrame,
    endFrame,
    takes,
    motionPrompts: options.made === 'nothing' ? [] : motionPrompts(id, spec),
    versions: [
      { id: `${id}_ver1`, number: 1, parentId: null, changed: 'Written from the story', createdAt: T0 },
      ...(number === 2
        ? [{ id: `${id}_ver2`, number: 2, parentId: `${id}_ver1`, changed: 'Camera: static → push-in', createdAt: T0 + 5000 }]
        : []),
    ],
    notes:
      number === 2
        ? [
            {
              id: 'note_1',
              sceneId: id,
              subjectId: null,
              text: 'Client wants to see the gold rim before she drinks.',
              createdAt: T0 + 8000,
            },
          ]
        : [],
  };
}

function motionPrompts(sceneId: string, spec: SceneSpec): PromptVersion[] {
  return [
    {
      id: `${sceneId}_motion_p1`,
      number: 1,
      parentId: null,
      author: 'writer',
      text: `Slow zoom as ${spec.action.charAt(0).toLowerCase()}${spec.action.slice(1)}`,
      negative: 'fast movement, warping',
      critique: null,
      createdAt: T0,
    },
    {
      id: `${sceneId}_motion_p2`,
      number: 2,
      parentId: `${sceneId}_motion_p1`,
      author: 'cinematographer',
      text: `Slow push-in, 35 mm, at eye level as ${spec.action.charAt(0).toLowerCase()}${spec.action.slice(1)} Fine dust in the light.`,
      negative: 'fast movement, warping, distorted hands',
      critique: null,
      createdAt: T0 + 3000,
    },
  ];
}

export const fakeTemplates: StoryTemplate[] = (
  [
    [
      'aida',
      'AIDA',
      ['Energetic', 'confident'],
      ['Product launches', 'general advertising'],
      ['Attention', 'Interest', 'Desire', 'Action'],
    ],
    [
      'pas',
      'Problem, agitate, solve',
      ['Empathetic', 'reassuring'],
      ['Health and wellness', 'productivity'],
      ['Problem', 'Agitate', 'Solve'],
    ],
    ['bab', 'Before, after, bridge', ['Inspirational', 'uplifting'], ['Fitness', 'beauty', 'lifestyle'], ['Before', 'After', 'Bridge']],
    ['heros-journey', "Hero's journey", ['Epic', 'empowering'], ['Sports', 'aspirational brands'], ['Call', 'Trial', 'Triumph', 'Return']],
    [
      'emotional-arc',
      'Emotional arc',
      ['Warm', 'heartfelt'],
      ['Food and drink', 'family'],
      ['Quiet moment', 'Surprise', 'Joy', 'Connection'],
    ],
    ['teaser-reveal', 'Teaser and reveal', ['Mysterious', 'dramatic'], ['Luxury', 'tech reveals'], ['Hint', 'Build', 'Reveal']],
    ['social-proof', 'Social proof', ['Trustworthy', 'inclusive'], ['Apps', 'subscriptions'], ['Claim', 'Voices', 'Numbers', 'Invitation']],
    [
      'sensory-experience',
      'Sensory experience',
      ['Indulgent', 'intimate'],
      ['Food', 'cosmetics', 'fragrance'],
      ['Texture', 'Sound', 'Taste', 'Afterglow'],
    ],
  ] as const
).map(([id, name, tone, bestFor, beats]) => ({
  id,
  name,
  tone: [...tone],
  bestFor: [...bestFor],
  example: 'Artisan coffee morning ritual',
  beats: beats.map((beat) => ({
    name: beat,
    purpose: `What ${beat.toLowerCase()} does for the viewer.`,
    share: 1 / beats.length,
    emotion: 'warm',
  })),
}));

function storyOf(options: FakeFilmOptions, scenes: SceneView[]): StageDocument[] {
  const there = options.made !== 'nothing';
  const stateOf = (at: number): StageState =>
    there ? (options.stale === true && at > 1 ? 'stale' : 'current') : at === 0 ? 'missing' : 'blocked';
  const base = (at: number) => ({
    id: there ? `doc_${at}` : null,
    version: there ? 1 : 0,
    state: stateOf(at),
    by: 'machine' as const,
    madeBy: there ? 'Offline writer 1' : '',
    createdAt: there ? T0 + at * 500 : null,
    fallback: false,
  });
  const person =
    'Woman, 32 years old, 168 cm, medium build. Long chestnut hair with soft waves, parted left, mid-back. Oval face, high cheekbones, emerald almond-shaped eyes, warm beige skin. Ivory silk blouse with pearl buttons.';
  const product = 'White ceramic mug, 10 cm tall, matte finish, thin gold rim, steaming dark roast inside.';
  return [
    {
      ...base(0),
      stage: 'template',
      content: there
        ? {
            selectedTemplate: 'emotional-arc',
            confidence: 0.87,
            reasoning: 'Coffee and morning make an intimate ritual; an emotional arc carries warmth better than a pitch.',
            alternativeTemplate: 'sensory-experience',
            narrativeFocus: 'A warm morning ritual that turns rush into calm',
            emotionalGoal: 'Comfort and contentment',
          }
        : null,
    },
    {
      ...base(1),
      stage: 'story',
      content: there
        ? {
            title: 'Morning ritual',
            logline: 'A busy woman finds peace in the few minutes her coffee gives her.',
            narrative: {
              setup: 'Sarah wakes late again; the kitchen is grey and her phone will not stop.',
              development: 'She puts the phone face down and makes one cup of artisan coffee, slowly.',
              climax: 'The first sip. Steam, light, silence.',
              resolution: 'The morning is hers; someone joins her at the table.',
            },
            subject: {
              type: 'both',
              characterName: 'Sarah',
              characterDescription: person,
              productName: 'Artisan coffee in a white mug',
              productDescription: product,
              arc: 'From rushed to calm',
            },
            voiceOver: seeds.map((seed) => ({ beat: seed.beat, text: seed.voice })),
          }
        : null,
    },
    {
      ...base(2),
      stage: 'scenes',
      content: there
        ? {
            totalSeconds: scenes.reduce((sum, scene) => sum + scene.summary.spec.seconds, 0),
            scenes: scenes.map((scene) => scene.summary.spec),
          }
        : null,
    },
    {
      ...base(3),
      stage: 'visuals',
      content: there
        ? {
            markers: {
              subjectDescription: `${person} ${product}`,
              style: 'Cinematic realism, gentle film grain',
              colorPalette: 'Cream, amber, oak, soft white',
              lighting: 'Soft window light from the left, 3200 K',
              mood: 'Calm, intimate',
            },
            scenes: scenes.map((scene) => {
              const words = scene.startFrame.prompts[1]?.text ?? scene.summary.spec.action;
              return {
                imagePrompt: words,
                startPrompt: words,
                endPrompt: scene.endFrame.prompts[1]?.text ?? words,
                motionPrompt: scene.motionPrompts[1]?.text ?? 'Still',
                negativePrompt: 'text, watermark, distorted hands',
              };
            }),
          }
        : null,
    },
  ];
}

/** Left-rail progress of a film, from its scenes. */
export function fakeStages(options: FakeFilmOptions, count: number): StageProgress[] {
  const order: StudioStage[] = ['story', 'board', 'frames', 'takes', 'cut', 'export'];
  const reached = { nothing: 0, story: 2, frames: 3, takes: 4, film: 5 }[options.made];
  const total: Record<StudioStage, number> = { story: 4, board: count, frames: count * 2, takes: count, cut: 1, export: 1 };
  return order.map((stage, at) => {
    const done = at < reached;
    const trouble = options.trouble === true && stage === 'frames';
    const stale = options.stale === true && (stage === 'story' || stage === 'frames');
    return {
      stage,
      state: trouble ? 'needs-you' : done && stale ? 'stale' : done ? 'done' : 'todo',
      done: done ? total[stage] - (trouble ? 1 : 0) : 0,
      total: options.made === 'nothing' && stage !== 'story' ? 0 : total[stage],
    };
  });
}

/** A whole film. */
export function fakeFilm(projectId: string, options: FakeFilmOptions): FakeFilm {
  const count = options.made === 'nothing' ? 0 : options.scenes;
  const views = Array.from({ length: count }, (_, index) => fakeScene(index + 1, options));
  let at = 0;
  const captions = views.map(({ summary }) => {
    const start = at;
    at += summary.spec.seconds;
    return { sceneId: summary.id, text: summary.spec.voiceOver?.text ?? '', startSeconds: start + 0.4, endSeconds: start + 3 };
  });
  const film: FilmView = {
    projectId,
    name: 'Morning ritual',
    revision: 1,
    brief: {
      prompt: 'Artisan coffee that starts your morning right',
      durationSeconds: 15,
      aspect: options.aspect ?? '16:9',
      template: 'auto',
      preset: 'balanced',
      audience: 'Busy people around thirty',
      brandDos: ['Show the gold rim', 'Natural light'],
      brandDonts: ['No logos on clothes'],
    },
    references: [
      {
        id: 'ref_1',
        role: 'product',
        name: 'white-mug.jpg',
        asset: fakePicture({ seed: 4, subject: 'mug', aspect: '1:1', warmth: 0.8 }),
        createdAt: T0,
      },
    ],
    story: storyOf(options, views),
    scenes: views.map((view) => view.summary),
    captions: options.made === 'nothing' ? [] : captions,
    cut:
      options.made === 'film'
        ? {
            asset: fakeVideo(5, 15, options.aspect ?? '16:9'),
            state: 'current',
            createdAt: T0 + 60_000,
            shots: views.map(({ summary }, index) => ({
              sceneId: summary.id,
              takeId: summary.picked?.takeId ?? '',
              startSeconds: captions[index] === undefined ? 0 : captions[index].startSeconds - 0.4,
              seconds: summary.spec.seconds,
            })),
            voiced: true,
          }
        : null,
    stages: fakeStages(options, count),
    runs: [],
    review:
      options.trouble === true
        ? [
            {
              id: 'rev_1',
              sceneId: 'scn_3',
              kind: 'generation-failed',
              message: 'Scene 3: the end frame could not be drawn. Try it again, or put your own picture in.',
              jobId: null,
              state: 'open',
              createdAt: T0 + 10_000,
            },
            {
              id: 'rev_2',
              sceneId: 'scn_2',
              kind: 'frame-below-threshold',
              message: 'Scene 2: the best end frame scored 25, below the bar of 30.',
              jobId: null,
              state: 'open',
              createdAt: T0 + 11_000,
            },
          ]
        : [],
    ledger: { estimated: 0, actual: 0, currency: 'USD', entries: count * 8 },
    exports:
      options.made === 'film'
        ? [{ id: 'exp_1', format: 'mp4', fileName: 'Morning ritual.mp4', bytes: 8_412_300, createdAt: T0 + 90_000 }]
        : [],
    history: { undo: null, redo: null },
  };
  return { film, scenes: new Map(views.map((view) => [view.summary.id, view])) };
}
