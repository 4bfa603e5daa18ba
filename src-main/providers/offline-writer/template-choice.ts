/** Stage 0: which template suits a brief, how sure that is, and which words decided it. */
import type { Brief } from '#contract/model/brief.ts';
import type { StoryTemplate, TemplateChoice } from '#contract/model/story.ts';
import { clip } from './english.ts';
import type { Reading } from './reading.ts';

interface Cue {
  pattern: RegExp;
  weight: number;
}
const cue = (pattern: RegExp, weight: number): Cue => ({ pattern, weight });

/** Words that speak for a template. Each pattern counts once. */
const CUES: Readonly<Record<string, readonly Cue[]>> = {
  aida: [
    cue(/\b(?:launch(?:es|ing)?|introducing|announc\w+)\b/iu, 2.4),
    cue(/\b(?:new|all-new|brand-new|now available)\b/iu, 1.2),
    cue(/\b(?:sale|shop now|order|buy|offer|discount|deal|e-?commerce|store)\b/iu, 1.8),
    cue(/\b(?:smartphone|phone|laptop|gadget|electric|car)\b/iu, 0.6),
  ],
  'problem-agitate-solve': [
    cue(/\b(?:busy|stress\w*|tired|exhaust\w+|overwhelm\w+|struggl\w+|chaos|chaotic)\b/iu, 2.2),
    cue(
      /\b(?:problem|pain|hate|sick of|no time|never enough|without the|stop \w+ing|fix(?:es)?|solves?|relief|insomnia|anxiety|allerg\w+)\b/iu,
      2.4,
    ),
    cue(/\b(?:productiv\w+|organi[sz]\w+|easier|simplif\w+|saves? (?:you )?(?:time|money))\b/iu, 1.6),
    cue(/\b(?:moms?|mums?|parents?|for people who)\b/iu, 0.8),
    cue(/\bhealth\w*\b/iu, 0.6),
  ],
  'before-after-bridge': [
    cue(/\b(?:transform\w*|makeover|before and after|before\/after|glow.?up|renovat\w+|results)\b/iu, 3),
    cue(/\b(?:skincare|skin|hair|acne|wrinkle\w*|teeth|weight|body)\b/iu, 1),
    cue(/\b(?:change your|turn your|upgrade|become|in \d+ (?:days|weeks))\b/iu, 1.6),
  ],
  'heros-journey': [
    cue(/\b(?:marathon|hero\w*|journey|champion\w*|conquer\w*|summit|climb\w*|quest|warrior|athlete|dream big|overcome\w*)\b/iu, 2.6),
    cue(
      /\b(?:training|train(?:s|ed)? (?:for|hard)|run(?:ning|ner|ners)?|race|win(?:s|ner|ning)?|adventure|courage|brave|explor\w+|limits?|challenge|fight\w*|battle|saves? the)\b/iu,
      1.4,
    ),
    cue(/\b(?:sport\w*|boots|outdoor\w*|mountain\w*)\b/iu, 0.8),
  ],
  'emotional-arc': [
    cue(
      /\b(?:mornings?|home|family|mother|father|grandm\w+|grandpa|childhood|together|memor(?:y|ies)|christmas|friend\w*|holiday)\b/iu,
      1.5,
    ),
    cue(/\b(?:warm\w*|comfort\w*|cosy|cozy|love\w*|heart\w*|gentle|kind\w*|smile|joy\w*|feel.?good|ritual|moments?)\b/iu, 1.5),
    cue(/\b(?:coffee|tea|bread|cookies|bakery|meal|pet|dog|cat|puppy)\b/iu, 1),
    cue(/\b(?:artisan|hand.?made|home.?made|right)\b/iu, 0.5),
  ],
  'teaser-reveal': [
    cue(/\b(?:luxur\w+|exclusive|limited edition|couture|haute|prestige)\b/iu, 2.4),
    cue(/\b(?:myster\w+|secret|midnight|reveal\w*|unveil\w*|teaser|coming soon|shadow\w*|noir|enigma\w*)\b/iu, 2),
    cue(/\b(?:perfume|fragrance|watch|jewel\w+|diamond|supercar|sports car|handbag|champagne|elegan\w+)\b/iu, 1),
  ],
  'social-proof': [
    cue(
      /\b\d[\d.,]*\s?(?:m|k|bn|million|billion|thousand)?\+?\s+(?:users|people|customers|members|families|runners|reviews|teams|students|readers)\b/iu,
      3,
    ),
    cue(
      /\b(?:users|customers|members|reviews?|rated|testimonials?|trusted|loved by|everyone|community|join\w*|five.?star|5.?star|recommend\w*)\b/iu,
      1.8,
    ),
    cue(/\b(?:subscription|subscribe\w*)\b/iu, 1),
  ],
  'sensory-experience': [
    cue(
      /\b(?:tast\w+|texture\w*|aroma\w*|smell|asmr|sizzl\w+|crisp\w*|crunch\w*|melt\w*|silky|velvet\w*|creamy|indulg\w+|savou?r\w*|delicious)\b/iu,
      2.4,
    ),
    cue(/\b(?:gourmet|chocolate\w*|truffle\w*|dessert\w*|ice cream|wine|whisk(?:e)?y|spa|candle\w*|massage)\b/iu, 1.4),
    cue(/\b(?:slow|close.?up|senses?|sensor\w+)\b/iu, 0.8),
  ],
};

