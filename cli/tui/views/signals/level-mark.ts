import type { Mark } from '../../widgets/theme.ts';

const marks: Record<string, Mark> = {
  critical: { icon: '✗', word: 'critical', tone: 'bad' },
  fatal: { icon: '✗', word: 'fatal', tone: 'bad' },
  error: { icon: '✗', word: 'error', tone: 'bad' },
  warn: { icon: '!', word: 'warn', tone: 'warn' },
  info: { icon: '·', word: 'info', tone: 'quiet' },
  debug: { icon: '·', word: 'debug', tone: 'quiet' },
  trace: { icon: '·', word: 'trace', tone: 'quiet' },
};

/** Icon, word and color of a log level. */
export function levelMark(level: string): Mark {
  return marks[level] ?? { icon: '·', word: level === '' ? 'unknown' : level, tone: 'quiet' };
}
