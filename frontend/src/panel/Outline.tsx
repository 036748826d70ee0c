import { memo, useMemo } from 'react';

import { outlineOf, type OutlineRow } from '../document/outline';
import { kindOf } from '../document/kinds';
import { triggerWords } from '../document/triggers';
import type { Definition } from '../document/types';
import { nodeTitle } from '../document/words';
import { Icon, KindIcon } from '../parts/Icon';
import { openDialog, openSettings, select, selectDefinition, START, useEditor, useEditorState, type Editor } from '../state/editor';
import { removeChosen, startAt } from '../state/nodes';

interface RowProps {
  readonly row: OutlineRow;
  readonly title: string;
  readonly chosen: boolean;
  readonly canEdit: boolean;
}

function Exit({ item, node, canEdit }: { item: OutlineRow['exits'][number]; node: string; canEdit: boolean }) {
  const editor = useEditor();
  const { exit, label, toNumber } = item;
  return (
    <li>
      <span className="ke-exit-label">{label}</span>
      <span className={toNumber === null ? 'ke-exit-open' : 'ke-exit-to'}>{toNumber === null ? 'つながっていません' : `→ ${toNumber}番`}</span>
      {canEdit && (
        <span className="ke-row-tools">
          <button
            type="button" className="ke-button ke-button-small" aria-label={`「${label}」の接続先を選ぶ`}
            onClick={() => openDialog(editor, { kind: 'connect', node, exit: exit.id })}
          >
            接続先
          </button>
          <button
            type="button" className="ke-tool" aria-label={`「${label}」の後に部品を追加`}
            onClick={() => openDialog(editor, { kind: 'add', behind: { node, exit: exit.id }, at: null })}
          >
            <Icon name="add" />
          </button>
        </span>
      )}
    </li>
  );
}

function choose(editor: Editor, id: string): void {
  select(editor, [id]);
  editor.store.set({ reveal: { id, focus: false } });
}

const Row = memo(function Row({ row, title, chosen, canEdit }: RowProps) {
  const editor = useEditor();
  const { node, number, isStart, reached } = row;
  const kind = kindOf(node.type);
  return (
    <li className={`ke-outline-row ke-group-${kind.group}`} data-chosen={chosen}>
      <div className="ke-outline-head">
        <span className="ke-number">{number}</span>
        <button type="button" className="ke-outline-title" onClick={() => choose(editor, node.id)} aria-pressed={chosen}>
          <span className="ke-part-kind"><KindIcon type={node.type} />{kind.label}</span>
          {title !== kind.label && <span>{title}</span>}
        </button>
        {isStart && <span className="ke-badge ke-badge-start">はじまり</span>}
        {!reached && <span className="ke-badge ke-badge-warning">たどり着けません</span>}
      </div>
      {row.exits.length > 0 && <ul className="ke-outline-exits">{row.exits.map((item) => <Exit key={item.exit.id} item={item} node={node.id} canEdit={canEdit} />)}</ul>}
      <div className="ke-tools">
        <button type="button" className="ke-button ke-button-small" aria-label={`${number}番を${canEdit ? '変える' : '見る'}`} onClick={() => openSettings(editor, node.id)}>
          {canEdit ? '変える' : '見る'}
        </button>
        {canEdit && !isStart && (
          <button type="button" className="ke-button ke-button-small" aria-label={`${number}番から始める`} onClick={() => startAt(editor, node.id)}>ここから始める</button>
        )}
        {canEdit && (
          <button type="button" className="ke-button ke-button-small ke-danger" aria-label={`${number}番を削除`} onClick={() => removeChosen(editor, [node.id])}>削除</button>
        )}
      </div>
    </li>
  );
});

/** The beginning: what starts the flow, and with which node. */
function StartRow({ definition, number }: { definition: Definition; number: number | null }) {
  const editor = useEditor();
  const canEdit = useEditorState((state) => state.canEdit);
  const { triggers } = definition;
  return (
    <div className="ke-outline-start">
      <p><strong><Icon name="flag" />はじまり</strong>{triggers.length === 0 ? 'きっかけがまだありません' : triggers.map(triggerWords).join('／')}</p>
      <p className={number === null ? 'ke-exit-open' : 'ke-exit-to'}>{number === null ? 'はじめの部品が決まっていません' : `→ ${number}番`}</p>
      <div className="ke-tools">
        <button type="button" className="ke-button ke-button-small" onClick={() => openSettings(editor, START)}>きっかけを{canEdit ? '変える' : '見る'}</button>
        {canEdit && definition.nodes.length > 0 && (
          <button type="button" className="ke-button ke-button-small" onClick={() => openDialog(editor, { kind: 'connect', node: START, exit: null })}>はじめの部品を選ぶ</button>
        )}
      </div>
    </div>
  );
}

/** The flow as a list: an equal way to do everything that the canvas does. */
export function Outline() {
  const editor = useEditor();
  const definition = useEditorState(selectDefinition);
  const selection = useEditorState((state) => state.selection);
  const canEdit = useEditorState((state) => state.canEdit);
  const rows = useMemo(() => outlineOf(definition), [definition]);
  return (
    <>
      <h2 className="ke-panel-title">一覧</h2>
      {rows.length === 0
        ? <p className="ke-hint">部品がまだありません。「部品を追加」から、最初に送る「文章」などを選んでください。</p>
        : <p className="ke-hint">会話が進む順に並んでいます。図と同じことが、ここでもできます。</p>}
      {canEdit && (
        <button type="button" className="ke-button ke-button-wide" onClick={() => openDialog(editor, { kind: 'add', behind: null, at: null })}>
          <Icon name="add" />部品を追加
        </button>
      )}
      <StartRow definition={definition} number={rows.find((row) => row.isStart)?.number ?? null} />
      <ol className="ke-outline">
        {rows.map((row) => (
          <Row key={row.node.id} row={row} title={nodeTitle(row.node, definition)} chosen={selection.includes(row.node.id)} canEdit={canEdit} />
        ))}
      </ol>
    </>
  );
}
