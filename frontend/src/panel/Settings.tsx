import { useEffect, useMemo, useRef } from 'react';

import { findNode } from '../document/edit';
import { kindOf, isKnownType } from '../document/kinds';
import { LIMITS } from '../document/limits';
import type { FlowNode } from '../document/types';
import { FieldProblems, ProblemLine } from '../parts/Field';
import { Icon, KindIcon } from '../parts/Icon';
import { ShortText } from '../parts/inputs';
import { openDialog, selectDefinition, START, useEditor, useEditorState } from '../state/editor';
import { copyChosen, duplicateChosen, removeChosen, startAt } from '../state/nodes';
import { Exits } from './Exits';
import { useChange } from './forms/useNode';
import { NodeForm } from './NodeForm';
import { Triggers } from './Triggers';

function useNodeProblems(id: string | null) {
  const problems = useEditorState((state) => state.problems);
  return useMemo(() => problems.filter((problem) => problem.node === id), [problems, id]);
}

const FOCUSABLE = 'textarea, input:not([type="file"]), select, button';

/** `choices.0.label` is looked for as it is, then as `choices.0`, then as `choices`. */
function fieldElement(root: HTMLElement, field: string | null): HTMLElement | null {
  for (let name = field; name; name = name.includes('.') ? name.slice(0, name.lastIndexOf('.')) : null) {
    const element = root.querySelector<HTMLElement>(`[data-field="${CSS.escape(name)}"]`);
    if (element) return element;
  }
  return root.querySelector<HTMLElement>('[data-field]:not([data-field="name"])') ?? root;
}

function useFieldFocus() {
  const root = useRef<HTMLDivElement>(null);
  const chosen = useEditorState((state) => state.selection);
  useEffect(() => {
    if (root.current?.parentElement) root.current.parentElement.scrollTop = 0;
  }, [chosen]);
  const wish = useEditorState((state) => state.focusField);
  useEffect(() => {
    if (!wish || !root.current) return;
    const element = fieldElement(root.current, wish.field);
    // A field may lie in a closed part of the form.
    element?.closest('details')?.setAttribute('open', '');
    const target = element?.matches(FOCUSABLE) ? element : element?.querySelector<HTMLElement>(`:is(${FOCUSABLE}):not(.ke-menu *)`);
    target?.focus();
    element?.scrollIntoView({ block: 'nearest' });
  }, [wish]);
  return root;
}

/** Copies by way of the clipboard where the browser allows it; pasting within the page always works. */
export function useCopy(): () => void {
  const editor = useEditor();
  return () => {
    const text = copyChosen(editor);
    if (text !== null) void navigator.clipboard?.writeText(text).catch(() => undefined);
  };
}

function NodeTools({ node }: { node: FlowNode }) {
  const editor = useEditor();
  const copy = useCopy();
  const canEdit = useEditorState((state) => state.canEdit);
  const isStart = useEditorState((state) => selectDefinition(state).start === node.id);
  if (!canEdit) return null;
  return (
    <div className="ke-tools">
      {!isStart && <button type="button" className="ke-button ke-button-small" onClick={() => startAt(editor, node.id)}><Icon name="flag" />ここから始める</button>}
      <button type="button" className="ke-button ke-button-small" onClick={copy}><Icon name="content_copy" />コピー</button>
      <button type="button" className="ke-button ke-button-small" onClick={() => duplicateChosen(editor)}><Icon name="library_add" />複製</button>
      <button type="button" className="ke-button ke-button-small ke-danger" onClick={() => removeChosen(editor, [node.id])}><Icon name="delete" />削除</button>
    </div>
  );
}

function NameField({ node }: { node: FlowNode }) {
  const change = useChange(node);
  const rename = (value: string) => (current: FlowNode): FlowNode => {
    const { name: _, ...rest } = current;
    return value.trim() === '' ? (rest as FlowNode) : { ...current, name: value.trim() };
  };
  return (
    <ShortText
      label="部品の名前（なくてもよい）" field="name" value={node.name ?? ''} limit={LIMITS.nodeName} hint="職員だけに見えます。"
      onCommit={(value) => change('名前の変更', rename(value), 'name')}
    />
  );
}

function NodeSettings({ node }: { node: FlowNode }) {
  const editor = useEditor();
  const problems = useNodeProblems(node.id);
  const kind = kindOf(node.type);
  const canEdit = useEditorState((state) => state.canEdit);
  return (
    <FieldProblems.Provider value={problems}>
      <h2 className={`ke-panel-title ke-group-${kind.group}`}><KindIcon type={node.type} />{kind.label}</h2>
      <p className="ke-hint">{kind.help}</p>
      {problems.length > 0 && (
        <div className="ke-problem-box" role="group" aria-label="この部品の問題">
          {problems.map((problem) => <ProblemLine key={problem.code + (problem.field ?? '') + problem.message} problem={problem} />)}
        </div>
      )}
      <NodeForm node={node} />
      <Exits node={node} />
      {canEdit && node.exits.length > 0 && (
        <button
          type="button" className="ke-button ke-button-wide"
          onClick={() => openDialog(editor, { kind: 'add', behind: { node: node.id, exit: node.exits.find((exit) => exit.to === null)?.id ?? node.exits[0]!.id }, at: null })}
        >
          <Icon name="add" />この後に部品を追加
        </button>
      )}
      <NameField node={node} />
      <NodeTools node={node} />
    </FieldProblems.Provider>
  );
}

function Several({ ids }: { ids: readonly string[] }) {
  const editor = useEditor();
  const copy = useCopy();
  const canEdit = useEditorState((state) => state.canEdit);
  return (
    <>
      <h2 className="ke-panel-title">部品を{ids.length}個選んでいます</h2>
      <p className="ke-hint">いっしょに動かす、コピーする、削除することができます。</p>
      <div className="ke-tools">
        <button type="button" className="ke-button" onClick={copy}><Icon name="content_copy" />コピー</button>
        {canEdit && <button type="button" className="ke-button" onClick={() => duplicateChosen(editor)}><Icon name="library_add" />複製</button>}
        {canEdit && (
          <button type="button" className="ke-button ke-danger" onClick={() => removeChosen(editor, ids)}><Icon name="delete" />{ids.length}個を削除</button>
        )}
      </div>
    </>
  );
}

function FlowSettings() {
  const problems = useNodeProblems(null);
  return (
    <FieldProblems.Provider value={problems}>
      <Triggers />
      <p className="ke-hint ke-space">部品を選ぶと、ここでその内容を変えられます。</p>
    </FieldProblems.Provider>
  );
}

/** The settings of what is chosen: a node, several nodes, or the flow itself. */
export function Settings() {
  const root = useFieldFocus();
  const selection = useEditorState((state) => state.selection);
  const node = useEditorState((state) => (state.selection.length === 1 ? findNode(selectDefinition(state), state.selection[0]!) : undefined));
  const content = (() => {
    if (selection.length > 1) return <Several ids={selection.filter((id) => id !== START)} />;
    if (!node) return <FlowSettings />;
    if (!isKnownType(node.type)) return <p>この部品は、この画面では変えられません。</p>;
    return <NodeSettings key={node.id} node={node} />;
  })();
  return <div ref={root} className="ke-settings" tabIndex={-1}>{content}</div>;
}
