/** One sample of the text format: a name, its labels, a value. */
export interface TextSample {
  name: string;
  labels: Record<string, string>;
  value: number;
}

const line = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})?\s+(\S+)(?:\s+\S+)?$/;
const label = /([a-zA-Z_][\w.]*|"(?:[^"\\]|\\.)*")\s*=\s*"((?:[^"\\]|\\.)*)"/g;

/** Parses the Prometheus text exposition format; comments and lines that are no samples are passed over. */
export function parsePrometheusText(text: string): TextSample[] {
  const samples: TextSample[] = [];
  for (const raw of text.split('\n')) {
    // An OpenMetrics exemplar follows the value after ` # `.
    const [sample = ''] = raw.startsWith('#') ? [] : raw.trim().split(' # ');
    const [, name, labels = '', value] = line.exec(sample) ?? [];
    if (name === undefined || value === undefined) continue;
    samples.push({ name, labels: parseLabels(labels), value: parseValue(value) });
  }
  return samples;
}

function parseLabels(text: string): Record<string, string> {
  const labels: Record<string, string> = {};
  for (const [, name = '', value = ''] of text.matchAll(label)) {
    labels[name.startsWith('"') ? unescape(name.slice(1, -1)) : name] = unescape(value);
  }
  return labels;
}

function unescape(value: string): string {
  return value.replaceAll(/\\(.)/g, (_, char: string) => (char === 'n' ? '\n' : char));
}

/** Prometheus writes infinities as `+Inf` and `-Inf`. */
export function parseValue(text: string): number {
  if (text === '+Inf' || text === 'Inf') return Infinity;
  return text === '-Inf' ? -Infinity : Number(text);
}
