import { formatDate } from '../parts/dates';
import { ServerError } from '../server/api';
import { closeDialog, flushFields, selectUnsaved, type Editor } from './editor';
import { report, save } from './saving';

/** Saves if need be, then asks the server what publishing would change. */
export async function openPublish(editor: Editor): Promise<void> {
  flushFields(editor);
  if (selectUnsaved(editor.store.get()) && !(await save(editor))) return;
  try {
    const plan = await editor.api.plan();
    editor.store.set({ dialog: { kind: 'publish', plan }, notice: null });
  } catch (error) {
    if (!(error instanceof ServerError)) throw error;
    report(editor, error.failure);
  }
}

/** Publishes the saved draft as the next version. */
export async function publish(editor: Editor, summary: string): Promise<void> {
  try {
    const { version, at } = await editor.api.publish(editor.store.get().revision, summary);
    closeDialog(editor);
    editor.store.set({
      published: { number: version, at },
      notice: { level: 'success', text: `第${version}版を公開しました（${formatDate(at)}）。利用者にはこの版が届きます。` },
    });
  } catch (error) {
    if (!(error instanceof ServerError)) throw error;
    closeDialog(editor);
    report(editor, error.failure);
  }
}
