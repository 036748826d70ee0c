import { createContext, useContext, useId, type ReactNode } from 'react';

import type { Problem } from '../server/shapes';

/** The problems of the node whose form is shown, so that each field can say its own. */
export const FieldProblems = createContext<readonly Problem[]>([]);

function problemsAt(problems: readonly Problem[], field: string): readonly Problem[] {
  return problems.filter((problem) => problem.field === field);
}

export function ProblemLine({ problem, where }: { problem: Problem; where?: string | undefined }) {
  return (
    <p className={`ke-problem ke-problem-${problem.level}`}>
      <strong>{problem.level === 'error' ? '誤り' : '注意'}</strong> {where !== undefined && `「${where}」：`}{problem.message}
    </p>
  );
}

interface Props {
  readonly label: ReactNode;
  readonly field: string;
  readonly hint?: ReactNode;
  readonly aside?: ReactNode;
  readonly hideLabel?: boolean;
  /** Draws the control with the ids that tie it to label, hint and problems. */
  readonly children: (ids: { id: string; describedBy: string | undefined; invalid: boolean }) => ReactNode;
}

export function Field({ label, field, hint, aside, hideLabel = false, children }: Props) {
  const id = useId();
  const problems = problemsAt(useContext(FieldProblems), field);
  const hintId = hint ? `${id}-hint` : '';
  const problemId = problems.length > 0 ? `${id}-problem` : '';
  const describedBy = `${hintId} ${problemId}`.trim() || undefined;
  const invalid = problems.some((problem) => problem.level === 'error');
  return (
    <div className="ke-field" data-field={field}>
      <div className="ke-field-head">
        <label htmlFor={id} className={hideLabel ? 'ke-hidden' : undefined}>{label}</label>
        {aside}
      </div>
      {hint && <p id={hintId} className="ke-hint">{hint}</p>}
      {children({ id, describedBy, invalid })}
      {problems.length > 0 && (
        <div id={problemId}>{problems.map((problem) => <ProblemLine key={problem.code + problem.message} problem={problem} />)}</div>
      )}
    </div>
  );
}
