import { copyNodes, pasteClip, readClip, type Clip } from '../document/clipboard';
import { createNode } from '../document/create';
import { addBehind, addNode, connect, findNode, freeExit, moveNodes, removeNodes, setStart, updateNode } from '../document/edit';
import { kindOf } from '../document/kinds';
import { freePlace, placeBehind } from '../document/placing';
import type { FlowNode, NodeType, Point } from '../document/types';
import { nodeTitle } from '../document/words';
import { announce, currentDocument, edit, flushFields, openSettings, select, START, type Editor } from './editor';

/** Adds a node at a point of the canvas. */
export function addNodeAt(editor: Editor, type: NodeType, at: Point): void {
  flushFields(editor);
  const node = createNode(type, currentDocument(editor).definition);
  edit(editor, `「${kindOf(type).label}」の追加`, (document) => addNode(document, node, freePlace(document, node, at)));
  openSettings(editor, node.id);
}

/** Adds a node behind an exit of another, and shows its settings. */
export function addNodeBehind(editor: Editor, type: NodeType, from: string, exit: string, at: Point | null = null): void {
  flushFields(editor);
  const source = findNode(currentDocument(editor).definition, from);
  if (!source) return;
  const node = createNode(type, currentDocument(editor).definition);
  edit(editor, `「${kindOf(type).label}」の追加`, (document) =>
    addBehind(document, from, exit, node, at ? freePlace(document, node, at) : placeBehind(document, source, node)));
  openSettings(editor, node.id);
}

/** Adds a node the way the palette does: behind the chosen node if that has a free exit, else in view. */
export function addNodeNear(editor: Editor, type: NodeType, inView: Point): void {
  const { selection } = editor.store.get();
  const chosen = selection.length === 1 ? findNode(currentDocument(editor).definition, selection[0]!) : undefined;
  const exit = freeExit(chosen);
  if (chosen && exit) addNodeBehind(editor, type, chosen.id, exit);
  else addNodeAt(editor, type, inView);
}

export function changeNode(editor: Editor, id: string, label: string, change: (node: FlowNode) => FlowNode, key: string | null = null): void {
  edit(editor, label, (document) => updateNode(document, id, change), key);
}

/** `from` may be the start marker: then the flow starts at `to`. */
export function connectExit(editor: Editor, from: string, exit: string, to: string | null): void {
  if (from === START) {
    edit(editor, 'はじまりの変更', (document) => setStart(document, to));
    return;
  }
  edit(editor, to === null ? '接続の取り外し' : '接続', (document) => connect(document, from, exit, to));
}

export function startAt(editor: Editor, id: string): void {
  edit(editor, 'はじまりの変更', (document) => setStart(document, id));
}

export function moveTo(editor: Editor, places: Readonly<Record<string, Point>>, label = '移動'): void {
  edit(editor, label, (document) => moveNodes(document, places));
}

export function removeChosen(editor: Editor, ids: readonly string[]): void {
  const nodes = ids.filter((id) => id !== START);
  if (nodes.length === 0 || !editor.store.get().canEdit) return;
  flushFields(editor);
  select(editor, []);
  edit(editor, nodes.length === 1 ? '部品の削除' : `部品${nodes.length}個の削除`, (document) => removeNodes(document, nodes));
}

// The last clip, for browsers that do not let a page read the clipboard.
let lastClip: Clip | null = null;

/** The chosen nodes as clipboard text; null if none is chosen. */
export function copyChosen(editor: Editor): string | null {
  flushFields(editor);
  const clip = copyNodes(currentDocument(editor), editor.store.get().selection);
  if (clip.nodes.length === 0) return null;
  lastClip = clip;
  announce(editor, `部品${clip.nodes.length}個をコピーしました。`);
  return JSON.stringify(clip);
}

const OFFSET: Point = { x: 40, y: 40 };

function paste(editor: Editor, clip: Clip): void {
  flushFields(editor);
  let pasted: readonly string[] = [];
  edit(editor, `部品${clip.nodes.length}個の貼り付け`, (document) => {
    const result = pasteClip(document, clip, OFFSET);
    pasted = result.ids;
    return result.document;
  });
  select(editor, pasted);
  if (pasted[0]) editor.store.set({ reveal: { id: pasted[0], focus: true } });
}

/** Pastes clipboard text; false if it holds no nodes. */
export function pasteText(editor: Editor, text: string): boolean {
  const clip = readClip(text);
  if (!clip || !editor.store.get().canEdit) return false;
  paste(editor, clip);
  return true;
}

export function pasteLast(editor: Editor): void {
  if (lastClip) paste(editor, lastClip);
  else announce(editor, '貼り付けるものがありません。');
}

export function duplicateChosen(editor: Editor): void {
  const clip = copyNodes(currentDocument(editor), editor.store.get().selection);
  if (clip.nodes.length > 0) paste(editor, clip);
}

export function titleOf(editor: Editor, id: string): string {
  const { definition } = currentDocument(editor);
  const node = findNode(definition, id);
  return node ? nodeTitle(node, definition) : 'はじまり';
}
