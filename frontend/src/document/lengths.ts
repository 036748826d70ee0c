import type { Limit } from './limits';

const SEGMENTER = new Intl.Segmenter('ja', { granularity: 'grapheme' });

/** How long `text` is in the unit of `limit`. */
export function lengthIn(limit: Limit, text: string): number {
  if (limit.count === 'units') return text.length;
  let count = 0;
  for (const _ of SEGMENTER.segment(text)) count += 1;
  return count;
}

/** At most `max` characters as a reader counts them; what is cut is marked by 「…」. */
export function shorten(text: string, max: number): string {
  const characters = Array.from(SEGMENTER.segment(text), (part) => part.segment);
  return characters.length <= max ? text : `${characters.slice(0, max - 1).join('')}…`;
}
