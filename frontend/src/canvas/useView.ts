import { useReactFlow, useStoreApi, type ReactFlowInstance } from '@xyflow/react';
import { useCallback, useEffect, useState, type RefObject } from 'react';

import { START, useEditor, useEditorState } from '../state/editor';
import type { CanvasNode } from './projection';

const FIT = { padding: 0.12, maxZoom: 1, minZoom: 0.1 } as const;
const READABLE = 0.6;
const PATIENCE = 20;

function intersects(node: CanvasNode, view: { x: number; y: number; width: number; height: number }): boolean {
  const { position: { x, y }, width = 0, height = 0 } = node;
  return x < view.x + view.width && view.x < x + width && y < view.y + view.height && view.y < y + height;
}

/** Going to nodes that may be out of sight: those are not in the page, so they are centred first and focused then. */
export function useGoTo(root: RefObject<HTMLElement | null>): (id: string, focus: boolean) => void {
  const flow = useReactFlow<CanvasNode>();
  const store = useStoreApi();
  return useCallback((id, focus) => {
    const node = flow.getNode(id);
    if (!node) return;
    const { transform: [tx, ty, zoom], width, height } = store.getState();
    const { position: { x, y }, width: w = 0, height: h = 0 } = node;
    const left = x * zoom + tx;
    const top = y * zoom + ty;
    const inView = left >= 0 && top >= 0 && left + w * zoom <= width && top + h * zoom <= height;
    if (!inView || zoom < 0.4) void flow.setCenter(x + w / 2, y + h / 2, { zoom: Math.max(zoom, 0.7) });
    if (!focus) return;
    let patience = PATIENCE;
    const attempt = (): void => {
      const element = root.current?.querySelector<HTMLElement>(`[data-node-id="${CSS.escape(id)}"]`);
      if (element) element.focus({ preventScroll: true });
      else if (patience-- > 0) requestAnimationFrame(attempt);
    };
    requestAnimationFrame(attempt);
  }, [flow, store, root]);
}

/** After a change the canvas has its new nodes with the frame after next. */
function settled(then: () => void): void {
  requestAnimationFrame(() => requestAnimationFrame(then));
}

/** All of a small flow; of a large one, in which all would be too small to read, the beginning. */
function showBeginning(flow: ReactFlowInstance<CanvasNode>, { width, height }: { width: number; height: number }): void {
  const bounds = flow.getNodesBounds(flow.getNodes());
  const start = flow.getNode(START);
  if (!start || Math.min(width / bounds.width, height / bounds.height) > READABLE) {
    void flow.fitView(FIT);
    return;
  }
  const zoom = 0.8;
  const middle = start.position.y + (start.height ?? 0) / 2;
  void flow.setViewport({ x: 24 - start.position.x * zoom, y: height / 2 - middle * zoom, zoom });
}

/** Gives the rest of the screen fit and centre, and answers its wishes to see a node. */
export function useCanvasView(root: RefObject<HTMLElement | null>, goTo: (id: string, focus: boolean) => void): void {
  const editor = useEditor();
  const flow = useReactFlow<CanvasNode>();
  const store = useStoreApi();
  const reveal = useEditorState((state) => state.reveal);
  useEffect(() => {
    editor.view = {
      fit: () => settled(() => void flow.fitView(FIT)),
      open: () => settled(() => showBeginning(flow, store.getState())),
      centre: () => {
        const box = root.current?.getBoundingClientRect();
        if (!box) return { x: 0, y: 0 };
        return flow.screenToFlowPosition({ x: box.x + box.width / 2 - 120, y: box.y + box.height / 2 - 60 });
      },
    };
    editor.view.open();
    return () => {
      editor.view = null;
    };
  }, [editor, flow, root, store]);
  useEffect(() => {
    if (!reveal) return undefined;
    // A node that was added in the same moment reaches the canvas with the next frame.
    const frame = requestAnimationFrame(() => goTo(reveal.id, reveal.focus));
    return () => cancelAnimationFrame(frame);
  }, [reveal, goTo]);
}

/** The one node that Tab reaches: the last one used, or one in sight if that is out of the page. */
export function useTabStop(nodes: readonly CanvasNode[]): { tabStop: string | null; use: (id: string) => void; settle: () => void } {
  const store = useStoreApi();
  const [tabStop, setTabStop] = useState<string | null>(null);
  const settle = useCallback(() => {
    const { transform: [tx, ty, zoom], width, height } = store.getState();
    const view = { x: -tx / zoom, y: -ty / zoom, width: width / zoom, height: height / zoom };
    const current = nodes.find((node) => node.id === tabStop);
    if (current && intersects(current, view)) return;
    const other = nodes.find((node) => intersects(node, view));
    if (other) setTabStop(other.id);
  }, [nodes, store, tabStop]);
  return { tabStop, use: setTabStop, settle };
}
