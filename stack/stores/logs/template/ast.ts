import type { GoTime } from './go-time.ts';

/** A value of a template: the fields of a line are texts. */
export type Value = string | number | boolean | GoTime;

export type Expression =
  | { kind: 'literal'; value: Value }
  | { kind: 'field'; name: string }
  | { kind: 'call'; name: string; args: Expression[] };

export type TemplateNode =
  | { kind: 'text'; text: string }
  | { kind: 'output'; expression: Expression }
  | { kind: 'if'; condition: Expression; then: TemplateNode[]; otherwise: TemplateNode[] };
