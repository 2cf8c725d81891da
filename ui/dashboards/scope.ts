import { replaceReferences } from '../../lib/grafana/references.ts';
import { escapeRegExp } from '../../lib/escape-regexp.ts';
import type { Variable } from './dashboard.ts';

/** The time range and the values of variables that queries are filled with. */
export interface Scope {
  /** Milliseconds since the epoch, on the grid of the step. */
  start: number;
  end: number;
  stepMs: number;
  /** What the data source has for its scrape interval, in milliseconds. */
  scrapeMs: number;
  variables: readonly VariableValue[];
}

export interface VariableValue {
  variable: Pick<Variable, 'name' | 'isMulti' | 'hasAll' | 'allValue'>;
  /** The chosen values; `$__all` for all. */
  values: readonly string[];
  options: readonly string[];
}

export const allValues = '$__all';

/** A query as Grafana sends it. Source of the macros: grafana/grafana, pkg/promlib/models/query.go. */
export function fill(text: string, scope: Scope): string {
  const { start, end, stepMs, scrapeMs, variables } = scope;
  const seconds = (ms: number): string => `${Math.max(1, Math.round(ms / 1000))}s`;
  const rangeMs = end - start;
  const macros: Readonly<Record<string, string>> = {
    __rate_interval: seconds(Math.max(stepMs + scrapeMs, 4 * scrapeMs)),
    __interval: seconds(stepMs),
    __interval_ms: String(stepMs),
    __auto: seconds(stepMs),
    __auto_interval: seconds(stepMs),
    __range: seconds(rangeMs),
    __range_s: String(Math.round(rangeMs / 1000)),
    __range_ms: String(rangeMs),
    __from: String(start),
    __to: String(end),
  };
  return replaceReferences(text, (name, format) => {
    const found = variables.find(({ variable }) => variable.name === name);
    if (found) return write(found, format, scope);
    return macros[name] ?? (name.startsWith('__auto_interval') ? macros.__interval : undefined);
  });
}

function write({ variable, values, options }: VariableValue, format: string | undefined, scope: Scope): string {
  const isAll = values.includes(allValues);
  if (isAll && variable.allValue !== '') return variable.allValue;
  const list = (isAll ? options : values).map((value) =>
    value.startsWith('$__auto') ? `${Math.round(scope.stepMs / 1000)}s` : value,
  );
  if (format === 'raw' || format === 'csv') return list.join(',');
  if (format === 'pipe') return list.join('|');
  if (format === 'doublequote') return list.map((value) => JSON.stringify(value)).join(',');
  return asPattern(list, format === 'regex' || variable.isMulti || variable.hasAll);
}

/** In a string of PromQL and LogQL a backslash is doubled. */
function asPattern(list: readonly string[], isPattern: boolean): string {
  if (!isPattern) return list.join(',');
  const escaped = list.map((value) => escapeRegExp(value).replaceAll('\\', '\\\\'));
  return escaped.length > 1 ? `(${escaped.join('|')})` : (escaped[0] ?? '');
}
