import { useEffect } from 'react';

import { redoStep, selectUnsaved, undoStep, flushFields, useEditor, type Editor } from './state/editor';
import { copyChosen, pasteLast, pasteText, removeChosen } from './state/nodes';
import { keepUnsaved, save } from './state/saving';

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.matches('input, textarea, select, [contenteditable="true"]');
}

/** Whether copy and paste mean nodes: not while something is typed, marked or asked in a dialog. */
function meansNodes(event: Event): boolean {
  return !isTyping(event.target) && !document.querySelector('dialog[open]') && (window.getSelection()?.isCollapsed ?? true);
}

function onKey(editor: Editor, event: KeyboardEvent): boolean {
  if (!(event.ctrlKey || event.metaKey) || event.altKey || event.isComposing || document.querySelector('dialog[open]')) return false;
  const key = event.key.toLowerCase();
  if (key === 's') {
    void save(editor);
    return true;
  }
  // In a field the browser undoes what is typed.
  if (isTyping(event.target)) return false;
  if (key === 'z' && !event.shiftKey) {
    undoStep(editor);
    return true;
  }
  if (key === 'y' || (key === 'z' && event.shiftKey)) {
    redoStep(editor);
    return true;
  }
  return false;
}

function onCopy(editor: Editor, event: ClipboardEvent): void {
  if (!meansNodes(event)) return;
  const text = copyChosen(editor);
  if (text === null) return;
  event.clipboardData?.setData('text/plain', text);
  event.preventDefault();
  if (event.type === 'cut') removeChosen(editor, editor.store.get().selection);
}

function onPaste(editor: Editor, event: ClipboardEvent): void {
  if (!meansNodes(event)) return;
  const text = event.clipboardData?.getData('text/plain') ?? '';
  event.preventDefault();
  if (!pasteText(editor, text) && text === '') pasteLast(editor);
}

/** Keys and clipboard of the whole page, and the question before leaving with something unsaved. */
export function useShortcuts(): void {
  const editor = useEditor();
  useEffect(() => {
    const stop = new AbortController();
    const { signal } = stop;
    window.addEventListener('keydown', (event) => {
      if (onKey(editor, event)) event.preventDefault();
    }, { signal });
    document.addEventListener('copy', (event) => onCopy(editor, event), { signal });
    document.addEventListener('cut', (event) => onCopy(editor, event), { signal });
    document.addEventListener('paste', (event) => onPaste(editor, event), { signal });
    window.addEventListener('beforeunload', (event) => {
      flushFields(editor);
      if (selectUnsaved(editor.store.get())) event.preventDefault();
    }, { signal });
    // A tab may be closed or thrown away by the browser; coming back to it offers what was unsaved.
    window.addEventListener('pagehide', () => keepUnsaved(editor), { signal });
    return () => stop.abort();
  }, [editor]);
}
