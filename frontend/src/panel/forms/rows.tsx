import type { ReactNode } from 'react';

import { Icon } from '../../parts/Icon';
import { useEditorState } from '../../state/editor';

interface RowProps {
  readonly title: string;
  /** The name lint gives this item, such as `choices.0`. */
  readonly field: string;
  readonly index: number;
  readonly count: number;
  readonly onMove: (by: number) => void;
  readonly onRemove: () => void;
  readonly removable?: boolean;
  readonly children: ReactNode;
}

/** One choice, button or condition of a list, with its place in it. */
export function Row({ title, field, index, count, onMove, onRemove, removable = true, children }: RowProps) {
  const canEdit = useEditorState((state) => state.canEdit);
  return (
    <li className="ke-row" data-field={field}>
      <div className="ke-row-head">
        <span className="ke-row-title">{title}</span>
        {canEdit && (
          <span className="ke-row-tools">
            <button type="button" className="ke-tool" aria-label={`${title}を上へ`} disabled={index === 0} onClick={() => onMove(-1)}>
              <Icon name="arrow_upward" />
            </button>
            <button type="button" className="ke-tool" aria-label={`${title}を下へ`} disabled={index === count - 1} onClick={() => onMove(1)}>
              <Icon name="arrow_downward" />
            </button>
            <button type="button" className="ke-tool ke-tool-danger" aria-label={`${title}を削除`} disabled={!removable} onClick={onRemove}>
              <Icon name="delete" />
            </button>
          </span>
        )}
      </div>
      {children}
    </li>
  );
}

export function AddButton({ children, onClick, disabled = false }: { children: ReactNode; onClick: () => void; disabled?: boolean }) {
  const canEdit = useEditorState((state) => state.canEdit);
  if (!canEdit) return null;
  return <button type="button" className="ke-button ke-button-wide" onClick={onClick} disabled={disabled}><Icon name="add" />{children}</button>;
}
