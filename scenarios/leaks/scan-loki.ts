import type { LokiApi } from '../../stack/clients/clients.ts';
import type { PlantedSecretSearch } from './planted-secret-search.ts';

/** The most lines that one scan reads; more are an error, because the rest would not be searched. */
const mostLines = 500_000;

/**
 * Searches every log line of a time range, its stream's labels and structured metadata, and the labels that Loki lists.
 * Returns the trace ids of the lines that contain the marker of redaction.
 */
export async function scanLoki(
  loki: LokiApi,
  window: { start: number; end: number },
  search: PlantedSecretSearch,
  signal?: AbortSignal,
): Promise<Set<string>> {
  const marked = new Set<string>();
  let lines = 0;
  for await (const page of loki.all('{service_name=~".+"}', { ...window, limit: mostLines, signal })) {
    lines += page.length;
    for (const { line, labels } of page) {
      const before = search.marked;
      const where = `${labels.service_name ?? 'unknown service'}, a line of level ${labels.severity_text ?? 'unknown'}`;
      search.text({ backend: 'loki', signal: 'log', attribute: 'line', where }, line);
      for (const [name, value] of Object.entries(labels)) {
        search.text({ backend: 'loki', signal: 'log', attribute: name, where }, value);
      }
      if (search.marked > before && labels.trace_id !== undefined) marked.add(labels.trace_id);
    }
  }
  if (lines >= mostLines)
    throw new Error(`Loki has more than ${mostLines} lines in this time range: not all were searched`);
  for (const label of await loki.labels({ ...window, signal })) {
    const where = `/loki/api/v1/label/${label}/values`;
    for (const value of [label, ...(await loki.labelValues(label, { ...window, signal }))]) {
      search.text({ backend: 'loki', signal: 'log', attribute: label, where }, value);
    }
  }
  return marked;
}
