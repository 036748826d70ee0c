import { useState } from 'react';

import { formatDate } from '../parts/dates';
import { Dialog } from '../parts/Dialog';
import type { Change, Conflict } from '../server/shapes';
import { closeDialog, useEditor } from '../state/editor';
import { keepUnsaved, overwriteTheirs, takeTheirs } from '../state/saving';

const MANY = 10;

export function Changes({ changes, none }: { changes: readonly Change[]; none: string }) {
  if (changes.length === 0) return <p>{none}</p>;
  const list = <ul className="ke-changes">{changes.map((change, index) => <li key={index}>{change.text}</li>)}</ul>;
  // A long list would push what there is to decide out of sight.
  return changes.length <= MANY ? list : <details className="ke-details"><summary>{changes.length}か所を見る</summary>{list}</details>;
}

/** Somebody else saved meanwhile: shows what they changed and lets the person choose; nothing typed is lost. */
export function ConflictDialog({ conflict }: { conflict: Conflict }) {
  const editor = useEditor();
  const [sure, setSure] = useState(false);
  const later = (): void => {
    keepUnsaved(editor);
    closeDialog(editor);
    editor.store.set({
      notice: { level: 'warning', action: 'retry-save', text: 'まだ保存されていません。ほかの職員の変更と重なっています。' },
    });
  };
  return (
    <Dialog title="ほかの職員が先に保存しました" onClose={later} wide>
      <p>{conflict.saved_by}さんが{formatDate(conflict.saved_at)}に保存しました。あなたの内容は、まだこの画面に残っています。</p>
      <h3>{conflict.saved_by}さんが変えたところ</h3>
      <Changes changes={conflict.changes} none="文章や接続の違いはありません（部品の位置だけです）。" />
      <h3>どちらの内容を使いますか</h3>
      {sure ? (
        <div className="ke-problem-box">
          <p><strong>{conflict.saved_by}さんの上の変更は消えます。</strong>上書きしてよいですか。</p>
          <div className="ke-actions">
            <button type="button" className="ke-button" onClick={() => setSure(false)}>戻る</button>
            <button type="button" className="ke-button ke-danger-fill" onClick={() => void overwriteTheirs(editor, conflict)}>
              相手の変更を消して上書きする
            </button>
          </div>
        </div>
      ) : (
        <div className="ke-actions">
          <button type="button" className="ke-button" onClick={later}>後で決める</button>
          <button type="button" className="ke-button ke-danger" onClick={() => setSure(true)}>自分の内容で上書きする</button>
          <button type="button" className="ke-button ke-primary" onClick={() => takeTheirs(editor, conflict)}>相手の内容を読み込む</button>
        </div>
      )}
      <p className="ke-hint">相手の内容を読み込んだ後も、「元に戻す」で自分の内容に戻せます。</p>
    </Dialog>
  );
}
