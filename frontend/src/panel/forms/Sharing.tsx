import { itemsOf, renameCategory, separateCategory, shareCategory, type CaseNode } from '../../document/cases';
import { findCategory, inLanguage } from '../../document/exits';
import type { Text } from '../../document/types';
import { ShortText, Select } from '../../parts/inputs';
import { useChange, useLanguage } from './useNode';

interface Props<N extends CaseNode> {
  readonly node: N;
  readonly id: string;
  readonly category: string | null;
  /** What this case and the others are called, by id. */
  readonly names: ReadonlyMap<string, string>;
}

/** Where a case leads: by an exit of its own, or by that of another case. */
export function Sharing<N extends CaseNode>({ node, id, category, names }: Props<N>) {
  const change = useChange<N>(node);
  const language = useLanguage();
  const items = itemsOf(node);
  const leader = items.find((item) => item.category === category);
  const shares = leader !== undefined && leader.id !== id;
  const leaders = items.filter((item, index) =>
    item.category !== null && item.id !== id && items.findIndex((other) => other.category === item.category) === index
    && !(leader?.id === id && item.category === category));
  if (leaders.length === 0 || category === null) return null;
  const own: Text = { [language]: names.get(id) ?? '' };
  return (
    <Select
      label="行き先" field={`sharing.${id}`} value={shares ? leader.id : ''}
      placeholder="この出口だけの行き先" onChange={(other) => (other === ''
        ? change('行き先の分離', (current) => separateCategory(current, id, own))
        : change('行き先の共有', (current) => shareCategory(current, id, other)))}
      options={leaders.map((item) => ({ value: item.id, label: `「${names.get(item.id)}」と同じ行き先` }))}
    />
  );
}

/** The names of results and exits; only those that several cases share or that differ from their case need a look. */
export function CategoryNames<N extends CaseNode>({ node }: { node: N }) {
  const change = useChange<N>(node);
  const language = useLanguage();
  return (
    <details className="ke-details">
      <summary>出口の名前を変える</summary>
      {node.categories.map((category) => (
        <ShortText
          key={category.id} label={`出口「${inLanguage(findCategory(node, category.id)?.name, language)}」の名前`} field={`categories.${category.id}`}
          value={inLanguage(category.name, language)}
          onCommit={(name) => change('出口の名前', (current) => renameCategory(current, category.id, name, language), `category:${category.id}`)}
        />
      ))}
    </details>
  );
}
