import { describe, expect, it } from 'vitest';

import { copyNodes, pasteClip, readClip } from '../src/document/clipboard';
import { newId } from '../src/document/ids';
import { lengthIn, shorten } from '../src/document/lengths';
import { LIMITS } from '../src/document/limits';
import { searchNodes } from '../src/document/search';
import { addKeywords, addTrigger, removeKeyword, removeTrigger, splitKeywords, triggerWords, updateTrigger } from '../src/document/triggers';
import { emptyDefinition } from '../src/document/create';
import { insertAt, variablesOf } from '../src/document/variables';
import { conditionWords, nodeSummary, nodeTitle, operatorsOf, subjectOfAttribute } from '../src/document/words';
import { formatDate } from '../src/parts/dates';
import { answersAfter, NO_TALK, notesOf, openReplies } from '../src/state/talk';
import { CATALOG, lead, make, withNodes } from './kit';

describe('lengths', () => {
  it('count messages as LINE does in UTF-16 and labels as a reader does', () => {
    expect(lengthIn(LIMITS.message, '𠮷野家👨‍👩‍👧')).toBe(12);
    expect(lengthIn(LIMITS.label, '𠮷野家👨‍👩‍👧')).toBe(4);
  });

  it('are shortened without cutting a character in two', () => {
    expect(shorten('👨‍👩‍👧👨‍👩‍👧👨‍👩‍👧', 2)).toBe('👨‍👩‍👧…');
    expect(shorten('短い', 5)).toBe('短い');
  });
});

describe('ids', () => {
  it('are UUIDv7 in lower case and differ', () => {
    const ids = Array.from({ length: 100 }, newId);
    expect(new Set(ids).size).toBe(100);
    for (const id of ids) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });
});

describe('copy and paste', () => {
  it('give every part a new id and keep the connections inside', () => {
    const [a, b, outside] = [make('ask_choice'), make('text'), make('end')];
    const document = lead(lead(withNodes(a, b, outside), a, 0, b), b, 0, outside);
    const clip = readClip(JSON.stringify(copyNodes(document, [a.id, b.id])))!;
    const { document: after, ids } = pasteClip(document, clip, { x: 40, y: 40 });
    const [pastedA, pastedB] = ids.map((id) => after.definition.nodes.find((node) => node.id === id)!);
    expect(pastedA!.exits[0]!.to).toBe(pastedB!.id);
    expect(pastedB!.exits[0]!.to).toBeNull();
    const idsOf = (value: unknown): string[] => JSON.stringify(value).match(/[0-9a-f]{8}-[0-9a-f-]{27}/g) ?? [];
    expect(idsOf(pastedA).filter((id) => idsOf(document).includes(id))).toEqual([]);
    expect(after.layout.nodes[ids[0]!]).toEqual({ x: 40, y: 40 });
  });

  it('give a pasted question another key, because results stand under it', () => {
    const a = make('ask_text');
    const { document } = pasteClip(withNodes(a), copyNodes(withNodes(a), [a.id]), { x: 0, y: 0 });
    expect(document.definition.nodes.map((node) => ('key' in node ? node.key : ''))).toEqual(['q1', 'q2']);
  });

  it('take nothing from a clipboard that holds something else', () => {
    for (const text of ['', 'ごみ', '{"kairan":', '{"kairan":"nodes","format":2,"nodes":[],"layout":{}}',
      '{"kairan":"nodes","format":1,"nodes":[{"id":"a","type":"unknown","exits":[]}],"layout":{}}']) {
      expect(readClip(text)).toBeNull();
    }
  });
});

describe('triggers', () => {
  it('take several keywords at once, each once', () => {
    const { triggers: [trigger] } = addTrigger(emptyDefinition(), 'keyword');
    expect(splitKeywords(' ごみ、分別,粗大ごみ\n')).toEqual(['ごみ', '分別', '粗大ごみ']);
    const filled = addKeywords(addKeywords(trigger!, 'ごみ、分別'), 'ごみ');
    expect(triggerWords(filled)).toBe('「ごみ」「分別」と言われたとき');
    expect(triggerWords(removeKeyword(filled, 'ごみ'))).toBe('「分別」と言われたとき');
  });

  it('come, change and go', () => {
    const definition = addTrigger(addTrigger(emptyDefinition(), 'follow'), 'postback');
    const [follow, postback] = definition.triggers;
    expect(updateTrigger(definition, follow!.id, (same) => same)).toBe(definition);
    expect(removeTrigger(definition, follow!.id).triggers).toEqual([postback]);
  });
});

