import type { JSX } from 'preact';
import { State, type Tone } from './state.tsx';

const tones: Readonly<Record<string, Tone>> = {
  critical: 'bad',
  fatal: 'bad',
  error: 'bad',
  warn: 'warn',
  warning: 'warn',
};

/** The severity of a log line. */
export function Level({ level }: { level: string }): JSX.Element {
  return <State tone={tones[level] ?? 'quiet'}>{level === '' ? 'unknown' : level}</State>;
}
