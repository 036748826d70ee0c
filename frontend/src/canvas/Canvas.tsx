import {
  applyNodeChanges, Background, Controls, MiniMap, ReactFlow, ReactFlowProvider, useReactFlow, useStore,
  type Connection, type Edge, type EdgeChange, type FinalConnectionState, type NodeChange,
} from '@xyflow/react';
import { useCallback, useEffect, useMemo, useRef, useState, type DragEvent } from 'react';

import { kindOf, isKnownType } from '../document/kinds';
import { edit, openDialog, select, START, useEditor, useEditorState } from '../state/editor';
import { moveNodes } from '../document/edit';
import { addNodeAt, connectExit } from '../state/nodes';
import { CANVAS_WORDS } from './canvasWords';
import { PartView, StartView } from './PartView';
import { Projection, type CanvasNode } from './projection';
import { useCanvasKeys } from './useCanvasKeys';
import { useCanvasView, useGoTo, useTabStop } from './useView';

export const PART_TYPE = 'application/x-kairan-part';
const NODE_TYPES = { part: PartView, start: StartView };
const NO_EDGES: ReadonlySet<string> = new Set();
const GROUP_COLOURS = { say: '#1d8b56', ask: '#4979f5', branch: '#8843e1', record: '#e25100', finish: '#666666' } as const;

function miniColour(node: CanvasNode): string {
  return node.type === 'part' ? GROUP_COLOURS[kindOf(node.data.node.type).group] : '#0017c1';
}

function chosenAfter(selection: readonly string[], changes: readonly NodeChange<CanvasNode>[]): readonly string[] {
  const chosen = new Set(selection);
  for (const change of changes) {
    if (change.type !== 'select') continue;
    if (change.selected) chosen.add(change.id);
    else chosen.delete(change.id);
  }
  return Array.from(chosen);
}

/** Nodes as the canvas shows them: the document's, and while something is dragged its own copy of the places. */
function useCanvasNodes(projection: Projection, tabStop: string | null) {
  const editor = useEditor();
  const document = useEditorState((state) => state.history.present.state);
  const catalog = useEditorState((state) => state.catalog);
  const problems = useEditorState((state) => state.problems);
  const selection = useEditorState((state) => state.selection);
  const visited = useEditorState((state) => state.visited);
  const canEdit = useEditorState((state) => state.canEdit);
  const shown = useMemo(
    () => projection.nodesOf({ document, catalog, problems, selection, visited, tabStop, canEdit }),
    [projection, document, catalog, problems, selection, visited, tabStop, canEdit],
  );
  const [nodes, setNodes] = useState(shown);
  useEffect(() => setNodes(shown), [shown]);
  const onNodesChange = useCallback((changes: NodeChange<CanvasNode>[]) => {
    if (changes.some((change) => change.type === 'select')) {
      select(editor, chosenAfter(editor.store.get().selection, changes));
    }
    const places = changes.filter((change) => change.type === 'position');
    if (places.length > 0) setNodes((current) => applyNodeChanges(places, current));
  }, [editor]);
  return { nodes, onNodesChange };
}

function useCanvasEdges(projection: Projection) {
  const document = useEditorState((state) => state.history.present.state);
  const [selected, setSelected] = useState(NO_EDGES);
  const { definition } = document;
  // Places are React Flow's matter: edges follow the definition alone.
  const edges = useMemo(() => projection.edgesOf({ definition, layout: { nodes: {} } }, selected), [projection, definition, selected]);
  const onEdgesChange = useCallback((changes: EdgeChange<Edge>[]) => {
    setSelected((current) => {
      const next = new Set(current);
      for (const change of changes) {
        if (change.type !== 'select') continue;
        if (change.selected) next.add(change.id);
        else next.delete(change.id);
      }
      return next;
    });
  }, []);
  return { edges, selected, onEdgesChange };
}

function pointOf(event: MouseEvent | TouchEvent): { x: number; y: number } {
  const touch = 'changedTouches' in event ? event.changedTouches[0] : event;
  return { x: touch?.clientX ?? 0, y: touch?.clientY ?? 0 };
}

/** Connecting by drag: onto a handle, anywhere onto a node, or onto the bare canvas to add what should follow. */
function useConnecting() {
  const editor = useEditor();
  const flow = useReactFlow<CanvasNode>();
  const onConnect = useCallback((connection: Connection) => {
    if (connection.sourceHandle) connectExit(editor, connection.source, connection.sourceHandle, connection.target);
  }, [editor]);
  const onConnectEnd = useCallback((event: MouseEvent | TouchEvent, state: FinalConnectionState) => {
    const { fromHandle } = state;
    if (state.isValid || fromHandle?.type !== 'source' || !fromHandle.id) return;
    const point = pointOf(event);
    const hit = document.elementFromPoint(point.x, point.y);
    const target = hit?.closest<HTMLElement>('.react-flow__node')?.dataset.id;
    if (target && target !== START && target !== fromHandle.nodeId) connectExit(editor, fromHandle.nodeId, fromHandle.id, target);
    else if (!target && hit?.closest('.react-flow__pane') && fromHandle.nodeId !== START) {
      const at = flow.screenToFlowPosition(point);
      openDialog(editor, { kind: 'add', behind: { node: fromHandle.nodeId, exit: fromHandle.id }, at: { x: at.x, y: at.y - 20 } });
    }
  }, [editor, flow]);
  const onReconnect = useCallback((old: Edge, connection: Connection) => {
    if (old.source === connection.source && old.sourceHandle === connection.sourceHandle) {
      onConnect(connection);
    } else if (old.sourceHandle) {
      connectExit(editor, old.source, old.sourceHandle, null);
      onConnect(connection);
    }
  }, [editor, onConnect]);
  return { onConnect, onConnectEnd, onReconnect };
}

