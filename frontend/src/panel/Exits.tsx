import { findNode } from '../document/edit';
import { labelledExits } from '../document/exits';
import type { FlowNode } from '../document/types';
import { nodeTitle } from '../document/words';
import { Icon } from '../parts/Icon';
import { openDialog, openSettings, selectDefinition, useEditor, useEditorState } from '../state/editor';
import { connectExit } from '../state/nodes';

/** Where the exits of a node lead: to be seen, changed, taken off and followed without a mouse. */
export function Exits({ node }: { node: FlowNode }) {
  const editor = useEditor();
  const definition = useEditorState(selectDefinition);
  const canEdit = useEditorState((state) => state.canEdit);
  const exits = labelledExits(node, definition.base_language);
  if (exits.length === 0) return null;
  return (
    <section className="ke-exits" data-field="exits">
      <h3>出口</h3>
      <ul>
        {exits.map(({ exit, label }) => {
          const target = findNode(definition, exit.to);
          return (
            <li key={exit.id} data-field={`exits.${exit.id}`}>
              <span className="ke-exit-label">{label}</span>
              {target
                ? <button type="button" className="ke-link" onClick={() => openSettings(editor, target.id)}>
                    <Icon name="arrow_forward" />{nodeTitle(target, definition)}
                  </button>
                : <span className="ke-exit-open">つながっていません</span>}
              {canEdit && (
                <span className="ke-row-tools">
                  <button
                    type="button" className="ke-button ke-button-small" aria-label={`「${label}」の接続先を選ぶ`}
                    onClick={() => openDialog(editor, { kind: 'connect', node: node.id, exit: exit.id })}
                  >
                    接続先
                  </button>
                  {target && (
                    <button type="button" className="ke-tool" aria-label={`「${label}」の接続を外す`} onClick={() => connectExit(editor, node.id, exit.id, null)}>
                      <Icon name="link_off" />
                    </button>
                  )}
                </span>
              )}
            </li>
          );
        })}
      </ul>
    </section>
  );
}
