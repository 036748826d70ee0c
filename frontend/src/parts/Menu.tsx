import { useEffect, useId, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';

export interface MenuItem {
  readonly id: string;
  readonly label: string;
}

interface Props {
  readonly label: ReactNode;
  readonly groups: readonly { readonly group: string; readonly items: readonly MenuItem[] }[];
  readonly onChoose: (id: string) => void;
  readonly disabled?: boolean;
}

function step(list: HTMLElement, by: number | 'first' | 'last'): void {
  const items = Array.from(list.querySelectorAll<HTMLElement>('[role="menuitem"]'));
  const at = items.indexOf(document.activeElement as HTMLElement);
  const to = by === 'first' ? 0 : by === 'last' ? items.length - 1 : (at + by + items.length) % items.length;
  items[to]?.focus();
}

const STEPS: Readonly<Record<string, number | 'first' | 'last'>> = { ArrowDown: 1, ArrowUp: -1, Home: 'first', End: 'last' };

/** A button that opens a list of things to choose (WAI-ARIA menu button). */
export function Menu({ label, groups, onChoose, disabled = false }: Props) {
  const [open, setOpen] = useState(false);
  const root = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const id = useId();
  useEffect(() => {
    if (!open) return undefined;
    root.current?.querySelector<HTMLElement>('[role="menuitem"]')?.focus();
    const outside = (event: PointerEvent): void => {
      if (!root.current?.contains(event.target as Node)) setOpen(false);
    };
    document.addEventListener('pointerdown', outside);
    return () => document.removeEventListener('pointerdown', outside);
  }, [open]);
  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>): void => {
    const by = STEPS[event.key];
    if (by !== undefined) step(event.currentTarget, by);
    else if (event.key === 'Escape') {
      setOpen(false);
      button.current?.focus();
    } else if (event.key === 'Tab') {
      setOpen(false);
      return;
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div className="ke-menu" ref={root}>
      <button
        ref={button} type="button" className="ke-button ke-button-small" disabled={disabled}
        aria-haspopup="menu" aria-expanded={open} aria-controls={open ? id : undefined} onClick={() => setOpen(!open)}
      >
        {label}
      </button>
      {open && (
        <div id={id} className="ke-menu-list" role="menu" onKeyDown={onKeyDown}>
          {groups.map(({ group, items }) => (
            <div key={group} role="group" aria-label={group}>
              <p className="ke-menu-group" aria-hidden="true">{group}</p>
              {items.map((item) => (
                <button
                  key={item.id} type="button" role="menuitem" tabIndex={-1}
                  onClick={() => {
                    setOpen(false);
                    onChoose(item.id);
                  }}
                >
                  {item.label}
                </button>
              ))}
            </div>
          ))}
        </div>
      )}
    </div>
  );
}
