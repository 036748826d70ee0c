import { useCallback, useEffect, useRef, useState } from 'react';

import { sealStep, useEditor } from '../state/editor';

const QUIET_MS = 250;

interface DraftText {
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly onBlur: () => void;
  readonly onCompositionStart: () => void;
  readonly onCompositionEnd: (value: string) => void;
}

/**
 * A text field's own copy of what is typed: it reaches the document after 250 ms of quiet or when the field is left,
 * and never in the middle of a Japanese conversion. Typing in one visit of the field is one step of undo.
 */
export function useDraftText(value: string, commit: (value: string) => void, onlyOnLeaving = false): DraftText {
  const editor = useEditor();
  const [, redraw] = useState(0);
  const [draft, setDraft] = useState(value);
  const latest = useRef({ draft: value, committed: value, commit });
  latest.current.commit = commit;
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const composing = useRef(false);

  if (latest.current.committed !== value && latest.current.draft === latest.current.committed) {
    // The document changed elsewhere (undo, another list): show that.
    latest.current.draft = value;
    latest.current.committed = value;
    setDraft(value);
  } else if (latest.current.committed !== value) {
    latest.current.committed = value;
  }

  const flush = useCallback(() => {
    clearTimeout(timer.current);
    editor.pending.delete(flush);
    const { draft: typed, committed, commit: give } = latest.current;
    if (typed === committed) return;
    latest.current.committed = typed;
    give(typed);
  }, [editor]);

  useEffect(() => flush, [flush]);

  const onChange = useCallback((typed: string) => {
    latest.current.draft = typed;
    setDraft(typed);
    editor.pending.add(flush);
    clearTimeout(timer.current);
    if (!composing.current && !onlyOnLeaving) timer.current = setTimeout(flush, QUIET_MS);
  }, [editor, flush, onlyOnLeaving]);

  return {
    value: draft,
    onChange,
    onBlur: () => {
      composing.current = false;
      flush();
      sealStep(editor);
      // What `commit` refused gives way to what the document holds.
      redraw((count) => count + 1);
    },
    onCompositionStart: () => {
      composing.current = true;
    },
    onCompositionEnd: (typed) => {
      composing.current = false;
      onChange(typed);
    },
  };
}
