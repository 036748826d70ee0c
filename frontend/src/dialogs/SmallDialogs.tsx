import { useMemo } from 'react';

import { GROUPS, KINDS } from '../document/kinds';
import { outlineOf } from '../document/outline';
import { labelledExits } from '../document/exits';
import { findNode } from '../document/edit';
import type { NodeType, Point } from '../document/types';
import { Dialog } from '../parts/Dialog';
import { KindIcon } from '../parts/Icon';
import { closeDialog, selectDefinition, useEditor, useEditorState } from '../state/editor';
import { addNodeAt, addNodeBehind, addNodeNear, titleOf } from '../state/nodes';
import { NodeFinder } from './ConnectDialog';

interface AddProps {
  readonly behind: { readonly node: string; readonly exit: string } | null;
  readonly at: Point | null;
}

/** Chooses a kind of node to add: behind an exit, at a point, or at the end of what is seen. */
export function AddDialog({ behind, at }: AddProps) {
  const editor = useEditor();
  const definition = useEditorState(selectDefinition);
  const add = (type: NodeType): void => {
    closeDialog(editor);
    if (behind) addNodeBehind(editor, type, behind.node, behind.exit, at);
    else if (at) addNodeAt(editor, type, at);
    else addNodeNear(editor, type, editor.view?.centre() ?? { x: 0, y: 0 });
  };
  const source = behind && findNode(definition, behind.node);
  const label = source && labelledExits(source, definition.base_language).find((item) => item.exit.id === behind.exit)?.label;
  const title = behind ? `「${titleOf(editor, behind.node)}」の${label && label !== '次へ' ? `「${label}」の` : ''}後に追加` : '部品を追加';
  return (
    <Dialog title={title} onClose={() => closeDialog(editor)} wide>
      {GROUPS.map(({ group, label: name }) => (
        <section key={group}>
          <h3>{name}</h3>
          <ul className="ke-kinds">
            {KINDS.filter((kind) => kind.group === group).map((kind) => (
              <li key={kind.type}>
                <button type="button" className={`ke-kind ke-group-${group}`} onClick={() => add(kind.type)}>
                  <KindIcon type={kind.type} />
                  <span><strong>{kind.label}</strong><span className="ke-hint">{kind.help}</span></span>
                </button>
              </li>
            ))}
          </ul>
        </section>
      ))}
      <div className="ke-actions"><button type="button" className="ke-button" onClick={() => closeDialog(editor)}>やめる</button></div>
    </Dialog>
  );
}

export function SearchDialog() {
  const editor = useEditor();
  const definition = useEditorState(selectDefinition);
  const nodes = useMemo(() => outlineOf(definition).map((row) => row.node), [definition]);
  const go = (id: string): void => {
    closeDialog(editor);
    editor.store.set({ selection: [id], tab: 'settings', reveal: { id, focus: true } });
  };
  return (
    <Dialog title="部品をさがす" onClose={() => closeDialog(editor)}>
      <NodeFinder label="言葉" nodes={nodes} current={null} onChoose={go} />
      <div className="ke-actions"><button type="button" className="ke-button" onClick={() => closeDialog(editor)}>閉じる</button></div>
    </Dialog>
  );
}

const KEYS: readonly (readonly [keys: string, what: string])[] = [
  ['Ctrl + S', '下書きを保存する'],
  ['Ctrl + Z／Ctrl + Y', '元に戻す／やり直す'],
  ['← ↑ ↓ →', '図で、となりの部品へ移る'],
  ['Shift + 矢印', '部品を動かす'],
  ['Enter', '部品の設定へ移る'],
  ['C', '接続先を選ぶ'],
  ['スペース', '部品を選ぶ（いくつでも）'],
  ['Delete', '選んだ部品や線を削除する'],
  ['Ctrl + A', 'すべての部品を選ぶ'],
  ['Ctrl + C／X／V', 'コピー／切り取り／貼り付け'],
  ['Ctrl + D', '複製する'],
  ['Home／End', '図で、はじまり／最後の部品へ移る'],
  ['/', '部品をさがす'],
  ['Esc', '選ぶのをやめる。図の外へはTabで出ます'],
];

export function KeysDialog() {
  const editor = useEditor();
  return (
    <Dialog title="キーの使い方" onClose={() => closeDialog(editor)}>
      <table className="ke-keys">
        <thead><tr><th scope="col">キー</th><th scope="col">すること</th></tr></thead>
        <tbody>{KEYS.map(([keys, what]) => <tr key={keys}><th scope="row">{keys}</th><td>{what}</td></tr>)}</tbody>
      </table>
      <div className="ke-actions"><button type="button" data-autofocus className="ke-button" onClick={() => closeDialog(editor)}>閉じる</button></div>
    </Dialog>
  );
}