const GOALS: Readonly<Record<string, { focus: string; goal: string }>> = {
  aida: { focus: 'One striking picture, one telling detail, one clear invitation', goal: 'Curiosity that turns into wanting' },
  'problem-agitate-solve': { focus: 'A trouble the viewer knows, and the calm answer to it', goal: 'Relief' },
  'before-after-bridge': { focus: 'The distance between two lives, and how small the step is', goal: 'Confidence that change is possible' },
  'heros-journey': { focus: 'Someone ordinary who sets out, is tested and comes back different', goal: 'Pride and the will to begin' },
  'emotional-arc': { focus: 'A small true moment that grows until it is shared', goal: 'Warmth and belonging' },
  'teaser-reveal': { focus: 'Withhold, let the light find it, then show it once, perfectly', goal: 'Fascination' },
  'social-proof': { focus: 'A doubter, a first voice, then many', goal: 'Trust' },
  'sensory-experience': { focus: 'Surfaces, sounds and closed eyes, as near as the lens allows', goal: 'Longing for one more' },
};

const BY_KIND: Readonly<Record<string, readonly [string, string]>> = {
  coffee: ['emotional-arc', 'sensory-experience'],
  tea: ['emotional-arc', 'sensory-experience'],
  chocolate: ['sensory-experience', 'emotional-arc'],
  'soft-drink': ['sensory-experience', 'problem-agitate-solve'],
  'bottle-drink': ['emotional-arc', 'sensory-experience'],
  food: ['sensory-experience', 'emotional-arc'],
  perfume: ['teaser-reveal', 'sensory-experience'],
  skincare: ['before-after-bridge', 'sensory-experience'],
  beauty: ['before-after-bridge', 'problem-agitate-solve'],
  shoes: ['heros-journey', 'aida'],
  watch: ['teaser-reveal', 'emotional-arc'],
  fashion: ['aida', 'before-after-bridge'],
  gym: ['heros-journey', 'before-after-bridge'],
  phone: ['aida', 'teaser-reveal'],
  device: ['aida', 'problem-agitate-solve'],
  headphones: ['sensory-experience', 'problem-agitate-solve'],
  'fitness-app': ['heros-journey', 'problem-agitate-solve'],
  'finance-app': ['problem-agitate-solve', 'social-proof'],
  learning: ['before-after-bridge', 'heros-journey'],
  app: ['social-proof', 'problem-agitate-solve'],
  car: ['heros-journey', 'teaser-reveal'],
  bicycle: ['before-after-bridge', 'heros-journey'],
  home: ['emotional-arc', 'before-after-bridge'],
  pet: ['emotional-arc', 'problem-agitate-solve'],
  travel: ['before-after-bridge', 'heros-journey'],
};

interface Ranked {
  template: StoryTemplate;
  score: number;
  quotes: string[];
}

