/** Films that tell of someone: moments built from the person's own clauses, and a narrator's lines. */
import { upperFirst } from './english.ts';
import type { LineSlot, Moment } from './kinds/kind.ts';
import { moment } from './kinds/kind.ts';
import type { BeatSlot } from './moments.ts';
import type { TaleReading, TaleVerb } from './tale-reading.ts';

const CLOSE = ['close-up', 'medium-close-up'] as const;
const MEDIUM = ['medium', 'medium-close-up'] as const;
const WIDE = ['wide', 'medium-wide'] as const;

/** How the hero stands before and after an event of each sort. */
const AROUND: Readonly<Record<TaleVerb, { before: string; after: string }>> = {
  find: { before: '{N} is walking through {place} and slows down', after: '{s} stands quite still, hardly breathing' },
  lose: { before: '{N} is standing {inPlace}, holding on', after: '{s} is looking away, hands empty' },
  leave: { before: '{N} stands at the edge of {place}, one step from going', after: '{s} is walking on without looking back' },
  love: { before: '{N} is standing alone {inPlace}', after: 'a smile comes that {s} cannot hide' },
  make: { before: '{N} is working {inPlace}, bent close over {p} hands', after: '{s} sits back and looks at what is there now' },
  fight: { before: '{N} is standing {inPlace}, jaw set', after: '{s} is still standing, breathing hard' },
  wait: { before: '{N} is sitting {inPlace}, hands in {p} lap', after: '{s} lifts {p} head, as if someone had spoken' },
};

const LATER = [
  '{N} is standing a little further on, the light lower now',
  '{N} is sitting quite still {inPlace}',
  '{N} is walking slowly through {place}',
] as const;

/** Event `i` of a tale as a moment: the person's own clause with a state before and a state after. */
export function eventMoment(tale: TaleReading, i: number): Moment | null {
  const event = tale.events[i];
  if (event === undefined) return null;
  const around = AROUND[event.verb];
  const own = event.subject === 'hero';
  const start = i === 0 ? (own ? around.before : '{place} lies quiet') : (LATER[(i - 1) % LATER.length] ?? LATER[0]);
  const end = i > 0 && i === tale.events.length - 1 ? '{N} is looking up, changed' : own ? around.after : '{N} takes it in without moving';
  return moment(start, own ? `{s} ${event.text}` : event.text, end, 'person', i % 3 === 1 ? WIDE : MEDIUM);
}

const THING = '{thing}';

/** Moments of a tale by beat; those about an object are left out when the tale has none, those under the sky indoors. */
export function taleMoments(slot: BeatSlot, hasThing: boolean, indoors: boolean): Moment[] {
  const text = (m: Moment): string => `${m.start} ${m.move} ${m.end}`;
  return [...MOMENTS[slot], ...EVERYWHERE].filter(
    (m) => (hasThing || !text(m).includes(THING)) && !(indoors && /\b(?:wind|sky|open light|far away)\b/u.test(text(m))),
  );
}

const open: readonly Moment[] = [
  moment('{place} lies quiet and empty', '{N} walks into it from one side, small', '{s} stops in the middle and looks around', 'person', [
    'extreme-wide',
    'wide',
  ]),
  moment(
    '{N} is sitting by {window}, seen from behind',
    '{p} breath clouds and clears',
    '{s} is looking out, waiting for something without a name',
    'person',
    MEDIUM,
  ),
];
const trouble: readonly Moment[] = [
  moment(
    '{N} is standing {inPlace} as others pass',
    '{s} opens {p} mouth to speak and says nothing',
    '{s} is looking away, alone again',
    'person',
    WIDE,
  ),
  moment(
    '{N} is sitting with {p} back against {surface}',
    '{s} pulls {self} smaller and lowers {p} head',
    '{s} is slumped, perfectly still',
    'person',
    MEDIUM,
  ),
];
const strain: readonly Moment[] = [
  moment(
    '{N} is walking against the wind through {place}',
    '{s} slows, nearly turns back, and does not',
    '{s} is walking again, determined',
    'person',
    WIDE,
  ),
  moment(
    '{N}\u2019s face fills the frame, eyes lowered',
    '{s} swallows and {p} jaw sets',
    '{s} is looking straight ahead, determined',
    'person',
    CLOSE,
  ),
];
const thing: readonly Moment[] = [
  moment(
    'light lies on {thing}, everything round it dark',
    'a shadow passes over it and {p} hand comes into the light',
    '{p} fingertips touch {thing}',
    'person',
    ['extreme-close-up', 'close-up'],
  ),
  moment(
    '{N} is holding {thing} close',
    '{s} turns it over, slowly, as if it could wake',
    '{s} is looking down at it, lips parted',
    'person',
    CLOSE,
  ),
];
const feeling: readonly Moment[] = [
  moment('{N}\u2019s face fills the frame, still', 'something gives way and {p} eyes shine', '{s} is smiling, just', 'person', CLOSE),
  moment(
    '{N} is standing {inPlace} with closed eyes',
    '{s} tips back {p} head and spreads {p} arms a little',
    '{s} is looking up, laughing without a sound',
    'person',
    ['medium-wide', 'medium'],
  ),
];
const closing: readonly Moment[] = [
  moment(
    '{N} is standing where it began',
    '{s} looks once over {p} shoulder, at us',
    '{s} is walking away into the light, growing small',
    'person',
    ['wide', 'extreme-wide'],
  ),
  moment(
    '{N} is sitting by {window}, the same and not the same',
    'light comes up on {p} face',
    '{s} is looking out, calm',
    'person',
    MEDIUM,
  ),
];
const EVERYWHERE: readonly Moment[] = [
  moment('{place} lies empty, light on {surface}', 'the air stirs', 'the light has moved on a little', 'place', ['wide', 'extreme-wide']),
  moment('{N} is walking through {place}, seen from far away', '{s} grows from a dot to a figure', '{s} is passing close by us', 'person', [
    'extreme-wide',
    'wide',
  ]),
  moment('{N} is seen from behind, standing by {window}', '{s} lifts {p} head', '{s} is looking up at the light', 'person', MEDIUM),
  moment(
    '{N} is sitting still, head tilted, listening',
    'a sound outside comes nearer and fades',
    '{s} is looking towards where it went',
    'person',
    MEDIUM,
  ),
  moment('{N} stands in a doorway between dark and light', '{s} waits for a breath', '{s} steps over the threshold', 'person', WIDE),
  moment('{N}\u2019s eyes fill the frame, lowered', 'they come up slowly', '{s} is looking straight at us', 'person', [
    'extreme-close-up',
    'close-up',
  ]),
  moment('{surface} with nothing on it, the light low', '{N}\u2019s shadow slides across it', 'the shadow stays', 'person', CLOSE),
];

