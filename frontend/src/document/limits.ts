/**
 * What LINE and the flow format allow. Only for the counters beside the fields: the server's lint decides.
 * `units` are UTF-16 code units, `graphemes` what a reader takes for one character.
 */
export interface Limit {
  readonly count: 'units' | 'graphemes';
  readonly max: number;
}

const units = (max: number): Limit => ({ count: 'units', max });
const graphemes = (max: number): Limit => ({ count: 'graphemes', max });

export const LIMITS = {
  nodeName: graphemes(40),
  message: units(5000),
  alt: units(400),
  buttonsTitle: graphemes(40),
  buttonsText: graphemes(160),
  buttonsTextWithTitle: graphemes(60),
  label: graphemes(20),
  uri: units(1000),
  postback: graphemes(300),
  keyword: graphemes(50),
  summary: graphemes(200),
} as const;

export const MAX_NODES = 500;
export const MAX_TRIES = 10;
export const MAX_ANSWER = 5000;
export const MAX_BUTTONS = 4;
export const MAX_CHOICES_ONE = 13;
export const MAX_CHOICES_MANY = 12;
