/** Turns key presses into actions. One listener for the whole studio. */
import type { StudioApp } from './studio-app.ts';

/** Keys a focused button, link or option uses itself. */
const ownKeys = new Set([' ', 'Enter', 'ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight', 'Home', 'End']);

const isField = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable ||
    target.matches('input:not([type=checkbox]):not([type=radio]):not([type=range]):not([type=button]), textarea, select'));

/** Buttons keep Enter and Space; composite widgets keep the cursor keys too. */
function keepsKey(target: EventTarget | null, key: string): boolean {
  if (!(target instanceof HTMLElement) || !ownKeys.has(key)) return false;
  if (key === ' ' || key === 'Enter')
    return target.matches('button, a[href], summary, [role=option], [role=tab], [role=menuitem], [role=switch]');
  return (
    target.closest('[role=radiogroup], [role=tablist], [role=menu], [role=listbox], [role=slider], [role=group][data-orientation]') !== null
  );
}

/** Starts listening on the window; returns how to stop. */
export function listenToKeys(app: StudioApp, page: Window): () => void {
  const press = (event: KeyboardEvent) => {
    if (event.defaultPrevented || event.isComposing || app.ui.get().fatal !== null) return;
    const plain = !event.ctrlKey && !event.metaKey && !event.altKey;
    if (plain && keepsKey(event.target, event.key)) return;
    // A sheet is modal: only the palette's own key works through it.
    const modal = document.querySelector('[role=dialog][data-state=open]') !== null;
    const action = app.actions.match(event, isField(event.target), app);
    if (action === null || (modal && action.id !== 'help.palette')) return;
    event.preventDefault();
    void action.perform(app);
  };
  page.addEventListener('keydown', press);
  return () => page.removeEventListener('keydown', press);
}
