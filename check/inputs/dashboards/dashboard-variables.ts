import { reference, replaceReferences } from '../../../lib/grafana/references.ts';
import { asArray, asObject, asString, type JsonObject } from '../../../lib/json.ts';

/** The value of each variable of a dashboard, used outside of label matchers. */
export type Variables = Readonly<Record<string, string>>;

/** Grafana's built-in variables, for a panel of 30m at a scrape interval of 15s. */
const builtIn: Variables = {
  __rate_interval: '1m',
  __interval: '15s',
  __interval_ms: '15000',
  __range: '30m',
  __range_s: '1800',
  __range_ms: '1800000',
  __auto_interval: '1m',
};

/** The variables of a dashboard with their saved values. */
export function variablesOf(dashboard: JsonObject): Variables {
  const own = asArray(asObject(dashboard.templating).list).map(asObject);
  return { ...builtIn, ...Object.fromEntries(own.map((variable) => [asString(variable.name), chosen(variable)])) };
}

function chosen(variable: JsonObject): string {
  const { value } = asObject(variable.current);
  const values = (Array.isArray(value) ? value : [value]).map(asString).filter((one) => one !== '');
  const [first = '', ...others] = values;
  const query = asString(variable.query).split(',', 1).join('').trim();
  if (first === '$__all') return asString(variable.allValue) || '.+';
  if (first.startsWith('$__auto')) return builtIn.__auto_interval ?? '';
  if (others.length > 0) return `(${values.join('|')})`;
  return first || (['constant', 'custom', 'interval', 'textbox'].includes(asString(variable.type)) ? query : '');
}

const matcher = /([\w.]+)\s*(=~|!~|!=|=)\s*("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')/g;

/**
 * Replaces the variables in a query. In a label matcher a variable matches any value: its saved value comes from
 * another system than the traffic of a check.
 */
export function fillVariables(expr: string, variables: Variables): string {
  const matched = expr.replaceAll(matcher, (whole, label: string, operator: string, quoted: string) => {
    const value = quoted.slice(1, -1);
    if (value.search(reference) < 0) return whole;
    // A negative matcher must exclude nothing.
    if (operator.startsWith('!')) return `${label}!=${JSON.stringify('\u0001')}`;
    const pattern = operator === '=' ? escapeAround(value) : value.replaceAll(reference, '.+');
    return `${label}=~"${pattern}"`;
  });
  return replaceReferences(matched, (name) => {
    const value = variables[name];
    if (value !== undefined && value !== '') return value;
    return name.startsWith('__') ? builtIn.__interval : '5m';
  });
}

/** Turns a literal value into a pattern in which only the variable matches anything. */
function escapeAround(value: string): string {
  let pattern = '';
  let copied = 0;
  for (const { 0: text, index } of value.matchAll(reference)) {
    pattern += `${escaped(value.slice(copied, index))}.+`;
    copied = index + text.length;
  }
  return pattern + escaped(value.slice(copied));
}

const escaped = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]]/g, '\\\\$&');
