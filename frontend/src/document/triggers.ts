import { newId } from './ids';
import type { Definition, Trigger } from './types';

export function addTrigger(definition: Definition, type: Trigger['type']): Definition {
  const made: Record<Trigger['type'], Trigger> = {
    keyword: { id: newId(), type: 'keyword', keywords: [], match: 'equals' },
    follow: { id: newId(), type: 'follow' },
    postback: { id: newId(), type: 'postback', data: '' },
  };
  return { ...definition, triggers: [...definition.triggers, made[type]] };
}

export function removeTrigger(definition: Definition, id: string): Definition {
  return { ...definition, triggers: definition.triggers.filter((trigger) => trigger.id !== id) };
}

export function updateTrigger(definition: Definition, id: string, change: (trigger: Trigger) => Trigger): Definition {
  const triggers = definition.triggers.map((trigger) => (trigger.id === id ? change(trigger) : trigger));
  return triggers.every((trigger, index) => trigger === definition.triggers[index]) ? definition : { ...definition, triggers };
}

/** Several keywords may be typed or pasted at once, set apart by a comma, a 読点 or a line end. */
export function splitKeywords(typed: string): readonly string[] {
  return typed.split(/[,、，\n\r\t]+/).map((word) => word.trim()).filter((word) => word !== '');
}

export function addKeywords(trigger: Trigger, typed: string): Trigger {
  if (trigger.type !== 'keyword') return trigger;
  const keywords = Array.from(new Set([...trigger.keywords, ...splitKeywords(typed)]));
  return keywords.length === trigger.keywords.length ? trigger : { ...trigger, keywords };
}

export function removeKeyword(trigger: Trigger, keyword: string): Trigger {
  if (trigger.type !== 'keyword') return trigger;
  return { ...trigger, keywords: trigger.keywords.filter((word) => word !== keyword) };
}

export function triggerWords(trigger: Trigger): string {
  switch (trigger.type) {
    case 'keyword': {
      const words = trigger.keywords.map((word) => `「${word}」`).join('');
      if (words === '') return '言葉（まだありません）';
      return `${words}${trigger.match === 'equals' ? 'と言われたとき' : 'を含むとき'}`;
    }
    case 'follow':
      return '友だちに追加されたとき';
    case 'postback':
      return 'メニューなどから呼ばれたとき';
  }
}
