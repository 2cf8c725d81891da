import { parseGoNanoseconds } from '../../../lib/duration/nanoseconds.ts';
import { defined } from '../../../lib/defined.ts';
import type { QueryBudget } from '../query-budget.ts';
import { compileJson, forEachLeaf } from './engine/json-stage.ts';
import { Line } from './engine/line.ts';
import type { FoundLine } from './engine/log-query.ts';
import { compileLogfmt } from './engine/logfmt-stage.ts';
import { metadataOf } from './log-entry.ts';
import { parseBytes } from './logql/parse-bytes.ts';

/** A field of the lines of a query, as Grafana lists them. */
export interface DetectedField {
  label: string;
  type: 'int' | 'float' | 'boolean' | 'duration' | 'bytes' | 'string';
  /** Different values. */
  cardinality: number;
  /** The parsers with which a query finds it; null for structured metadata. */
  parsers: Parser[] | null;
  /** The original keys of a field of JSON. */
  jsonPath?: string[];
}

type Parser = 'json' | 'logfmt';

interface Field {
  type: DetectedField['type'];
  values: Set<string>;
  parsers: Set<Parser>;
  jsonPath?: string[] | undefined;
}

interface ParsedLine {
  parser: Parser;
  found: Readonly<Record<string, string>>;
  /** By the names of fields, for JSON. */
  paths: ReadonlyMap<string, string[]>;
}

const parseJson = compileJson({ stage: 'json', extractions: [] });
const parseLogfmt = compileLogfmt({ stage: 'logfmt', extractions: [], strict: false, keepEmpty: false });

/**
 * The fields of lines: their structured metadata, and what the parsers `json` and `logfmt` find in them.
 *
 * @throws HttpError when the budget is used up
 */
export function detectFields(lines: readonly FoundLine[], limit: number, budget: QueryBudget): DetectedField[] {
  return [...collect(lines, limit, budget)]
    .map(([label, { type, values, parsers, jsonPath }]) => ({
      ...{ label, type, cardinality: values.size },
      parsers: parsers.size === 0 ? null : [...parsers].sort(),
      ...defined({ jsonPath }),
    }))
    .sort((a, b) => (a.label < b.label ? -1 : 1));
}

/** The values of one field, sorted; at most `limit`. */
export function detectValues(lines: readonly FoundLine[], name: string, limit: number, budget: QueryBudget): string[] {
  const values = collect(lines, Infinity, budget).get(name)?.values ?? [];
  return [...values].sort().slice(0, limit);
}

function collect(lines: readonly FoundLine[], limit: number, budget: QueryBudget): Map<string, Field> {
  const fields = new Map<string, Field>();
  const add = (name: string, value: string, parser?: Parser, jsonPath?: string[]): void => {
    let field = fields.get(name);
    if (field === undefined) {
      if (fields.size >= limit || value === '') return;
      fields.set(name, (field = { type: 'string', values: new Set(), parsers: new Set() }));
    }
    // As in Loki, the last value decides.
    field.type = typeOf(value);
    if (parser !== undefined) field.parsers.add(parser);
    if (jsonPath !== undefined) field.jsonPath = jsonPath;
    if (!field.values.has(value)) budget.hold(value.length + 50);
    field.values.add(value);
  };
  for (const { labels, entry, text } of lines) {
    budget.step();
    for (const [name, value] of Object.entries(metadataOf(entry, labels))) add(name, value);
    const { parser, found, paths } = parse(labels, entry, text);
    for (const [name, value] of Object.entries(found)) {
      add(name, value, parser, paths.get(name) ?? paths.get(name.replace(/_extracted$/, '')));
    }
  }
  return fields;
}

function parse(labels: FoundLine['labels'], entry: FoundLine['entry'], text: string): ParsedLine {
  const json = new Line(labels, entry, text);
  parseJson(json);
  const paths = new Map<string, string[]>();
  if (json.error === undefined) {
    forEachLeaf(JSON.parse(text) as object, (name, _, path) => paths.set(name, [...path]));
    return { parser: 'json', found: json.parsed, paths };
  }
  const logfmt = new Line(labels, entry, text);
  parseLogfmt(logfmt);
  return { parser: 'logfmt', found: logfmt.parsed, paths };
}

function typeOf(value: string): DetectedField['type'] {
  if (/^[+-]?\d+$/.test(value)) return 'int';
  if (/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(value)) return 'float';
  if (/^(t|T|true|TRUE|True|f|F|false|FALSE|False)$/.test(value)) return 'boolean';
  if (isParsed(parseGoNanoseconds, value)) return 'duration';
  return isParsed(parseBytes, value) ? 'bytes' : 'string';
}

function isParsed(parse: (text: string) => unknown, text: string): boolean {
  try {
    parse(text);
    return true;
  } catch {
    return false;
  }
}
