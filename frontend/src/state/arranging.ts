import { arrange } from '../canvas/arrange';
import { moveNodes } from '../document/edit';
import { layoutGraph } from '../document/graph';
import { announce, currentDocument, edit, flushFields, selectDefinition, settleLayout, type Editor } from './editor';

/** Sets all nodes in order, as one step of undo. */
export async function arrangeAll(editor: Editor): Promise<void> {
  flushFields(editor);
  const { definition } = currentDocument(editor);
  const places = await arrange(layoutGraph(definition));
  if (selectDefinition(editor.store.get()) !== definition) {
    announce(editor, '途中で内容が変わったため、整列をやめました。');
    return;
  }
  edit(editor, '整列', (document) => moveNodes(document, places));
  editor.view?.fit();
}

/** An imported flow has no places at all: it is set in order once, which is nobody's change. */
export async function arrangeFirst(editor: Editor): Promise<void> {
  const before = currentDocument(editor);
  const places = await arrange(layoutGraph(before.definition));
  if (currentDocument(editor) !== before) return;
  settleLayout(editor, moveNodes(before, places).layout);
  editor.view?.open();
}
