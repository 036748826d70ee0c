import type { AriaLabelConfig } from '@xyflow/react';

/** What React Flow says to screen readers. */
export const CANVAS_WORDS: Partial<AriaLabelConfig> = {
  'node.a11yDescription.default': '',
  'node.a11yDescription.keyboardDisabled': '',
  'node.a11yDescription.ariaLiveMessage': () => '部品を動かしました。',
  'edge.a11yDescription.default': '',
  'controls.ariaLabel': '表示の大きさ',
  'controls.zoomIn.ariaLabel': '拡大',
  'controls.zoomOut.ariaLabel': '縮小',
  'controls.fitView.ariaLabel': '全体表示',
  'minimap.ariaLabel': '全体の小さな図',
  'handle.ariaLabel': '接続する点',
};
