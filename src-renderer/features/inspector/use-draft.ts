/** Text being edited in a field that saves by itself: on leaving it, or with Ctrl/⌘ Enter; Escape takes it back. */
import { useRef, useState, type ChangeEvent, type KeyboardEvent } from 'react';

type TextControl = HTMLInputElement | HTMLTextAreaElement;

interface Draft {
  text: string;
  /** What was saved when it was sent; null while it is still being written. */
  sentOver: string | null;
}

export interface DraftControl {
  value: string;
  onChange: (event: ChangeEvent<TextControl>) => void;
  onBlur: () => void;
  onKeyDown: (event: KeyboardEvent<TextControl>) => void;
}

/**
 * What a field shows. Words being written stay whatever the core says meanwhile; words that were sent
 * stay until the core has something newer than what they were sent over (its answer, or an undo).
 */
export function shownText(saved: string, draft: Draft | null): string {
  if (draft === null || (draft.sentOver !== null && draft.sentOver !== saved)) return saved;
  return draft.text;
}

/** `save` is called only when the text differs from what is saved. `single` saves on Enter too; `onRevert` hears of Escape. */
export function useDraft(
  saved: string,
  save: (text: string) => void,
  { single = false, onRevert }: { single?: boolean; onRevert?: () => void } = {},
): DraftControl {
  const [draft, setDraft] = useState<Draft | null>(null);
  // Leaving the field because Escape was pressed must not save what was just thrown away.
  const canceled = useRef(false);
  const value = shownText(saved, draft);

  return {
    value,
    onChange: (event) => setDraft({ text: event.target.value, sentOver: null }),
    onBlur: () => {
      const keep = !canceled.current && value !== saved;
      canceled.current = false;
      setDraft(keep ? { text: value, sentOver: saved } : null);
      if (keep) save(value);
    },
    onKeyDown: (event) => {
      if (event.key === 'Escape') {
        event.stopPropagation();
        canceled.current = true;
        onRevert?.();
        event.currentTarget.blur();
      } else if (event.key === 'Enter' && (single || event.ctrlKey || event.metaKey)) {
        event.preventDefault();
        event.stopPropagation();
        event.currentTarget.blur();
      }
    },
  };
}
