import { useEffect, useRef } from 'react';
import type { StudioAction } from '../../actions/registry.ts';
import { useStudio } from '../../app/studio-context.tsx';

/**
 * Registers a view's actions once, while it is on screen, over what the view
 * can do at the moment a key is pressed.
 * @param commands what the view can do as it last rendered
 * @param make must be the same function at every render
 */
export function useLiveActions<C>(commands: C, make: (now: () => C) => readonly StudioAction[]): void {
  const { actions } = useStudio();
  const latest = useRef(commands);
  useEffect(() => {
    latest.current = commands;
  });
  useEffect(() => actions.register(make(() => latest.current)), [actions, make]);
}
