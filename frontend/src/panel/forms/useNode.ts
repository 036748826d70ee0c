import type { FlowNode } from '../../document/types';
import { useEditor, useEditorState, selectDefinition } from '../../state/editor';
import { changeNode } from '../../state/nodes';

/** How the form of one node changes it. `key` joins what follows each other in one field into one step of undo. */
export type Change<N extends FlowNode> = (label: string, change: (node: N) => N, key?: string) => void;

export function useChange<N extends FlowNode>(node: N): Change<N> {
  const editor = useEditor();
  return (label, change, key) =>
    changeNode(editor, node.id, label, (current) => change(current as N), key === undefined ? null : `${node.id}:${key}`);
}

export function useLanguage(): string {
  return useEditorState((state) => selectDefinition(state).base_language);
}

export interface FormProps<N extends FlowNode> {
  readonly node: N;
}
