import { Handle, Position, type NodeProps } from '@xyflow/react';
import { memo } from 'react';

import { ENTRY_CENTRE, exitCentre, hasExitRows } from '../document/geometry';
import { kindOf } from '../document/kinds';
import { Icon, KindIcon } from '../parts/Icon';
import { START } from '../state/editor';
import type { PartData, PartNode, StartNode } from './projection';

function badgeWords(data: PartData): string {
  const words = [];
  if (data.errors > 0) words.push(`誤り${data.errors}件`);
  if (data.warnings > 0) words.push(`注意${data.warnings}件`);
  return words.join('、');
}

function describe(data: PartData): string {
  const kind = kindOf(data.node.type).label;
  const open = data.exits.filter((item) => item.exit.to === null).length;
  return [kind, data.title === kind ? '' : data.title, badgeWords(data), data.exits.length > 0 ? `出口${data.exits.length}` : '',
    open > 0 ? `つながっていない出口${open}` : '', data.visited ? '試し表示で通りました' : ''].filter((word) => word !== '').join('、');
}

/** One node on the canvas. Sizes come from document/geometry: the styles must not stretch it. */
export const PartView = memo(function PartView({ data }: NodeProps<PartNode>) {
  const { node } = data;
  const kind = kindOf(node.type);
  const level = data.errors > 0 ? 'error' : data.warnings > 0 ? 'warning' : 'none';
  return (
    <div
      className={`ke-part ke-group-${kind.group}${data.visited ? ' ke-part-visited' : ''}`} data-level={level} data-node-id={node.id}
      role="group" aria-roledescription="部品" aria-label={describe(data)} tabIndex={data.tabStop ? 0 : -1}
    >
      <Handle type="target" position={Position.Left} id="in" style={{ top: ENTRY_CENTRE }} />
      <div className="ke-part-head">
        <KindIcon type={node.type} />
        <span className="ke-part-kind">{kind.label}</span>
        {level !== 'none' && <span className={`ke-badge ke-badge-${level}`}>{level === 'error' ? '誤り' : '注意'}</span>}
      </div>
      <div className="ke-part-body">
        {node.name && <p className="ke-part-name">{node.name}</p>}
        <p className={node.name ? 'ke-part-text ke-part-text-two' : 'ke-part-text'}>{data.summary}</p>
      </div>
      {hasExitRows(node) && (
        <ul className="ke-part-exits">
          {data.exits.map(({ exit, label }) => <li key={exit.id}><span>{label}</span></li>)}
        </ul>
      )}
      {data.exits.map(({ exit, label }, index) => (
        <Handle
          key={exit.id} type="source" position={Position.Right} id={exit.id} style={{ top: exitCentre(node, index) }}
          className={exit.to === null ? 'ke-handle-open' : undefined} data-exit-label={label}
        />
      ))}
    </div>
  );
});

export const StartView = memo(function StartView({ data }: NodeProps<StartNode>) {
  return (
    <div
      className="ke-start" data-node-id={START} role="group" aria-roledescription="はじまり"
      aria-label={`はじまり。きっかけ：${data.words}`} tabIndex={data.tabStop ? 0 : -1}
    >
      <div className="ke-start-head"><Icon name="flag" />はじまり</div>
      <p>{data.words}</p>
      <Handle type="source" position={Position.Right} id={START} />
    </div>
  );
});
