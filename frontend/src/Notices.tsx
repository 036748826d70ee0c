import { Icon } from './parts/Icon';
import { useEditor, useEditorState, type Notice } from './state/editor';
import { dropKept, restoreKept, save } from './state/saving';

function NoticeAction({ notice }: { notice: Notice }) {
  const editor = useEditor();
  const retry = <button type="button" className="ke-button ke-button-small" onClick={() => void save(editor)}>もう一度保存する</button>;
  switch (notice.action) {
    case 'retry-save':
      return retry;
    case 'sign-in':
      // The list of flows asks for signing in, in a tab of its own; this page keeps what is typed.
      return <>
        <a className="ke-button ke-button-small" href={editor.urls.back} target="_blank" rel="noopener">新しいタブでサインインする</a>
        {retry}
      </>;
    case 'restore':
      return <>
        <button type="button" className="ke-button ke-button-small" onClick={() => restoreKept(editor)}>その内容を開く</button>
        <button type="button" className="ke-button ke-button-small ke-danger" onClick={() => dropKept(editor)}>捨てる</button>
      </>;
    default:
      return null;
  }
}

const ICONS = { error: 'error', warning: 'warning', success: 'check_circle' } as const;

/** What the person has to know, above the canvas; and what screen readers say. */
export function Notices() {
  const editor = useEditor();
  const notice = useEditorState((state) => state.notice);
  const announcement = useEditorState((state) => state.announcement);
  return (
    <>
      <div className="ke-hidden" role="status">{announcement}</div>
      <div role="alert">
        {notice && (
          <div className={`ke-notice ke-notice-${notice.level}`}>
            <Icon name={ICONS[notice.level]} />
            <p>{notice.text}</p>
            <div className="ke-notice-actions">
              <NoticeAction notice={notice} />
              {notice.action !== 'restore' && (
                <button type="button" className="ke-tool" aria-label="知らせを閉じる" onClick={() => editor.store.set({ notice: null })}><Icon name="close" /></button>
              )}
            </div>
          </div>
        )}
      </div>
    </>
  );
}
