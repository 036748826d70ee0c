import { ServerError } from '../server/api';
import type { Definition } from '../document/types';
import { selectDefinition, type Editor } from './editor';

const QUIET_MS = 600;

/** Asks the server's lint when the content has been quiet for a moment; moving nodes is no content. */
export function watchProblems(editor: Editor): () => void {
  let checked: Definition = selectDefinition(editor.store.get());
  let timer: ReturnType<typeof setTimeout> | undefined;
  let request: AbortController | undefined;

  const check = async (definition: Definition): Promise<void> => {
    request?.abort();
    request = new AbortController();
    const { signal } = request;
    editor.store.set({ linting: true });
    try {
      const problems = await editor.api.lint(definition, signal);
      if (!signal.aborted) editor.store.set({ problems, linting: false });
    } catch (error) {
      if (error instanceof DOMException && error.name === 'AbortError') return;
      if (!(error instanceof ServerError)) throw error;
      // Lint asks again at the next change; a notice for every key typed without network would be noise.
      editor.store.set({ linting: false });
    }
  };

  const unsubscribe = editor.store.subscribe(() => {
    const definition = selectDefinition(editor.store.get());
    if (definition === checked) return;
    checked = definition;
    clearTimeout(timer);
    timer = setTimeout(() => void check(definition), QUIET_MS);
  });
  return () => {
    unsubscribe();
    clearTimeout(timer);
    request?.abort();
  };
}