const MOMENTS: Readonly<Record<BeatSlot, readonly Moment[]>> = {
  open,
  hook: [
    moment(
      '{N} is walking quickly through {place}',
      '{s} stops dead and turns {p} head',
      '{s} is staring past us, surprised',
      'person',
      MEDIUM,
    ),
    ...open,
  ],
  problem: trouble,
  agitate: [...strain, ...trouble],
  turn: [
    moment(
      '{N} is walking through {place} and slows down',
      'something in the corner of {p} eye makes {o} turn',
      '{s} is reaching out with one hand',
      'person',
      MEDIUM,
    ),
    ...thing,
  ],
  detail: thing,
  sense: thing,
  desire: feeling,
  effort: strain,
  triumph: [
    moment(
      '{N} takes the last steps up into open light',
      '{s} stops and turns to look back',
      '{s} raises both arms, celebrating against the sky',
      'person',
      WIDE,
    ),
    ...feeling,
  ],
  after: closing,
  share: [
    moment(
      '{N} is standing alone as someone comes closer',
      'the two look at each other a moment too long',
      'both are sitting side by side, shoulders touching',
      'person',
      WIDE,
    ),
    ...feeling,
  ],
  mystery: [
    moment(
      '{place} in near darkness, one light far off',
      'a figure crosses the light and is gone',
      'the light flickers once and stays',
      'place',
      WIDE,
    ),
    ...open,
  ],
  build: strain,
  reveal: [...thing, ...feeling],
  showcase: [...feeling, ...closing],
  proof: [
    moment(
      '{N} is standing among others {inPlace}',
      'one after another they turn to look at {o}',
      'a row of faces, {N} in the middle, looking up',
      'person',
      WIDE,
    ),
  ],
  act: closing,
};

