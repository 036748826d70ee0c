import { useLayoutEffect, useRef, useState, type RefObject } from 'react';

import Canvas from './canvas/Canvas';
import { ConflictDialog } from './dialogs/ConflictDialog';
import { ConnectDialog } from './dialogs/ConnectDialog';
import { PublishDialog } from './dialogs/PublishDialog';
import { AddDialog, KeysDialog, SearchDialog } from './dialogs/SmallDialogs';
import { formatDate } from './parts/dates';
import { Icon } from './parts/Icon';
import { Notices } from './Notices';
import { Palette } from './Palette';
import { Panel, Tabs } from './Panel';
import { useEditor, useEditorState, type Tab } from './state/editor';
import { Toolbar } from './Toolbar';
import { useShortcuts } from './useShortcuts';

/** Below this width, in pixels, the canvas and the panel take turns; the styles' container queries say the same. */
const NARROW = 900;

/** By the editor's own width: the page may put a menu beside it. */
function useNarrow(root: RefObject<HTMLElement | null>): boolean {
  const [narrow, setNarrow] = useState(() => window.innerWidth < NARROW);
  useLayoutEffect(() => {
    if (!root.current) return undefined;
    const observer = new ResizeObserver(([entry]) => {
      if (entry) setNarrow(entry.contentRect.width < NARROW);
    });
    observer.observe(root.current);
    return () => observer.disconnect();
  }, [root]);
  return narrow;
}

function Dialogs() {
  const dialog = useEditorState((state) => state.dialog);
  switch (dialog?.kind) {
    case 'connect':
      return <ConnectDialog node={dialog.node} exit={dialog.exit} />;
    case 'add':
      return <AddDialog behind={dialog.behind} at={dialog.at} />;
    case 'conflict':
      return <ConflictDialog conflict={dialog.conflict} />;
    case 'publish':
      return <PublishDialog plan={dialog.plan} />;
    case 'search':
      return <SearchDialog />;
    case 'keys':
      return <KeysDialog />;
    default:
      return null;
  }
}

function Header({ heading: Heading }: { heading: 'h1' | 'p' }) {
  const editor = useEditor();
  const flow = useEditorState((state) => state.flow);
  const published = useEditorState((state) => state.published);
  return (
    <header className="ke-header">
      <a className="ke-back" href={editor.urls.back}><Icon name="chevron_right" />シナリオの一覧</a>
      <Heading className="ke-name">{flow.name}</Heading>
      <p className="ke-published">
        {published ? <><span className="ke-badge ke-badge-live">公開中</span>第{published.number}版（{formatDate(published.at)}）</> : <span className="ke-badge">まだ公開していません</span>}
      </p>
    </header>
  );
}

export function EditorScreen({ heading }: { heading: 'h1' | 'p' }) {
  useShortcuts();
  const root = useRef<HTMLDivElement>(null);
  const narrow = useNarrow(root);
  const tab = useEditorState((state) => state.tab);
  const canEdit = useEditorState((state) => state.canEdit);
  const shown: Tab = narrow || tab !== 'canvas' ? tab : 'settings';
  const canvas = !narrow || shown === 'canvas';
  return (
    <div ref={root} className={narrow ? 'ke-editor ke-narrow' : 'ke-editor'}>
      <Header heading={heading} />
      <Toolbar canvas={canvas} narrow={narrow} />
      <Notices />
      <div className="ke-body">
        {canEdit && !narrow && <Palette />}
        {narrow && <Tabs narrow shown={shown} />}
        {canvas && <div className="ke-stage" id="ke-canvas" {...(narrow ? { role: 'tabpanel', 'aria-labelledby': 'ke-tab-canvas' } : {})}><Canvas /></div>}
        {(!narrow || shown !== 'canvas') && (
          <div className="ke-side">
            {!narrow && <Tabs narrow={false} shown={shown} />}
            <Panel shown={shown} />
          </div>
        )}
      </div>
      <Dialogs />
    </div>
  );
}
