import { Icon } from './parts/Icon';
import { openDialog, redoStep, selectDefinition, selectUnsaved, undoStep, useEditor, useEditorState } from './state/editor';
import { arrangeAll } from './state/arranging';
import { openPublish } from './state/publishing';
import { save } from './state/saving';

function History() {
  const editor = useEditor();
  const undone = useEditorState((state) => state.history.past.length > 0);
  const redone = useEditorState((state) => state.history.future.length > 0);
  const label = useEditorState((state) => state.history.present.label);
  return (
    <>
      <button type="button" className="ke-button" disabled={!undone} title={label && `元に戻す：${label}`} onClick={() => undoStep(editor)}>
        <Icon name="undo" /><span>元に戻す</span>
      </button>
      <button type="button" className="ke-button" disabled={!redone} onClick={() => redoStep(editor)}>
        <Icon name="redo" /><span>やり直す</span>
      </button>
    </>
  );
}

function Status() {
  const count = useEditorState((state) => selectDefinition(state).nodes.length);
  const unsaved = useEditorState(selectUnsaved);
  const saving = useEditorState((state) => state.saving);
  const canEdit = useEditorState((state) => state.canEdit);
  const words = !canEdit ? '見るだけ' : saving ? '保存しています…' : unsaved ? '未保存' : '保存済み';
  return <p className="ke-status"><span className="ke-count">{count.toLocaleString()}部品・</span><strong className={unsaved ? 'ke-unsaved' : undefined}>{words}</strong></p>;
}

export function Toolbar({ canvas, narrow }: { canvas: boolean; narrow: boolean }) {
  const editor = useEditor();
  const canEdit = useEditorState((state) => state.canEdit);
  const canPublish = useEditorState((state) => state.canPublish);
  const saving = useEditorState((state) => state.saving);
  return (
    <div className="ke-toolbar" role="toolbar" aria-label="編集">
      {canEdit && <History />}
      {narrow && canEdit && (
        <button type="button" className="ke-button" onClick={() => openDialog(editor, { kind: 'add', behind: null, at: null })}><Icon name="add" /><span>部品を追加</span></button>
      )}
      {canvas && canEdit && <button type="button" className="ke-button" onClick={() => void arrangeAll(editor)}><Icon name="grid_view" /><span>整列</span></button>}
      {canvas && <button type="button" className="ke-button" onClick={() => editor.view?.fit()}><Icon name="fit_screen" /><span>全体表示</span></button>}
      <button type="button" className="ke-button" onClick={() => openDialog(editor, { kind: 'search' })}><Icon name="search" /><span>さがす</span></button>
      {!narrow && <button type="button" className="ke-button" onClick={() => openDialog(editor, { kind: 'keys' })}><Icon name="keyboard" /><span>キー</span></button>}
      <div className="ke-toolbar-end">
        <Status />
        {canEdit && <button type="button" className="ke-button ke-worded" disabled={saving} onClick={() => void save(editor)}><Icon name="save" /><span>保存</span></button>}
        {canPublish && <button type="button" className="ke-button ke-worded ke-primary" disabled={saving} onClick={() => void openPublish(editor)}><Icon name="publish" /><span>公開</span></button>}
      </div>
    </div>
  );
}
