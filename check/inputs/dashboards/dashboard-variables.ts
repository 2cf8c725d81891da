import { asArray, asObject, asString, type JsonObject } from '../../../lib/json.ts';

/** What stands for each variable of a dashboard outside of matchers. */
export type Variables = Readonly<Record<string, string>>;

/** Grafana's own; a panel of half an hour at a scrape interval of 15 s. */
const builtIn: Variables = {
  __rate_interval: '1m',
  __interval: '15s',
  __interval_ms: '15000',
  __range: '30m',
  __range_s: '1800',
  __range_ms: '1800000',
  __auto_interval: '1m',
};

/** The variables of a dashboard with the value that was chosen when it was saved. */
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

const reference = /\$\{(\w+)(?::[^}]*)?\}|\$(\w+)|\[\[(\w+)(?::[^\]]*)?\]\]/g;
const matcher = /([\w.]+)\s*(=~|!~|!=|=)\s*("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')/g;

/**
 * A query of a dashboard as Prometheus can be asked it. In a matcher a variable stands for any value of a label that is there: what a person had chosen when the
 * dashboard was saved is of another system than the traffic of a check.
 */
export function fillVariables(expr: string, variables: Variables): string {
  const matched = expr.replaceAll(matcher, (whole, label: string, operator: string, quoted: string) => {
    const value = quoted.slice(1, -1);
    if (value.search(reference) < 0) return whole;
    // What a variable leaves out can be nothing.
    if (operator.startsWith('!')) return `${label}!=${JSON.stringify('\u0001')}`;
    const pattern = operator === '=' ? escapeAround(value) : value.replaceAll(reference, '.+');
    return `${label}=~"${pattern}"`;
  });
  return matched.replaceAll(reference, (whole, braced?: string, plain?: string, doubled?: string) => {
    const name = braced ?? plain ?? doubled ?? '';
    const value = variables[name];
    if (value !== undefined && value !== '') return value;
    return /^\$?\{?__/.test(whole) ? (builtIn.__interval ?? '') : '5m';
  });
}

/** A value that was compared as it is becomes a pattern: only the variable in it stands for anything. */
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
