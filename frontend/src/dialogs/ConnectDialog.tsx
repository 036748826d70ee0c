import { useMemo, useState, type KeyboardEvent } from 'react';

import { findNode } from '../document/edit';
import { labelledExits } from '../document/exits';
import { kindOf } from '../document/kinds';
import { outlineOf } from '../document/outline';
import { searchNodes } from '../document/search';
import type { Definition, FlowNode } from '../document/types';
import { nodeTitle } from '../document/words';
import { Dialog } from '../parts/Dialog';
import { KindIcon } from '../parts/Icon';
import { closeDialog, selectDefinition, START, useEditor, useEditorState } from '../state/editor';
import { connectExit, titleOf } from '../state/nodes';

interface Option {
  readonly id: string;
  readonly label: string;
}

function exitOptions(definition: Definition, node: string): readonly Option[] {
  if (node === START) return [{ id: START, label: 'はじまり' }];
  const found = findNode(definition, node);
  return found ? labelledExits(found, definition.base_language).map(({ exit, label }) => ({ id: exit.id, label })) : [];
}

function currentTarget(definition: Definition, node: string, exit: string): string | null {
  if (node === START) return definition.start;
  return findNode(definition, node)?.exits.find((item) => item.id === exit)?.to ?? null;
}

/** Arrow keys go through the list from the search field and back. */
function moveInList(event: KeyboardEvent<HTMLElement>): void {
  if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
  const items = Array.from(event.currentTarget.querySelectorAll<HTMLElement>('[data-step]'));
  const at = items.indexOf(document.activeElement as HTMLElement);
  if (at < 0) return;
  items[Math.max(0, Math.min(items.length - 1, at + (event.key === 'ArrowDown' ? 1 : -1)))]?.focus();
  event.preventDefault();
}

interface ListProps {
  readonly label: string;
  readonly nodes: readonly FlowNode[];
  readonly current: string | null;
  readonly onChoose: (id: string) => void;
}

/** A field to look for nodes and the list of those found. */
export function NodeFinder({ label, nodes, current, onChoose }: ListProps) {
  const definition = useEditorState(selectDefinition);
  const catalog = useEditorState((state) => state.catalog);
  const [query, setQuery] = useState('');
  const found = useMemo(() => searchNodes(query, nodes, definition, catalog), [query, nodes, definition, catalog]);
  const numbers = useMemo(() => new Map(outlineOf(definition).map((row) => [row.node.id, row.number])), [definition]);
  const onEnter = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter' || event.nativeEvent.isComposing || !found[0]) return;
    event.preventDefault();
    onChoose(found[0].id);
  };
  return (
    <div onKeyDown={moveInList}>
      <label className="ke-label">
        {label}
        <input type="search" data-autofocus data-step value={query} onChange={(event) => setQuery(event.target.value)} onKeyDown={onEnter} />
      </label>
      <p className="ke-hint" role="status">{found.length}個の部品</p>
      <ul className="ke-finder">
        {found.map((node) => (
          <li key={node.id}>
            <button type="button" data-step className={`ke-group-${kindOf(node.type).group}`} aria-current={node.id === current || undefined} onClick={() => onChoose(node.id)}>
              <span className="ke-number">{numbers.get(node.id)}</span>
              <KindIcon type={node.type} />
              <span>{nodeTitle(node, definition)}</span>
              {node.id === current && <span className="ke-badge ke-badge-start">今の接続先</span>}
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}

/** Chooses where an exit leads, without dragging. */
export function ConnectDialog({ node, exit: wanted }: { node: string; exit: string | null }) {
  const editor = useEditor();
  const definition = useEditorState(selectDefinition);
  const exits = useMemo(() => exitOptions(definition, node), [definition, node]);
  const [exit, setExit] = useState(wanted ?? exits.find((item) => currentTarget(definition, node, item.id) === null)?.id ?? exits[0]?.id ?? '');
  const nodes = useMemo(() => outlineOf(definition).map((row) => row.node), [definition]);
  const current = currentTarget(definition, node, exit);
  const choose = (to: string | null): void => {
    closeDialog(editor);
    connectExit(editor, node, exit, to);
  };
  if (exits.length === 0) {
    return (
      <Dialog title="接続先を選ぶ" onClose={() => closeDialog(editor)}>
        <p>「{titleOf(editor, node)}」には出口がありません。</p>
        <div className="ke-actions"><button type="button" className="ke-button" onClick={() => closeDialog(editor)}>閉じる</button></div>
      </Dialog>
    );
  }
  return (
    <Dialog title={`「${titleOf(editor, node)}」の接続先を選ぶ`} onClose={() => closeDialog(editor)}>
      <label className="ke-label">
        出口
        <select value={exit} onChange={(event) => setExit(event.target.value)}>
          {exits.map((item) => <option key={item.id} value={item.id}>{item.label}</option>)}
        </select>
      </label>
      <NodeFinder label="接続先をさがす" nodes={nodes} current={current} onChoose={choose} />
      <div className="ke-actions">
        {current !== null && <button type="button" className="ke-button" onClick={() => choose(null)}>接続を外す</button>}
        <button type="button" className="ke-button" onClick={() => closeDialog(editor)}>やめる</button>
      </div>
    </Dialog>
  );
}
