import { findNode } from '../document/edit';
import { nodeTitle } from '../document/words';
import { Icon } from '../parts/Icon';
import type { Problem } from '../server/shapes';
import { openSettings, selectDefinition, START, useEditor, useEditorState } from '../state/editor';

function ProblemItem({ problem }: { problem: Problem }) {
  const editor = useEditor();
  const definition = useEditorState(selectDefinition);
  const node = findNode(definition, problem.node);
  return (
    <li>
      <button type="button" className={`ke-problem-link ke-problem-${problem.level}`} onClick={() => openSettings(editor, node?.id ?? START, problem.field)}>
        <Icon name={problem.level} />
        <span>
          <strong>{problem.level === 'error' ? '誤り' : '注意'}</strong>
          {node && <span className="ke-problem-where">{nodeTitle(node, definition)}</span>}
          <span className="ke-problem-text">{problem.message}</span>
        </span>
      </button>
    </li>
  );
}

/** What the server's lint found, errors first; each leads to its node and field. */
export function Problems() {
  const problems = useEditorState((state) => state.problems);
  const linting = useEditorState((state) => state.linting);
  const errors = problems.filter((problem) => problem.level === 'error');
  const warnings = problems.filter((problem) => problem.level === 'warning');
  return (
    <>
      <h2 className="ke-panel-title">問題</h2>
      <p className="ke-hint" role="status">
        {problems.length === 0 ? '問題はありません。' : `誤り ${errors.length}件、注意 ${warnings.length}件`}{linting && '（確かめています…）'}
      </p>
      {errors.length > 0 && <p className="ke-hint">誤りが残っていると公開できません。選ぶと、直すところへ移ります。</p>}
      <ul className="ke-problems">
        {[...errors, ...warnings].map((problem, index) => (
          <ProblemItem key={`${problem.code}:${problem.node}:${problem.field}:${index}`} problem={problem} />
        ))}
      </ul>
    </>
  );
}
