import { asString } from '../../lib/json.ts';
import type { PrometheusApi } from '../clients.ts';
import type { LokiApi } from '../../stack/clients/loki.ts';
import type { Dashboard, Variable } from './dashboard.ts';
import { allValues, fill, type Scope, type VariableValue } from './scope.ts';

interface Asked {
  prometheus: Pick<PrometheusApi, 'labelValues' | 'query'>;
  loki: Pick<LokiApi, 'labelValues'>;
  signal: AbortSignal;
}

/**
 * The options and values of the variables of a dashboard, in order: a query may use the variables before it.
 *
 * @param chosen the values in the address, by name; the saved ones by default
 */
export async function resolveVariables(
  { variables }: Pick<Dashboard, 'variables'>,
  chosen: (name: string) => readonly string[] | undefined,
  scope: Omit<Scope, 'variables'>,
  asked: Asked,
): Promise<VariableValue[]> {
  const resolved: VariableValue[] = [];
  for (const variable of variables) {
    const options = await optionsOf(variable, { ...scope, variables: resolved }, asked);
    const [first] = options;
    const saved = variable.current.length > 0 ? variable.current : undefined;
    const fallback = variable.hasAll ? [allValues] : first === undefined ? [] : [first];
    // A saved value comes from the system where the dashboard was made.
    const known = saved?.filter((value) => value === allValues || options.includes(value)) ?? [];
    resolved.push({ variable, options, values: chosen(variable.name) ?? (known.length > 0 ? known : fallback) });
  }
  return resolved;
}

async function optionsOf(variable: Variable, scope: Scope, asked: Asked): Promise<string[]> {
  switch (variable.type) {
    case 'query':
      return sorted(filtered(await queried(variable, scope, asked), variable.regex), variable.sort);
    case 'custom':
    case 'interval':
      return variable.query.split(/(?<!\\),/).map((one) => one.replace(/^.*\s:\s/, '').trim());
    case 'constant':
    case 'textbox':
      return [variable.query];
    case 'datasource':
      return [variable.query];
    default:
      return [...variable.current];
  }
}

/** The functions that Grafana offers for queries of variables, on labels and on results. */
async function queried(variable: Variable, scope: Scope, asked: Asked): Promise<string[]> {
  const { start, end } = scope;
  const { prometheus, loki, signal } = asked;
  const text = fill(variable.query, scope).trim();
  const [, selector, label] = /^label_values\((?:(.*),)?\s*([\w.]+)\s*\)$/s.exec(text) ?? [];
  if (label !== undefined) {
    if (variable.source === 'loki') return await loki.labelValues(label, { start, end, signal });
    const match = selector?.trim() ?? '';
    return await prometheus.labelValues(label, { start, end, signal, ...(match === '' ? {} : { match }) });
  }
  const [, pattern] = /^metrics\((.*)\)$/s.exec(text) ?? [];
  if (pattern !== undefined) {
    const names = await prometheus.labelValues('__name__', { start, end, signal });
    return names.filter((name) => new RegExp(pattern).test(name));
  }
  const [, query] = /^query_result\((.*)\)$/s.exec(text) ?? [];
  if (query === undefined) throw new Error(`The query of the variable ${variable.name} is not supported: ${text}`);
  const samples = await prometheus.query(query, { time: end, signal });
  return samples.map(({ labels: { __name__: name = '', ...labels }, value }) => {
    const pairs = Object.entries(labels).map(([key, one]) => `${key}=${JSON.stringify(one)}`);
    return `${name}{${pairs.join(',')}} ${value}`;
  });
}

function filtered(options: readonly string[], regex: string): string[] {
  const [, pattern, flags] = /^\/(.*)\/(\w*)$/s.exec(regex) ?? (regex === '' ? [] : [regex, `^${regex}$`, '']);
  if (pattern === undefined) return [...options];
  const expression = new RegExp(pattern, flags);
  const found = options.flatMap((option) => {
    const match = expression.exec(option);
    return match ? (match.groups?.value ?? match[1] ?? match[0]) : [];
  });
  return [...new Set(found)];
}

/** Grafana's order: 1 and 2 by letter, 3 and 4 as numbers, 5 and 6 without case; even numbers descend. */
function sorted(options: readonly string[], sort: number): string[] {
  if (sort === 0) return [...options];
  const keyOf = (text: string): string => (sort > 4 ? text.toLowerCase() : text);
  const compare = (a: string, b: string): number =>
    sort === 3 || sort === 4 ? Number.parseFloat(a) - Number.parseFloat(b) : keyOf(a) < keyOf(b) ? -1 : 1;
  const ascending = options.toSorted(compare);
  return sort % 2 === 0 ? ascending.reverse() : ascending;
}

/** A value for people. */
export function valueText(value: string): string {
  return value === allValues ? 'All' : asString(value);
}
