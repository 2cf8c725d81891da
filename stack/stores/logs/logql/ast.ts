import type { TemplateNode } from '../template/ast.ts';

export type MatchOp = '=' | '!=' | '=~' | '!~';
export type CompareOp = '=' | '==' | '!=' | '>' | '>=' | '<' | '<=';

/** A label or a field against a text or an anchored regular expression. */
export interface Matcher {
  name: string;
  op: MatchOp;
  value: string;
}

/** Lines that hold one of the alternatives, or, for `!=` and `!~`, none of them. */
export interface LineFilter {
  stage: 'line-filter';
  op: '|=' | '!=' | '|~' | '!~';
  alternatives: string[];
}

export type LabelPredicate =
  | { kind: 'match'; matcher: Matcher }
  | { kind: 'compare'; name: string; op: CompareOp; unit: 'number' | 'duration' | 'bytes'; value: number }
  | { kind: 'and' | 'or'; left: LabelPredicate; right: LabelPredicate };

export interface LabelFilter {
  stage: 'label-filter';
  predicate: LabelPredicate;
}

/** `from` is a JSON path for `json` and a key for `logfmt`. */
export interface Extraction {
  label: string;
  from: string;
}

export interface JsonStage {
  stage: 'json';
  /** Empty for everything. */
  extractions: Extraction[];
}

export interface LogfmtStage {
  stage: 'logfmt';
  extractions: Extraction[];
  strict: boolean;
  keepEmpty: boolean;
}

export interface LineFormatStage {
  stage: 'line-format';
  template: TemplateNode[];
}

export interface RegexpStage {
  stage: 'regexp';
  pattern: string;
}

export interface PatternStage {
  stage: 'pattern';
  pieces: PatternPiece[];
}

/** Captures, without a name for `<_>`, and the texts between them. */
export type PatternPiece = { text: string } | { capture: string | undefined };

/** Renames the label `from`, or gives a label the text of a template. */
export type LabelFormat = { label: string } & ({ from: string } | { template: TemplateNode[] });

export interface LabelFormatStage {
  stage: 'label-format';
  formats: LabelFormat[];
}

/** Drops the labels, or all others; a matcher limits it to some of their values. */
export interface SelectLabelsStage {
  stage: 'drop' | 'keep';
  labels: (Matcher | { name: string })[];
}

export interface UnpackStage {
  stage: 'unpack';
}

export type Stage =
  | LineFilter
  | LabelFilter
  | JsonStage
  | LogfmtStage
  | LineFormatStage
  | RegexpStage
  | PatternStage
  | LabelFormatStage
  | SelectLabelsStage
  | UnpackStage;

export interface LogQuery {
  kind: 'log';
  matchers: Matcher[];
  stages: Stage[];
}

export const rangeFunctions = ['rate', 'count_over_time', 'bytes_rate', 'bytes_over_time'] as const;
export type RangeFunction = (typeof rangeFunctions)[number];

export const aggregators = ['sum', 'min', 'max', 'avg', 'count', 'topk', 'bottomk'] as const;
export type Aggregator = (typeof aggregators)[number];

export const arithmeticOps = ['+', '-', '*', '/', '%', '^'] as const;
export const comparisonOps = ['==', '!=', '>', '>=', '<', '<='] as const;
export type BinaryOp = (typeof arithmeticOps)[number] | (typeof comparisonOps)[number];

export interface Grouping {
  without: boolean;
  labels: string[];
}

export interface RangeAggregation {
  kind: 'range';
  function: RangeFunction;
  query: LogQuery;
  /** Nanoseconds. */
  range: bigint;
  offset: bigint;
}

export interface VectorAggregation {
  kind: 'aggregate';
  operator: Aggregator;
  /** The k of topk and bottomk. */
  parameter: number | undefined;
  grouping: Grouping | undefined;
  operand: MetricExpr;
}

export interface BinaryExpr {
  kind: 'binary';
  op: BinaryOp;
  /** Comparisons give 0 and 1 in place of filtering. */
  bool: boolean;
  left: MetricExpr;
  right: MetricExpr;
}

export interface NumberLiteral {
  kind: 'number';
  value: number;
}

/** `vector(N)`: one sample without labels. */
export interface VectorLiteral {
  kind: 'vector';
  value: number;
}

export type MetricExpr = RangeAggregation | VectorAggregation | BinaryExpr | NumberLiteral | VectorLiteral;
export type Query = LogQuery | MetricExpr;
