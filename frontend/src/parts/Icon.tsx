const FILES = import.meta.glob<string>('../icons/*.svg', { query: '?raw', import: 'default', eager: true });

const PATHS = new Map(Object.entries(FILES).map(([file, svg]) =>
  [file.replace(/^.*\/(.+)\.svg$/, '$1'), /<path d="([^"]+)"/.exec(svg)?.[1] ?? '']));

/** A picture beside words that say the same; never alone, so it is hidden from screen readers. */
export function Icon({ name }: { name: string }) {
  return (
    <svg className="ke-icon" viewBox="0 -960 960 960" aria-hidden="true" focusable="false">
      <path d={PATHS.get(name)} fill="currentColor" />
    </svg>
  );
}

const KIND_ICONS: Readonly<Record<string, string>> = {
  text: 'chat', image: 'image', buttons: 'view_agenda', ask_choice: 'radio_button_checked', ask_choices: 'check_box',
  ask_text: 'edit_note', ask_number: 'pin', ask_date: 'calendar_month', branch: 'call_split', sub_flow: 'account_tree',
  add_tag: 'label', remove_tag: 'label_off', set_attribute: 'badge', end: 'stop_circle',
};

export function KindIcon({ type }: { type: string }) {
  return <Icon name={KIND_ICONS[type] ?? 'error'} />;
}
