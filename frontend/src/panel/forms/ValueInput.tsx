import type { Value } from '../../document/types';
import type { Subject } from '../../document/words';
import { Select, ShortText, NumberInput } from '../../parts/inputs';
import { DateInput } from './AskForms';

interface Props {
  readonly label: string;
  readonly field: string;
  readonly subject: Subject;
  readonly value: Value | undefined;
  readonly onChange: (value: Value) => void;
}

/** The field that fits what is compared or recorded: a list of choices, a number, a date or a text. */
export function ValueInput({ label, field, subject, value, onChange }: Props) {
  switch (subject.kind) {
    case 'choice':
    case 'choices':
      return (
        <Select
          label={label} field={field} value={typeof value === 'string' ? value : ''} placeholder="（選んでください）" onChange={onChange}
          options={subject.choices.map((choice) => ({ value: choice.key, label: choice.name }))}
        />
      );
    case 'number':
      return (
        <NumberInput
          label={label} field={field} value={typeof value === 'number' ? value : null} empty
          onCommit={(number) => onChange(number ?? '')}
        />
      );
    case 'date':
      return <DateInput label={label} field={field} value={typeof value === 'string' ? value : null} onChange={(date) => onChange(date ?? '')} />;
    default:
      return <ShortText label={label} field={field} value={typeof value === 'string' ? value : String(value ?? '')} onCommit={onChange} />;
  }
}
