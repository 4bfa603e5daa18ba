/** Stage 2: the story as scenes with seconds, action, camera, light and the line spoken in each. */
import type { Brief } from '#contract/model/brief.ts';
import type { SceneDivision, SceneSpec, Story, StoryTemplate } from '#contract/model/story.ts';
import { fitsScene, LINE_LEAD_SECONDS, LINE_TAIL_SECONDS, secondsOf, snapSeconds, spokenSeconds } from '#domain/timing.ts';
import type { PlannedBeat } from './beats.ts';
import { castPerson, objectOf, type Person } from './cast.ts';
import { sceneOfLine } from './copy.ts';
import { clip, upperFirst } from './english.ts';
import { planFilm, type PlannedScene } from './film-plan.ts';
import type { Moment } from './kinds/kind.ts';
import { readBrief, type Reading } from './reading.ts';
import { fillSentences, slotsFor } from './slots.ts';
import { theThing } from './tale.ts';

/** Divides a story. People may have edited it: its names, descriptions and lines are used as they stand. */
export function divideScenesFor(brief: Brief, template: StoryTemplate, story: Story): SceneDivision {
  const reading = readBrief(brief);
  const person = personOf(story, reading);
  const object = objectOf(reading);
  const needs = (scenes: readonly PlannedBeat[]): number[] => {
    const lines = assignLines(story, scenes);
    return scenes.map((_, i) => {
      const line = lines[i];
      return line === undefined || line === null ? 0 : spokenSeconds(line) + LINE_LEAD_SECONDS + LINE_TAIL_SECONDS;
    });
  };
  const planned = planFilm(reading, template, brief.durationSeconds, { people: person !== null, object }, needs);
  const lines = assignLines(story, planned);
  const scenes = planned.map((scene, i) => writeScene(scene, person, story, reading, object, lines[i] ?? null));
  return { totalSeconds: secondsOf(planned.reduce((sum, scene) => sum + scene.frames, 0)), scenes };
}

function writeScene(
  scene: PlannedScene,
  person: Person | null,
  story: Story,
  reading: Reading,
  object: string,
  line: string | null,
): SceneSpec {
  const seconds = secondsOf(scene.frames);
  const { moment } = scene;
  const slots = slotsFor(person, {
    object,
    name: story.subject.productName ?? reading.theName,
    thing: reading.tale === null ? `the ${object}` : theThing(reading.tale),
    place: scene.place,
    own: reading.where,
  });
  return {
    beat: scene.name,
    seconds,
    setting: clip(scene.setting, 200),
    action: clip(fillSentences([moment.start, moment.move, moment.end], slots), 1500),
    presence: presenceOf(moment, seconds, person !== null, story.subject.productDescription !== null),
    camera: scene.camera,
    lighting: scene.lighting,
    emotionalTone: clip(scene.emotion, 120),
    voiceOver: line === null ? null : timeLine(line, seconds),
  };
}

/** Who is seen from when: a subject that the first clause does not name comes in with the second. */
function presenceOf(moment: Moment, seconds: number, people: boolean, product: boolean): SceneSpec['presence'] {
  const person = people && moment.focus !== 'product' && moment.focus !== 'place';
  const thing = product && moment.focus !== 'person' && moment.focus !== 'place';
  const enters = `enters at ${Math.round(seconds * 4) / 10} s`;
  const timing = (visible: boolean, opening: boolean): string => (visible ? (opening ? 'full scene' : enters) : 'not visible');
  const names = (pattern: RegExp, text: string): boolean => pattern.test(text);
  return {
    characterVisible: person,
    characterTiming: timing(person, names(/\{(?:N|s|p|o)\}/u, moment.start)),
    productVisible: thing,
    productTiming: timing(thing, !names(/\{t\}/u, moment.move) || names(/\{t\}/u, moment.start)),
  };
}

/** When the line is spoken, on frame boundaries; a line longer than its scene gets the whole scene. */
function timeLine(text: string, seconds: number): { text: string; startSeconds: number; endSeconds: number } {
  const length = spokenSeconds(text);
  if (!fitsScene(text, seconds)) return { text, startSeconds: 0, endSeconds: seconds };
  const start = snapSeconds(Math.min(LINE_LEAD_SECONDS + 0.15, seconds - length - LINE_TAIL_SECONDS));
  return { text, startSeconds: Math.max(0, start), endSeconds: Math.min(seconds, snapSeconds(start + length + 1 / 48)) };
}

/** The line of every scene, null where nobody speaks. Lines of a beat that has no scene are left out. */
function assignLines(story: Story, scenes: readonly PlannedBeat[]): (string | null)[] {
  const result: (string | null)[] = scenes.map(() => null);
  const lastBeat = scenes.at(-1)?.index ?? -1;
  for (const beat of new Set(scenes.map((scene) => scene.index))) {
    const places = scenes.map((scene, i) => ({ scene, i })).filter(({ scene }) => scene.index === beat);
    const lines = story.voiceOver.filter((line) => line.beat === places[0]?.scene.name && line.text.trim() !== '');
    for (const [k, line] of lines.entries()) {
      const place = places[sceneOfLine(k, lines.length, places.length, beat === lastBeat)];
      if (place === undefined) continue;
      const earlier = result[place.i];
      // More lines than scenes: they share one, as long as the contract's limit allows.
      result[place.i] = clip(earlier === null || earlier === undefined ? line.text : `${earlier} ${line.text}`, 400);
    }
  }
  return result;
}

/** The person of a story in running words: the writer's own when untouched, else read from the description. */
function personOf(story: Story, reading: Reading): Person | null {
  const { characterDescription, characterName } = story.subject;
  if (characterDescription === null) return null;
  const casts = [castPerson(reading, []), castPerson(reading, [{ role: 'character', name: '' }])];
  const own = casts.find(
    (cast) => cast.description === characterDescription && (characterName === null || upperFirst(cast.name) === characterName),
  );
  if (own !== undefined) return own;
  const start = characterDescription.slice(0, 120);
  const name = characterName ?? 'The character';
  const common = { name, role: 'person', age: null, description: characterDescription };
  if (/\b(?:woman|girl|female|mother|lady|grandmother)\b/iu.test(start)) {
    const noun = /\bgirl\b/iu.test(start) ? 'girl' : 'woman';
    return { ...common, she: 'she', her: 'her', them: 'her', self: 'herself', noun };
  }
  if (/\b(?:man|boy|male|father|gentleman|grandfather)\b/iu.test(start)) {
    const noun = /\bboy\b/iu.test(start) ? 'boy' : 'man';
    return { ...common, she: 'he', her: 'his', them: 'him', self: 'himself', noun };
  }
  return { ...common, she: name, her: `${name}\u2019s`, them: name, self: name, noun: 'character' };
}
