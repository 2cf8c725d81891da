import { asObject, asString } from '../../../lib/json.ts';

const longest = 300;

/** A line of the Collector's log as `component: message error`, without the place in the code. */
export function describeLogged(line: string): string {
  const fields = fieldsOf(line);
  if (!fields) return shortened(line);
  const [component, message, error] = ['otelcol.component.id', 'msg', 'error'].map((key) => asString(fields[key]));
  const text = [message, error].filter(Boolean).join(' ');
  return shortened(component ? `${component}: ${text}` : text);
}

function fieldsOf(line: string): Record<string, unknown> | undefined {
  try {
    return asObject(JSON.parse(line));
  } catch {
    return undefined;
  }
}

function shortened(text: string): string {
  return text.length <= longest ? text : `${text.slice(0, longest)}…`;
}
