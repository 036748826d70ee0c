import { useState, type DragEvent, type KeyboardEvent } from 'react';

import { PART_TYPE } from './canvas/Canvas';
import { GROUPS, KINDS, type Kind } from './document/kinds';
import { KindIcon } from './parts/Icon';
import { useEditor } from './state/editor';
import { addNodeNear } from './state/nodes';

const STEPS: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1, Home: -Infinity, End: Infinity };

/** The kinds of nodes: carried onto the canvas, or added by a click or Enter. One tab stop, arrow keys inside. */
export function Palette() {
  const editor = useEditor();
  const [current, setCurrent] = useState(0);
  const onKeyDown = (event: KeyboardEvent<HTMLElement>): void => {
    const step = STEPS[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const to = Math.max(0, Math.min(KINDS.length - 1, current + step));
    setCurrent(to);
    event.currentTarget.querySelectorAll<HTMLElement>('button')[to]?.focus();
  };
  const onDragStart = (event: DragEvent, kind: Kind): void => {
    event.dataTransfer.setData(PART_TYPE, kind.type);
    event.dataTransfer.effectAllowed = 'copy';
  };
  return (
    <nav className="ke-palette" aria-label="部品" onKeyDown={onKeyDown}>
      {GROUPS.map(({ group, label }) => (
        <section key={group} aria-label={label}>
          <h2>{label}</h2>
          <ul>
            {KINDS.map((kind, index) => kind.group === group && (
              <li key={kind.type}>
                <button
                  type="button" className={`ke-palette-item ke-group-${group}`} draggable title={kind.help} tabIndex={index === current ? 0 : -1}
                  onFocus={() => setCurrent(index)} onDragStart={(event) => onDragStart(event, kind)}
                  onClick={() => addNodeNear(editor, kind.type, editor.view?.centre() ?? { x: 0, y: 0 })}
                >
                  <KindIcon type={kind.type} />{kind.label}
                </button>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </nav>
  );
}
