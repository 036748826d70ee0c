import { commit } from '../document/history';
import { completeLayout } from '../document/placing';
import { readDefinition } from '../document/read';
import { trimLayout } from '../document/edit';
import type { FlowDocument } from '../document/types';
import { ServerError, type Failure } from '../server/api';
import type { Conflict } from '../server/shapes';
import { announce, closeDialog, currentDocument, flushFields, type Editor, type Notice } from './editor';
import { forget, keep, kept } from './keeping';

const SIGNED_OUT: Notice = {
  level: 'error', action: 'sign-in',
  text: 'サインインの期限が切れました。入力した内容はこの画面に残っています。別のタブでサインインしてから、もう一度保存してください。',
};
const NO_NETWORK: Notice = {
  level: 'error', action: 'retry-save',
  text: '保存できませんでした。サーバーにつながりません。入力した内容はこの画面に残っています。',
};

/** Tells the person why it did not work, and keeps what is typed. */
export function report(editor: Editor, failure: Failure): void {
  keepUnsaved(editor);
  switch (failure.reason) {
    case 'signed-out':
      editor.store.set({ notice: SIGNED_OUT });
      break;
    case 'network':
      editor.store.set({ notice: NO_NETWORK });
      break;
    case 'conflict':
      editor.store.set({ dialog: { kind: 'conflict', conflict: failure.conflict } });
      break;
    case 'problems':
      editor.store.set({ problems: failure.problems, tab: 'problems', notice: { level: 'error', text: '直すところが残っています。「問題」を見て直してください。' } });
      break;
    case 'refused':
      editor.store.set({ notice: { level: 'error', text: failure.message } });
      break;
  }
}

export function keepUnsaved(editor: Editor): void {
  const { history, saved, revision } = editor.store.get();
  if (history.present.state !== saved) keep(editor.urls.draft, revision, history.present.state);
}

async function put(editor: Editor, base: number): Promise<boolean> {
  const document = currentDocument(editor);
  editor.store.set({ saving: true });
  try {
    const answer = await editor.api.save(base, document.definition, trimLayout(document.layout, document.definition));
    editor.store.set({
      revision: answer.revision, saved: document, notice: null,
      ...(currentDocument(editor).definition === document.definition ? { problems: answer.problems } : {}),
    });
    forget(editor.urls.draft);
    announce(editor, '下書きを保存しました。');
    return true;
  } catch (error) {
    if (!(error instanceof ServerError)) throw error;
    report(editor, error.failure);
    return false;
  } finally {
    editor.store.set({ saving: false });
  }
}

/** Saves the draft. True if the server has it now. */
export async function save(editor: Editor): Promise<boolean> {
  flushFields(editor);
  const state = editor.store.get();
  if (!state.canEdit || state.saving) return false;
  if (state.history.present.state === state.saved) {
    announce(editor, '変更はありません。保存済みです。');
    return true;
  }
  return put(editor, state.revision);
}

/** The other's content comes in as one step, so that undo brings one's own back. */
export function takeTheirs(editor: Editor, conflict: Conflict): void {
  const definition = readDefinition(conflict.definition);
  const document: FlowDocument = { definition, layout: completeLayout(definition, conflict.layout) };
  const history = commit(editor.store.get().history, document, '相手の内容の読み込み');
  closeDialog(editor);
  editor.store.set({
    history, saved: document, revision: conflict.revision, selection: [],
    notice: { level: 'success', text: '相手の内容を読み込みました。「元に戻す」で、自分の内容に戻せます。' },
  });
}

/** One's own content replaces the other's, which is in the server's history of drafts no more. */
export async function overwriteTheirs(editor: Editor, conflict: Conflict): Promise<boolean> {
  closeDialog(editor);
  return put(editor, conflict.revision);
}

/** Offers what an earlier visit of this tab could not save. */
export function offerKept(editor: Editor): void {
  const earlier = kept(editor.urls.draft);
  if (!earlier || !editor.store.get().canEdit) return;
  // The answer to a save may have been lost on the way, and the save not.
  if (JSON.stringify(earlier.document.definition) === JSON.stringify(currentDocument(editor).definition)) {
    forget(editor.urls.draft);
    return;
  }
  editor.store.set({
    notice: { level: 'warning', action: 'restore', text: '前に保存できなかった内容が、このタブに残っています。' },
  });
}

export function restoreKept(editor: Editor): void {
  const earlier = kept(editor.urls.draft);
  if (!earlier) return;
  const { history } = editor.store.get();
  // Its base goes along: if somebody saved meanwhile, saving shows the conflict instead of overwriting.
  editor.store.set({
    history: commit(history, earlier.document, '残っていた内容の読み込み'), revision: earlier.base_revision, notice: null, selection: [],
  });
}

export function dropKept(editor: Editor): void {
  forget(editor.urls.draft);
  editor.store.set({ notice: null });
}
