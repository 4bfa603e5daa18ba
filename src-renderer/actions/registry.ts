/**
 * Every command of the studio is one object here. Shortcuts, the command
 * palette, tooltips and the sheet of all keys read this registry and nothing else.
 */
import type { StudioApp } from '../app/studio-app.ts';
import { matchesKeys, type KeyPress } from './keys.ts';

export const actionSections = ['Go to', 'Film', 'Scene', 'Frames', 'Takes', 'Play', 'Timeline', 'Edit', 'View', 'Help'] as const;
export type ActionSection = (typeof actionSections)[number];

export interface StudioAction {
  /** `area.verb`, e.g. `takes.shoot`. */
  id: string;
  /** Sentence case, starts with a verb where there is one. */
  label: string;
  section: ActionSection;
  /** Shortcuts, the first one is shown; see `keys.ts`. */
  keys?: readonly string[];
  /** Whether it makes sense right now; missing means always. */
  when?: (app: StudioApp) => boolean;
  perform: (app: StudioApp) => void | Promise<void>;
  /** Works while typing in a field too (for shortcuts with `mod`). */
  inFields?: boolean;
  /** Further words the palette finds it by. */
  keywords?: string;
  /** Left out of the palette (digits and cursor keys), still in the sheet of keys. */
  hidden?: boolean;
}

export interface ActionRegistry {
  /** Adds actions, later ones win over earlier ones with the same id or keys; returns how to take them back. */
  register: (actions: readonly StudioAction[]) => () => void;
  /** Everything registered, newest registration last. A new array only after a change. */
  list: () => readonly StudioAction[];
  find: (id: string) => StudioAction | null;
  /** The action a key press means now, the most recently registered first. */
  match: (press: KeyPress, inField: boolean, app: StudioApp) => StudioAction | null;
  subscribe: (listener: () => void) => () => void;
}

/** Makes an empty registry for the given keyboard kind. */
export function createActionRegistry(mac: boolean): ActionRegistry {
  const groups: (readonly StudioAction[])[] = [];
  const listeners = new Set<() => void>();
  let all: readonly StudioAction[] = [];

  const changed = () => {
    const byId = new Map<string, StudioAction>();
    for (const group of groups) {
      for (const action of group) {
        byId.delete(action.id);
        byId.set(action.id, action);
      }
    }
    all = [...byId.values()];
    for (const listener of listeners) listener();
  };

  return {
    register(actions) {
      groups.push(actions);
      changed();
      return () => {
        const at = groups.indexOf(actions);
        if (at !== -1) groups.splice(at, 1);
        changed();
      };
    },
    list: () => all,
    find: (id) => all.findLast((action) => action.id === id) ?? null,
    match(press, inField, app) {
      return (
        all.findLast(
          (action) =>
            (!inField || action.inFields === true) &&
            (action.keys ?? []).some((keys) => matchesKeys(press, keys, mac)) &&
            (action.when === undefined || action.when(app)),
        ) ?? null
      );
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
  };
}

/**
 * Actions as lists show them: one line for each label. A stage may own the keys of something that exists
 * everywhere (removing a scene on the timeline and on the board); to the person that is one thing with several keys.
 */
export function oneLinePerLabel(actions: readonly StudioAction[]): StudioAction[] {
  const byLabel = new Map<string, StudioAction>();
  for (const action of actions) {
    const known = byLabel.get(action.label);
    const keys = [...new Set([...(known?.keys ?? []), ...(action.keys ?? [])])];
    byLabel.set(action.label, { ...action, section: known?.section ?? action.section, ...(keys.length === 0 ? {} : { keys }) });
  }
  return [...byLabel.values()];
}
