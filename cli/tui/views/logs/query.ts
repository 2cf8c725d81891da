/** What restricts the lines that are shown; an empty text and undefined restrict nothing. */
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
 * The filter as a LogQL query, so that what is rare is found in everything that Loki holds and not only in what was shown. Each word must
 * be in the line, in either case; a word that is a trace id selects the lines of that trace.
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

/** For RE2: what has a meaning in a pattern stands for itself. */
function escape(word: string): string {
  return word.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}

function quote(text: string): string {
  return JSON.stringify(text);
}
