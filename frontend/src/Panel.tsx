import { useRef, type KeyboardEvent } from 'react';

import { Icon } from './parts/Icon';
import { Outline } from './panel/Outline';
import { Problems } from './panel/Problems';
import { Settings } from './panel/Settings';
import { Preview } from './preview/Preview';
import { flushFields, useEditor, useEditorState, type Tab } from './state/editor';

const TABS: readonly { readonly tab: Tab; readonly label: string; readonly icon: string }[] = [
  { tab: 'canvas', label: '図', icon: 'account_tree' },
  { tab: 'settings', label: '設定', icon: 'tune' },
  { tab: 'problems', label: '問題', icon: 'warning' },
  { tab: 'outline', label: '一覧', icon: 'format_list_bulleted' },
  { tab: 'preview', label: '試し表示', icon: 'mobile' },
];

function ProblemCount() {
  const count = useEditorState((state) => state.problems.length);
  return count === 0 ? null : <span>（{count}）</span>;
}

/** The tabs of the side panel; on a narrow screen the canvas is one of them. */
export function Tabs({ narrow, shown }: { narrow: boolean; shown: Tab }) {
  const editor = useEditor();
  const root = useRef<HTMLDivElement>(null);
  const tabs = TABS.filter(({ tab }) => narrow || tab !== 'canvas');
  const open = (tab: Tab): void => {
    flushFields(editor);
    editor.store.set({ tab });
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    const at = tabs.findIndex(({ tab }) => tab === shown);
    const next = tabs[(at + by + tabs.length) % tabs.length]!;
    open(next.tab);
    root.current?.querySelector<HTMLElement>(`#ke-tab-${next.tab}`)?.focus();
  };
  return (
    <div className="ke-tabs" role="tablist" aria-label="表示" ref={root} onKeyDown={onKeyDown}>
      {tabs.map(({ tab, label, icon }) => (
        <button
          key={tab} id={`ke-tab-${tab}`} type="button" role="tab" aria-selected={tab === shown} aria-controls={tab === 'canvas' ? 'ke-canvas' : 'ke-panel'}
          tabIndex={tab === shown ? 0 : -1} onClick={() => open(tab)}
        >
          <Icon name={icon} />{label}{tab === 'problems' && <ProblemCount />}
        </button>
      ))}
    </div>
  );
}

export function Panel({ shown }: { shown: Tab }) {
  return (
    <div key={shown} className="ke-panel" id="ke-panel" role="tabpanel" aria-labelledby={`ke-tab-${shown}`}>
      {shown === 'settings' && <Settings />}
      {shown === 'problems' && <Problems />}
      {shown === 'outline' && <Outline />}
      {shown === 'preview' && <Preview />}
    </div>
  );
}
