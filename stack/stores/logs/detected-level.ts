/** Where Loki looks for a level, in this order. Source: grafana/loki, pkg/distributor/field_detection.go. */
const levelFields: readonly string[] = [
  'level',
  'LEVEL',
  'Level',
  'log.level',
  'severity',
  'SEVERITY',
  'Severity',
  'SeverityText',
  'lvl',
  'LVL',
  'Lvl',
  'severity_text',
  'Severity_Text',
  'SEVERITY_TEXT',
];

const levels = new Map<string, string>(
  Object.entries({
    trace: 'trace',
    trc: 'trace',
    debug: 'debug',
    dbg: 'debug',
    info: 'info',
    inf: 'info',
    information: 'info',
    warn: 'warn',
    wrn: 'warn',
    warning: 'warn',
    error: 'error',
    err: 'error',
    critical: 'critical',
    fatal: 'fatal',
  }),
);

/** By a quarter of OTLP's severity numbers each: 1 to 4 is trace, 21 to 24 fatal. */
const bySeverity = ['trace', 'debug', 'info', 'warn', 'error', 'fatal'];

/**
 * The value of `detected_level` that Loki would give a record.
 *
 * @param field looks a name up in the stream's labels, then in the structured metadata
 * @param severityNumber OTLP's, 0 when there is none
 */
export function detectedLevel(
  field: (name: string) => string | undefined,
  severityNumber: number,
  line: string,
): string {
  for (const name of levelFields) {
    const value = field(name);
    if (value !== undefined) return levels.get(value.toLowerCase()) ?? value;
  }
  if (severityNumber > 0) return bySeverity[Math.floor((severityNumber - 1) / 4)] ?? 'unknown';
  return levelOfFields(line) ?? levelOfWords(line);
}

/** The level that a JSON or logfmt line names. */
function levelOfFields(line: string): string | undefined {
  const names = levelFields.map((name) => name.replace('.', '\\.')).join('|');
  const json = /^\s*\{[^]*\}\s*$/.test(line);
  const pattern = json ? `"(?:${names})"\\s*:\\s*"([^"]*)"` : `(?:^|\\s)(?:${names})=("[^"]*"|\\S*)`;
  const found = new RegExp(pattern, json ? '' : 'i').exec(line)?.[1];
  return found === undefined ? undefined : levels.get(found.replaceAll('"', '').toLowerCase());
}

function levelOfWords(line: string): string {
  if (/info|INFO/.test(line)) return 'info';
  if (/err:|ERR:|\[err\]|\[ERR\]|\[error\]|\[ERROR\]/.test(line)) return 'error';
  if (/warn:|WARN:|\[warn\]|\[WARN\]|warning|WARNING/.test(line)) return 'warn';
  if (/critical:|CRITICAL:|\[critical\]|\[CRITICAL\]/.test(line)) return 'critical';
  if (/debug|DEBUG/.test(line)) return 'debug';
  return 'unknown';
}
