import { useId, useState } from 'react';

import { findNode } from '../document/edit';
import { LIMITS } from '../document/limits';
import { nodeTitle } from '../document/words';
import { Dialog } from '../parts/Dialog';
import { ProblemLine } from '../parts/Field';
import type { Problem, PublishPlan } from '../server/shapes';
import { closeDialog, selectDefinition, useEditor, useEditorState } from '../state/editor';
import { publish } from '../state/publishing';
import { Changes } from './ConflictDialog';

function ProblemList({ title, problems }: { title: string; problems: readonly Problem[] }) {
  const definition = useEditorState(selectDefinition);
  if (problems.length === 0) return null;
  return (
    <>
      <h3>{title}</h3>
      <div className="ke-problem-box">
        {problems.map((problem, index) => {
          const node = findNode(definition, problem.node);
          return <ProblemLine key={index} problem={problem} where={node && nodeTitle(node, definition)} />;
        })}
      </div>
    </>
  );
}

/** What publishing changes, what lint says to it, and the button: errors block, warnings ask for a look. */
export function PublishDialog({ plan }: { plan: PublishPlan }) {
  const editor = useEditor();
  const [seen, setSeen] = useState(false);
  const [summary, setSummary] = useState('');
  const [busy, setBusy] = useState(false);
  const summaryId = useId();
  const errors = plan.problems.filter((problem) => problem.level === 'error');
  const warnings = plan.problems.filter((problem) => problem.level === 'warning');
  const ready = errors.length === 0 && (warnings.length === 0 || seen) && !busy;
  const confirm = async (): Promise<void> => {
    setBusy(true);
    await publish(editor, summary.trim());
  };
  const fix = (): void => {
    closeDialog(editor);
    editor.store.set({ tab: 'problems' });
  };
  return (
    <Dialog title="シナリオを公開する" onClose={() => closeDialog(editor)} wide>
      <p>{plan.first ? 'このシナリオを初めて公開します。' : '公開すると、これから始まる会話から新しい版になります。途中の会話は前の版のまま続きます。'}</p>
      <h3>{plan.first ? '公開する内容' : '公開中の版から変わるところ'}</h3>
      <Changes changes={plan.changes} none={plan.first ? 'すべて新しい内容です。' : '公開中の版と同じ内容です。'} />
      <ProblemList title="直さないと公開できません" problems={errors} />
      <ProblemList title="注意" problems={warnings} />
      {errors.length === 0 && warnings.length > 0 && (
        <label className="ke-check">
          <input type="checkbox" checked={seen} onChange={(event) => setSeen(event.target.checked)} />
          <span>注意を読み、このまま公開してよいことを確かめました。</span>
        </label>
      )}
      {errors.length === 0 && (
        <div className="ke-field">
          <label htmlFor={summaryId}>変更のまとめ（なくてもよい）</label>
          <p className="ke-hint" id={`${summaryId}-hint`}>版の履歴に残ります。例：粗大ごみの電話番号を直した</p>
          <input
            id={summaryId} type="text" value={summary} maxLength={LIMITS.summary.max} aria-describedby={`${summaryId}-hint`}
            autoComplete="off" onChange={(event) => setSummary(event.target.value)}
          />
        </div>
      )}
      <div className="ke-actions">
        <button type="button" className="ke-button" onClick={() => closeDialog(editor)}>やめる</button>
        {errors.length > 0
          ? <button type="button" className="ke-button ke-primary" onClick={fix}>問題を見る</button>
          : <button type="button" className="ke-button ke-primary" disabled={!ready} onClick={() => void confirm()}>{busy ? '公開しています…' : '公開する'}</button>}
      </div>
    </Dialog>
  );
}