describe('words', () => {
  it('call a node by its name, else its text, else its kind', () => {
    const node = make('text');
    const { definition } = withNodes(node);
    expect(nodeTitle(node, definition)).toBe('文章');
    expect(nodeTitle({ ...node, text: { ja: '\nこんにちは。\n市です。' } }, definition)).toBe('こんにちは。');
    expect(nodeTitle({ ...node, name: 'あいさつ' }, definition)).toBe('あいさつ');
  });

  it('say conditions and settings with the names staff know', () => {
    const question = { ...make('ask_choice'), name: '品目' };
    const { definition } = withNodes(question);
    expect(conditionWords({ type: 'answer', key: 'q1', op: 'is', value: 'c1' }, definition, CATALOG)).toBe('品目が選択肢1');
    expect(conditionWords({ type: 'attribute', attribute: 'age', op: 'gte', value: 65 }, definition, CATALOG)).toBe('年齢が65以上');
    expect(conditionWords({ type: 'tag', tag: 'gomi', op: 'has_not' }, definition, CATALOG)).toBe('タグ「ごみ・環境」がない');
    expect(nodeSummary({ ...make('add_tag'), tags: ['gomi'] }, definition, CATALOG)).toBe('「ごみ・環境」');
    expect(nodeSummary({ ...make('sub_flow'), flow: 'flow-2' }, definition, CATALOG)).toBe('受信設定');
  });

  it('offer only comparisons that make sense', () => {
    expect(operatorsOf(subjectOfAttribute(CATALOG, 'district').kind)).not.toContain('gt');
    expect(operatorsOf(subjectOfAttribute(CATALOG, 'age').kind)).not.toContain('contains');
  });

  it('find nodes whatever the width and the kana', () => {
    const node = { ...make('text'), text: { ja: 'ゴミは朝８時まで' } };
    const { definition } = withNodes(node, make('end'));
    expect(searchNodes('ごみ 8時', definition.nodes, definition, CATALOG)).toEqual([node]);
    expect(searchNodes('', definition.nodes, definition, CATALOG)).toHaveLength(2);
  });

  it('put variables where the caret is', () => {
    const { definition } = withNodes(make('ask_text'));
    expect(variablesOf(definition, CATALOG).flatMap((group) => group.items.map((item) => item.code)))
      .toEqual(['{{citizen.name}}', '{{answer.q1}}', '{{attribute.district}}', '{{attribute.age}}']);
    expect(insertAt('さん', 0, 0, '{{citizen.name}}')).toEqual({ text: '{{citizen.name}}さん', caret: 16 });
  });

  it('say times as Japan reads them', () => {
    expect(formatDate('2026-04-01T00:00:00Z')).toBe('2026年4月1日(水) 9:00');
  });
});

describe('the conversation of the preview', () => {
  it('keeps the last answer to each question', () => {
    const event = (label: string) => ({ type: 'answer_recorded', key: 'q1', node: 'n', label });
    expect(answersAfter(answersAfter([], [event('伊丹')]), [event('稲野')])).toEqual([{ key: 'q1', node: 'n', label: '稲野' }]);
  });

  it('tells what happened besides the messages', () => {
    expect(notesOf([{ type: 'flow_ended', reason: 'completed' }, { type: 'tag_added', tag: 'gomi' }])).toHaveLength(1);
  });

  it('shows quick replies until something is said', () => {
    const bubble = { type: 'text' as const, text: '?', quick_replies: [{ label: 'はい', action: { type: 'message' as const, text: 'はい' } }] };
    const asked = { ...NO_TALK, lines: [{ from: 'city' as const, bubble }] };
    expect(openReplies(asked)).toHaveLength(1);
    expect(openReplies({ ...asked, lines: [...asked.lines, { from: 'citizen', text: 'はい' }] })).toEqual([]);
  });
});