/** What the narrator says, by what sort of tale it is. {thing} lines are used only when there is one. */
export const taleLines: Readonly<Record<TaleVerb, Readonly<Partial<Record<LineSlot, readonly string[]>>>>> = {
  find: {
    open: ['It was an ordinary day. Nearly.', 'Nobody else would have stopped.'],
    problem: ['Some days ask for nothing.', 'Every day had been the same, until then.'],
    turn: ['{She} almost walked past.', 'And there it was, waiting.'],
    detail: ['It had been waiting years.', 'Someone had left it there, on purpose.'],
    agitate: ['Leave it, said a small voice.', 'Some things are easier not to know.'],
    effort: ['{She} could still have turned back.'],
    desire: ['It was meant for {her}.', 'And {she} understood.'],
    triumph: ['Then everything fitted.'],
    after: ['You keep what you find.', 'Nothing had changed, except everything.'],
    share: ['Some things find you.', 'The best finds are handed on.'],
    mystery: ['Something was out there.'],
  },
  lose: {
    open: ['There used to be two cups.', 'You notice the quiet first.'],
    problem: ['The chair stayed empty.', 'People said it would get easier.'],
    turn: ['Then, a small familiar thing.', 'And one morning, the door was open.'],
    detail: ['It still smelled of rain.', 'Hands remember what heads forget.'],
    agitate: ['Letting go felt like leaving.', 'You cannot hold on to water.'],
    effort: ['One day. Then the next.'],
    desire: ['So {she} let it go.', 'It hurt, and then it shone.'],
    triumph: ['What was loved is not lost.'],
    after: ['The quiet is kinder now.', 'You carry it differently, in time.'],
    share: ['Someone sets a second cup.', 'Nobody says goodbye alone.'],
    mystery: ['Something is missing here.'],
  },
  leave: {
    open: ['The road starts at the door.', 'Nobody saw {them} go.'],
    problem: ['{She} had stayed long enough.', 'Here, every day had the same shape.'],
    turn: ['So {she} went.', 'One step is all it takes.'],
    detail: ['Everything {she} needed fitted here.', 'You travel with what you cannot leave.'],
    agitate: ['The way back looked easy.', 'Further than any map had promised.'],
    effort: ['On. And on. And on.', 'The wind had its own opinion.'],
    desire: ['Then the view opened.', 'It had been here all the time.'],
    triumph: ['Far enough to see home.'],
    after: ['You never return the same.', 'Some roads lead back, by another way.'],
    share: ['Somebody had left a light on.', 'Arriving takes two.'],
    mystery: ['There was a light, far out.'],
  },
  love: {
    open: ['They had not met yet.', 'Two strangers, one slow afternoon.'],
    problem: ['{She} was good at being alone.', 'Nobody had asked in years.'],
    turn: ['Then somebody looked up.', 'It began with almost nothing.'],
    detail: ['A hand. Half an inch.', 'You remember the smallest things.'],
    agitate: ['Neither of them said it.', 'It is easy to be too late.'],
    effort: ['Say something. Anything.'],
    desire: ['And the noise fell away.', 'For once, nobody was in a hurry.'],
    triumph: ['Yes. That was the word.'],
    after: ['Two sets of footprints.', 'It was the quiet that they shared.'],
    share: ['Stay a little longer.', 'Home turned out to be a person.'],
    mystery: ['Someone was on the way.'],
  },
  make: {
    open: ['It began with bare hands.', 'Every morning, the same small light.'],
    problem: ['It never came out right.', 'Nobody believed it would work.'],
    turn: ['Then, one evening, it held.', 'One piece. Then the next.'],
    detail: ['You could see every hour in it.', 'Look at the hands.'],
    agitate: ['It broke. Of course it broke.', 'Start again, said the empty table.'],
    effort: ['Again. And again. Better.', 'Most of making is mending.'],
    desire: ['There. That was it.', 'And it was alive.'],
    triumph: ['Look. It works.'],
    after: ['Something new was in the world.', 'Made things outlive their makers.'],
    share: ['{She} gave it away.', 'It was never for keeping.'],
    mystery: ['Something was taking shape.'],
  },
  fight: {
    open: ['Nobody had bet on this one.', 'It was quiet before the start.'],
    problem: ['They had stopped expecting {them}.', 'Losing can become a habit.'],
    turn: ['Then the bell rang.', 'This time, {she} stayed.'],
    detail: ['Tape. Breath. A heartbeat.', 'Small things decide it.'],
    agitate: ['Down. The floor was cold.', 'Everything said: stay down.'],
    effort: ['Up. Once more. Up.', 'Courage is mostly standing up.'],
    desire: ['And the fear let go.', 'Suddenly there was room to move.'],
    triumph: ['Nobody had bet on this.', 'And then it was over. Standing.'],
    after: ['The scar was worth keeping.', 'You do not need to win twice.'],
    share: ['Somebody had believed it.', 'No one stands alone for long.'],
    mystery: ['It was out there, waiting.'],
  },
  wait: {
    open: ['Some days hold their breath.', 'Nothing moved. Not yet.'],
    problem: ['It had been quiet for years.', 'The days all had the same name.'],
    turn: ['Then the light changed.', 'And something answered.'],
    detail: ['Look. No, closer.', 'It was the smallest of things.'],
    agitate: ['What if nothing comes?', 'Hope can be heavy to carry.'],
    effort: ['Stay. Just a little longer.'],
    desire: ['It was worth the wait.', 'And for a moment, time stood aside.'],
    triumph: ['There. At last.'],
    after: ['The day moved on, lighter.', 'Some endings are beginnings, seen late.'],
    share: ['Somebody sat down beside {them}.', 'Nobody waits alone for ever.'],
    mystery: ['Something was about to happen.'],
  },
};

const ARTICLE = /^(?:the|a|an|my|his|her|its|their)\s/iu;

/** "the letter". */
export const theThing = (tale: TaleReading): string =>
  tale.object === null ? '' : ARTICLE.test(tale.object) ? tale.object : `the ${tale.object}`;

const TITLES: Readonly<Record<TaleVerb, readonly string[]>> = {
  find: ['What Was Waiting', 'Nobody Else Stopped'],
  lose: ['The Second Cup', 'What Hands Remember'],
  leave: ['As Far as the Light', 'One Step'],
  love: ['Half an Inch', 'A Moment Too Long'],
  make: ['Every Hour in It', 'Bare Hands'],
  fight: ['Once More, Up', 'Nobody\u2019s Bet'],
  wait: ['Then the Light Changed', 'Holding Its Breath'],
};

/** Titles a tale could have; its object makes the best one. */
export function taleTitles(tale: TaleReading): string[] {
  const titles = [...TITLES[tale.verb]];
  return tale.object === null ? titles : [`The ${tale.object.split(' ').map(upperFirst).join(' ')}`, ...titles];
}
