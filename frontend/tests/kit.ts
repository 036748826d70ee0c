import { createNode, emptyDefinition } from '../src/document/create';
import { addNode, connect } from '../src/document/edit';
import type { Catalog, FlowDocument, FlowNode, NodeType } from '../src/document/types';

export const CATALOG: Catalog = {
  tags: [{ key: 'gomi', name: 'ごみ・環境' }],
  attributes: [
    { key: 'district', name: '居住地区', kind: 'choice', choices: [{ key: 'itami', name: '伊丹' }, { key: 'inano', name: '稲野' }] },
    { key: 'age', name: '年齢', kind: 'number', choices: [] },
  ],
  flows: [{ id: 'flow-2', name: '受信設定' }],
  media: [],
};

export function emptyDocument(): FlowDocument {
  return { definition: emptyDefinition(), layout: { nodes: {} } };
}

export function withNodes(...nodes: readonly FlowNode[]): FlowDocument {
  return nodes.reduce((document, node, index) => addNode(document, node, { x: index * 400, y: 0 }), emptyDocument());
}

export function make<T extends NodeType>(type: T): FlowNode & { type: T } {
  return createNode(type, emptyDefinition()) as FlowNode & { type: T };
}

/** Leads the exit of that index. */
export function lead(document: FlowDocument, from: FlowNode, index: number, to: FlowNode): FlowDocument {
  return connect(document, from.id, from.exits[index]!.id, to.id);
}
