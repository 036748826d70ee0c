import { describe, expect, it } from 'vitest';

import { addBehind, addNode, connect, moveNodes, removeNodes, setStart, trimLayout, updateNode } from '../src/document/edit';
import { completeLayout, freePlace, inDepth } from '../src/document/placing';
import { layoutGraph } from '../src/document/graph';
import { handlesOf, nodeHeight } from '../src/document/geometry';
import { outlineOf } from '../src/document/outline';
import { readDefinition } from '../src/document/read';
import { KINDS } from '../src/document/kinds';
import type { Definition } from '../src/document/types';
import { emptyDocument, lead, make, withNodes } from './kit';

describe('nodes and connections', () => {
  it('makes the first node the start and leaves the start where it is afterwards', () => {
    const [a, b] = [make('text'), make('end')];
    expect(withNodes(a, b).definition.start).toBe(a.id);
  });

  it('changes nothing when told nothing new', () => {
    const node = make('text');
    const document = withNodes(node);
    expect(updateNode(document, node.id, (same) => same)).toBe(document);
    expect(updateNode(document, 'nobody', () => make('end'))).toBe(document);
    expect(connect(document, node.id, node.exits[0]!.id, null)).toBe(document);
    expect(moveNodes(document, { [node.id]: { x: 0.2, y: -0.4 } })).toBe(document);
    expect(removeNodes(document, ['nobody'])).toBe(document);
    expect(setStart(document, node.id)).toBe(document);
  });

  it('keeps the identity of nodes that are not concerned', () => {
    const [a, b] = [make('text'), make('text')];
    const before = withNodes(a, b);
    const after = lead(before, a, 0, b);
    expect(after.definition.nodes[1]).toBe(before.definition.nodes[1]);
    expect(after.definition.nodes[0]!.exits[0]!.to).toBe(b.id);
  });

  it('leads exits nowhere when what they led to is removed, and drops the start', () => {
    const [a, b] = [make('text'), make('text')];
    const document = lead(withNodes(a, b), b, 0, a);
    const after = removeNodes(document, [a.id]);
    expect(after.definition.nodes[0]!.exits[0]!.to).toBeNull();
    expect(after.definition.start).toBeNull();
    expect(after.layout.nodes).not.toHaveProperty(a.id);
  });

  it('puts a node with one way on between two others', () => {
    const [a, b, between] = [make('text'), make('end'), make('image')];
    const document = addBehind(lead(withNodes(a, b), a, 0, b), a.id, a.exits[0]!.id, between, { x: 0, y: 0 });
    expect(document.definition.nodes[0]!.exits[0]!.to).toBe(between.id);
    expect(document.definition.nodes[2]!.exits[0]!.to).toBe(b.id);
  });

  it('makes each kind with as many exits as it says and a handle for each', () => {
    for (const { type } of KINDS) {
      const node = make(type);
      expect(handlesOf(node)).toHaveLength(node.exits.length + 1);
      expect(handlesOf(node).every((box) => box.y + box.height / 2 < nodeHeight(node))).toBe(true);
    }
  });

  it('gives every question of a flow its own key', () => {
    const first = make('ask_text');
    expect(first.key).toBe('q1');
  });
});

describe('places', () => {
  it('puts a new node where it covers no other', () => {
    const a = make('ask_choice');
    const b = make('text');
    const document = addNode(emptyDocument(), a, { x: 0, y: 0 });
    expect(freePlace(document, b, { x: 20, y: 20 }).y).toBeGreaterThan(nodeHeight(a));
    expect(freePlace(document, b, { x: 800, y: 0 })).toEqual({ x: 800, y: 0 });
  });

  it('places imported nodes in columns by their depth and leaves placed ones alone', () => {
    const [a, b, c] = [make('text'), make('text'), make('text')];
    const { definition } = lead(withNodes(a, b, c), a, 0, b);
    const { nodes } = completeLayout(definition, { nodes: {} });
    expect(nodes[b.id]!.x).toBeGreaterThan(nodes[a.id]!.x);
    expect(nodes[c.id]!.y).not.toBe(nodes[a.id]!.y);
    const layout = { nodes };
    expect(completeLayout(definition, layout)).toBe(layout);
  });

  it('comes to an end in flows that run in a circle', () => {
    const [a, b] = [make('text'), make('text')];
    const { definition } = lead(lead(withNodes(a, b), a, 0, b), b, 0, a);
    expect(Array.from(inDepth(definition).values())).toEqual([0, 1]);
  });

  it('forgets places of nodes that are gone', () => {
    const a = make('text');
    const { definition } = withNodes(a);
    expect(trimLayout({ nodes: { [a.id]: { x: 1, y: 2 }, gone: { x: 0, y: 0 } } }, definition).nodes).toEqual({ [a.id]: { x: 1, y: 2 } });
  });

  it('gives the layout only connections whose ends exist', () => {
    const [a, b] = [make('text'), make('text')];
    const document = connect(withNodes(a, b), a.id, a.exits[0]!.id, 'nobody');
    expect(layoutGraph(document.definition).edges).toEqual([]);
  });
});

describe('the list', () => {
  it('follows the conversation and says what cannot be reached', () => {
    const [a, b, alone] = [make('text'), make('end'), make('text')];
    const rows = outlineOf(lead(withNodes(alone, a, b), a, 0, b).definition).map((row) => [row.node.id, row.reached]);
    expect(rows[0]).toEqual([alone.id, true]);
    const started = outlineOf(setStart(lead(withNodes(alone, a, b), a, 0, b), a.id).definition);
    expect(started.map((row) => [row.number, row.node.id, row.reached])).toEqual([[1, a.id, true], [2, b.id, true], [3, alone.id, false]]);
    expect(started[0]!.exits[0]!.toNumber).toBe(2);
  });
});

describe('reading a draft', () => {
  it('adds the lists that the format lets a node go without', () => {
    const end = { id: 'e', type: 'end' };
    const text = { ...make('text') };
    const read = readDefinition({ format: 1, nodes: [end, text] } as unknown as Definition);
    expect(read.nodes[0]!.exits).toEqual([]);
    expect(read.nodes[1]).toBe(text);
    expect([read.start, read.base_language, read.triggers]).toEqual([null, 'ja', []]);
  });
});