/** Everything that speaks for one template. A person's own templates are read from what they say they are good for. */
function rate(template: StoryTemplate, text: string, reading: Reading): Ranked {
  const cues = CUES[template.id];
  const quotes: string[] = [];
  let score = template.id === 'aida' ? 0.4 : 0;
  if (cues === undefined) {
    const own = `${template.name} ${template.bestFor.join(' ')} ${template.tone.join(' ')} ${template.example}`.toLowerCase();
    for (const word of new Set(own.match(/\p{L}{4,}/gu) ?? [])) {
      if (new RegExp(`(?<!\\p{L})${word}`, 'iu').test(text)) {
        score += 1.1;
        quotes.push(word);
      }
    }
  } else {
    for (const { pattern, weight } of cues) {
      const found = pattern.exec(text);
      if (found === null) continue;
      score += weight;
      quotes.push(found[0]);
    }
  }
  if (reading.tale !== null) {
    if (template.id === 'emotional-arc') score += 1.6;
    if (template.id === 'heros-journey') score += reading.tale.verb === 'fight' || reading.tale.verb === 'leave' ? 1.8 : 0.4;
  } else if (reading.known) {
    // What a kind of product usually asks for; in another language it is the best witness there is.
    const [first, second] = BY_KIND[reading.kind.id] ?? [];
    const weight = reading.english ? 0.5 : 1.4;
    if (template.id === first) score += weight;
    if (template.id === second) score += weight * 0.8;
  }
  return { template, score, quotes };
}

/** Temperature of the soft maximum that turns scores into confidence; one clear cue gives about a half. */
const TEMPERATURE = 1;

/**
 * Chooses among `templates`. Confidence is the chosen one's share of a soft maximum over all scores: low when
 * several fit alike or nothing speaks for any. A template named in the brief is taken as it is (confidence 1); AIDA is
 * taken when nothing speaks for another.
 */
export function chooseFor(brief: Brief, reading: Reading, templates: readonly StoryTemplate[]): TemplateChoice {
  const text = `${reading.prompt.slice(0, 2000)} ${brief.audience}`;
  const ranked = templates.map((template) => rate(template, text, reading)).toSorted((a, b) => b.score - a.score);
  const override = brief.template === 'auto' ? undefined : ranked.find((entry) => entry.template.id === brief.template);
  const top = override ?? ranked[0];
  if (top === undefined) throw new Error('There is no template to choose from.');
  const second = ranked.find((entry) => entry !== top) ?? top;
  const weights = ranked.map((entry) => Math.exp(entry.score / TEMPERATURE));
  const share = Math.exp(top.score / TEMPERATURE) / weights.reduce((a, b) => a + b, 0);
  const goals = GOALS[top.template.id] ?? {
    focus: `${top.template.name}: ${top.template.beats.map((b) => b.name).join(', ')}`,
    goal: top.template.beats.at(-1)?.emotion ?? 'Interest',
  };
  return {
    selectedTemplate: top.template.id,
    confidence: override === undefined ? Math.round(share * 100) / 100 : 1,
    reasoning: clip(
      override === undefined
        ? reasonsFor(top, second, reading)
        : `You chose ${top.template.name}. ${top.quotes.length > 0 ? `${quoted(top.quotes)} suits it.` : `Left to itself the writer would have taken ${ranked[0]?.template.name ?? ''}.`}`,
      1000,
    ),
    alternativeTemplate: second.template.id,
    narrativeFocus: clip(goals.focus, 300),
    emotionalGoal: clip(goals.goal, 200),
  };
}

const quoted = (words: readonly string[]): string => {
  const list = [...new Set(words.map((word) => word.toLowerCase()))].slice(0, 4).map((word) => `“${word}”`);
  return list.length < 2 ? list.join('') : `${list.slice(0, -1).join(', ')} and ${list.at(-1) ?? ''}`;
};

function reasonsFor(top: Ranked, second: Ranked, reading: Reading): string {
  const tone = top.template.tone.join(', ').toLowerCase();
  const margin = top.score - second.score;
  const rival =
    second.quotes.length > 0 && margin < 1.2
      ? ` ${quoted(second.quotes)} would also suit ${second.template.name}, so the choice is a close one.`
      : second.quotes.length > 0
        ? ` ${second.template.name} comes second, for ${quoted(second.quotes)}.`
        : '';
  if (top.quotes.length === 0) {
    if (reading.tale === null && reading.known && top.template.id !== 'aida') {
      return `No word of the brief decides it alone; films about this kind of thing (${reading.kind.id.replaceAll('-', ' ')}) usually work well as ${top.template.name}: ${tone}.${rival}`;
    }
    return reading.tale === null
      ? `Nothing in the brief speaks for a particular structure, so it gets ${top.template.name}, which suits most films.${rival}`
      : `The brief tells of someone rather than something, and ${top.template.name} (${tone}) follows a person closely.${rival}`;
  }
  return `${quoted(top.quotes)} in the brief ${new Set(top.quotes).size === 1 ? 'speaks' : 'speak'} for ${top.template.name}: ${tone}.${rival}`;
}