function useDropping() {
  const editor = useEditor();
  const flow = useReactFlow<CanvasNode>();
  const onDragOver = useCallback((event: DragEvent) => {
    if (!event.dataTransfer.types.includes(PART_TYPE)) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = 'copy';
  }, []);
  const onDrop = useCallback((event: DragEvent) => {
    const type = event.dataTransfer.getData(PART_TYPE);
    if (!isKnownType(type)) return;
    event.preventDefault();
    const at = flow.screenToFlowPosition({ x: event.clientX, y: event.clientY });
    addNodeAt(editor, type, { x: at.x - 40, y: at.y - 20 });
  }, [editor, flow]);
  return { onDragOver, onDrop };
}

function Empty() {
  const empty = useEditorState((state) => state.history.present.state.definition.nodes.length === 0);
  if (!empty) return null;
  return (
    <div className="ke-empty">
      <p><strong>部品がまだありません。</strong></p>
      <p>部品の一覧から「文章」や「1つ選んでもらう」を選んでください。</p>
      <p>最初に置いた部品が、シナリオのはじまりになります。</p>
    </div>
  );
}

const isFar = (state: { transform: [number, number, number] }): boolean => state.transform[2] < 0.4;

function CanvasInside() {
  const editor = useEditor();
  const canEdit = useEditorState((state) => state.canEdit);
  const root = useRef<HTMLDivElement>(null);
  const projection = useMemo(() => new Projection(), []);
  const [order, setOrder] = useState<readonly CanvasNode[]>([]);
  const { tabStop, use, settle } = useTabStop(order);
  const { nodes, onNodesChange } = useCanvasNodes(projection, tabStop);
  useEffect(() => setOrder(nodes), [nodes]);
  useEffect(settle, [settle]);
  const { edges, selected, onEdgesChange } = useCanvasEdges(projection);
  const goTo = useGoTo(root);
  useCanvasView(root, goTo);
  const focusOn = useCallback((id: string) => {
    use(id);
    goTo(id, true);
  }, [goTo, use]);
  const onKeyDown = useCanvasKeys({ nodes, selectedEdges: selected, goTo: focusOn });
  const far = useStore(isFar);
  const dragged = useCallback((_: unknown, __: unknown, moved: readonly CanvasNode[]) => {
    edit(editor, '移動', (document) => moveNodes(document, Object.fromEntries(moved.map((node) => [node.id, node.position]))));
  }, [editor]);
  const selectionDragged = useCallback((event: unknown, moved: readonly CanvasNode[]) => dragged(event, null, moved), [dragged]);
  // Somebody who tries the flow out keeps the phone in sight.
  const showSettings = useCallback(() => {
    if (editor.store.get().tab !== 'preview') editor.store.set({ tab: 'settings' });
  }, [editor]);
  const onFocus = (event: { target: EventTarget }): void => {
    const id = (event.target as HTMLElement).closest<HTMLElement>('[data-node-id]')?.dataset.nodeId;
    if (id) use(id);
  };
  return (
    <div ref={root} className={far ? 'ke-canvas ke-far' : 'ke-canvas'} onKeyDown={onKeyDown} onFocus={onFocus} {...useDropping()}>
      <ReactFlow<CanvasNode>
        nodes={nodes} edges={edges} nodeTypes={NODE_TYPES} onNodesChange={onNodesChange} onEdgesChange={onEdgesChange}
        {...useConnecting()} onNodeDragStop={dragged} onSelectionDragStop={selectionDragged} onNodeClick={showSettings} onMoveEnd={settle}
        onlyRenderVisibleElements nodesConnectable={canEdit} edgesReconnectable={canEdit} nodesFocusable={false} edgesFocusable={false}
        disableKeyboardA11y deleteKeyCode={null} multiSelectionKeyCode={['Control', 'Meta', 'Shift']} selectionKeyCode="Shift"
        connectionRadius={36} minZoom={0.1} maxZoom={1.5}
        elevateNodesOnSelect={false} zoomOnDoubleClick={false} ariaLabelConfig={CANVAS_WORDS} aria-label="シナリオの図"
      >
        <Background gap={24} size={1.5} color="#c8c8cb" />
        <Controls showInteractive={false} position="bottom-left" fitViewOptions={{ padding: 0.12, maxZoom: 1 }} />
        <MiniMap<CanvasNode> pannable zoomable nodeColor={miniColour} nodeStrokeWidth={0} ariaLabel="全体の小さな図" />
      </ReactFlow>
      <Empty />
    </div>
  );
}

export default function Canvas() {
  return <ReactFlowProvider><CanvasInside /></ReactFlowProvider>;
}
