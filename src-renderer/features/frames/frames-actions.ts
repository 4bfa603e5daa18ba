/** The commands of the Frames stage. */
import type { StudioAction } from '../../actions/registry.ts';

/** What the open view can do now. */
export interface FramesCommands {
  pickShown(index: number): void;
  pickFocused(): void;
  makeFocusedHero(): void;
  openFocused(): void;
  hasFocused: boolean;
  toggleCompare(): void;
  swap(): void;
  comparing: boolean;
  regenerate(): void;
}

/** @param now the commands of the view as it last rendered */
export function framesActions(now: () => FramesCommands): readonly StudioAction[] {
  const focused = (): boolean => now().hasFocused;
  return [
    ...Array.from({ length: 9 }, (_, index): StudioAction => ({
      id: `frames.pick${index + 1}`,
      label: `Pick picture ${index + 1}`,
      section: 'Frames',
      keys: [String(index + 1)],
      hidden: true,
      perform: () => now().pickShown(index),
    })),
    {
      id: 'frames.accept',
      label: 'Accept the selected picture',
      section: 'Frames',
      keys: ['a'],
      when: focused,
      perform: () => now().pickFocused(),
    },
    {
      id: 'frames.hero',
      label: 'Shoot takes from the selected picture',
      section: 'Frames',
      keys: ['h'],
      when: focused,
      perform: () => now().makeFocusedHero(),
      keywords: 'hero',
    },
    { id: 'frames.compare', label: 'Compare two pictures', section: 'Frames', keys: ['c'], perform: () => now().toggleCompare() },
    {
      id: 'frames.swap',
      label: 'Swap the compared pictures',
      section: 'Frames',
      keys: ['x'],
      when: () => now().comparing,
      perform: () => now().swap(),
    },
    {
      id: 'frames.regenerate',
      label: 'More variations',
      section: 'Frames',
      keys: ['r'],
      perform: () => now().regenerate(),
      keywords: 'regenerate',
    },
    {
      id: 'frames.open',
      label: 'Show the selected picture large',
      section: 'Frames',
      keys: ['enter'],
      when: focused,
      perform: () => now().openFocused(),
    },
    {
      id: 'frames.otherRole',
      label: 'Switch between start and end frame',
      section: 'Frames',
      keys: ['e'],
      perform: ({ session }) => session.actions.selectFrameRole(session.get().frameRole === 'start' ? 'end' : 'start'),
    },
  ];
}
