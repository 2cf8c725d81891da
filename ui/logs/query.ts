/** Filter of the log lines. An empty text and undefined match all lines. */
export interface LogFilter {
  text: string;
  service?: string | undefined;
  level: LevelFilter;
  traceId?: string | undefined;
}

export const levelFilters = ['all levels', 'warnings and errors', 'errors'] as const;
export type LevelFilter = (typeof levelFilters)[number];

const levels: Record<LevelFilter, string> = {
  'all levels': '',
  'warnings and errors': 'warn|error|fatal|critical',
  errors: 'error|fatal|critical',
};

/**
 * The filter as a LogQL query, so that it applies to all lines in Loki and not only to the shown ones. Each word must occur in
 * the line, case-insensitive. A trace ID selects the lines of that trace.
 */
export function logQuery({ text, service, level, traceId }: LogFilter): string {
  const words = text.split(/\s+/).filter(Boolean);
  const ids = [...(traceId === undefined ? [] : [traceId]), ...words.filter(isTraceId).map((id) => id.toLowerCase())];
  const stages = [
    ...words.filter((word) => !isTraceId(word)).map((word) => ` |~ ${quote(`(?i)${escape(word)}`)}`),
    ...(levels[level] === '' ? [] : [` | detected_level=~"${levels[level]}"`]),
    ...ids.map((id) => ` | trace_id=${quote(id)}`),
  ];
  return `{service_name${service === undefined ? '=~".+"' : `=${quote(service)}`}}${stages.join('')}`;
}

function isTraceId(word: string): boolean {
  return /^[0-9a-f]{32}$/i.test(word);
}

/** Escapes a word for RE2. */
function escape(word: string): string {
  return word.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}

function quote(text: string): string {
  return JSON.stringify(text);
}
