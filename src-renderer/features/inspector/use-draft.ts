/** Text being edited in a field that saves by itself: on leaving it, or with Ctrl/⌘ Enter; Escape takes it back. */
import { useEffect, useRef, useState, type ChangeEvent, type KeyboardEvent } from 'react';

type TextControl = HTMLInputElement | HTMLTextAreaElement;

export interface DraftControl {
  value: string;
  onChange: (event: ChangeEvent<TextControl>) => void;
  onBlur: () => void;
  onKeyDown: (event: KeyboardEvent<TextControl>) => void;
}

/** `save` is called only when the text differs from what is saved. `single` saves on Enter too. */
export function useDraft(saved: string, save: (text: string) => void, single = false): DraftControl {
  const [draft, setDraft] = useState<string | null>(null);
  // Leaving the field because Escape was pressed must not save what was just thrown away.
  const canceled = useRef(false);

  useEffect(() => {
    // What the core confirms replaces the draft only once it is the same text; until then the person's words stay.
    setDraft((now) => (now === saved ? null : now));
  }, [saved]);

  const finish = () => {
    if (!canceled.current && draft !== null && draft !== saved) save(draft);
    else setDraft(null);
    canceled.current = false;
  };

  return {
    value: draft ?? saved,
    onChange: (event) => setDraft(event.target.value),
    onBlur: finish,
    onKeyDown: (event) => {
      if (event.key === 'Escape') {
        event.stopPropagation();
        canceled.current = true;
        setDraft(null);
        event.currentTarget.blur();
      } else if (event.key === 'Enter' && (single || event.ctrlKey || event.metaKey)) {
        event.preventDefault();
        event.stopPropagation();
        event.currentTarget.blur();
      }
    },
  };
}
