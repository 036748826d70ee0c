import type { KeyboardEvent } from 'react';

import { moveNodes } from '../document/edit';
import { outlineOf } from '../document/outline';
import { currentDocument, edit, openDialog, openSettings, select, START, useEditor, type Editor } from '../state/editor';
import { connectExit, duplicateChosen, removeChosen } from '../state/nodes';
import { isDirection, nearest, nudged, type Direction } from './keyboard';
import type { CanvasNode } from './projection';

interface Canvas {
  readonly nodes: readonly CanvasNode[];
  readonly selectedEdges: ReadonlySet<string>;
  readonly goTo: (id: string) => void;
}

function nudge(editor: Editor, ids: readonly string[], direction: Direction): void {
  edit(editor, '移動', (document) => {
    const places = ids.flatMap((id) => {
      const place = document.layout.nodes[id];
      return place ? [[id, nudged(place, direction)] as const] : [];
    });
    return moveNodes(document, Object.fromEntries(places));
  }, `nudge:${ids.join()}`);
}

function onArrow(editor: Editor, canvas: Canvas, event: KeyboardEvent, id: string, direction: Direction): void {
  const { selection } = editor.store.get();
  if (event.shiftKey) {
    nudge(editor, selection.includes(id) ? selection : [id], direction);
    return;
  }
  const from = canvas.nodes.find((node) => node.id === id);
  const to = from && nearest(canvas.nodes, from, direction);
  if (!to) return;
  if (!event.ctrlKey) select(editor, [to.id]);
  canvas.goTo(to.id);
}

function onCommand(editor: Editor, key: string): boolean {
  switch (key) {
    case 'a':
      select(editor, currentDocument(editor).definition.nodes.map((node) => node.id));
      return true;
    case 'd':
      duplicateChosen(editor);
      return true;
    default:
      return false;
  }
}

function toggle(editor: Editor, id: string): void {
  const { selection } = editor.store.get();
  select(editor, selection.includes(id) ? selection.filter((other) => other !== id) : [...selection, id]);
}

function onDelete(editor: Editor, canvas: Canvas, id: string | null): void {
  if (canvas.selectedEdges.size > 0) {
    for (const edge of canvas.selectedEdges) {
      const [source, exit] = edge.split(':');
      if (source && exit) connectExit(editor, source, exit, null);
    }
    return;
  }
  const { selection } = editor.store.get();
  const doomed = selection.length > 0 ? selection : id ? [id] : [];
  const from = id === null ? undefined : canvas.nodes.find((node) => node.id === id);
  const neighbour = from && nearest(canvas.nodes.filter((node) => !doomed.includes(node.id)), from, 'ArrowLeft');
  removeChosen(editor, doomed);
  // The focus would fall out of the canvas with the node.
  if (from) canvas.goTo(neighbour?.id ?? START);
}

/** Keys while the focus is in the canvas. Single letters work only here, so that they disturb nobody elsewhere. */
export function useCanvasKeys(canvas: Canvas): (event: KeyboardEvent<HTMLElement>) => void {
  const editor = useEditor();
  return (event) => {
    const target = event.target as HTMLElement;
    const id = target.closest<HTMLElement>('[data-node-id]')?.dataset.nodeId ?? null;
    const handled = ((): boolean => {
      const { key } = event;
      if (event.altKey || event.nativeEvent.isComposing) return false;
      if ((event.ctrlKey || event.metaKey) && onCommand(editor, key)) return true;
      if (key === 'Delete' || key === 'Backspace') {
        onDelete(editor, canvas, id);
        return true;
      }
      if (id === null) return false;
      if (isDirection(key)) {
        onArrow(editor, canvas, event, id, key);
        return true;
      }
      if (event.ctrlKey || event.metaKey) return false;
      switch (key) {
        case 'Enter':
          openSettings(editor, id);
          return true;
        case ' ':
          toggle(editor, id);
          return true;
        case 'c':
        case 'C':
          openDialog(editor, { kind: 'connect', node: id, exit: null });
          return true;
        case 'Home':
          canvas.goTo(START);
          return true;
        case 'End':
          canvas.goTo(outlineOf(currentDocument(editor).definition).at(-1)?.node.id ?? START);
          return true;
        case '/':
          openDialog(editor, { kind: 'search' });
          return true;
        case '?':
          openDialog(editor, { kind: 'keys' });
          return true;
        case 'Escape':
          select(editor, []);
          return true;
        default:
          return false;
      }
    })();
    if (handled) {
      event.preventDefault();
      event.stopPropagation();
    }
  };
}
