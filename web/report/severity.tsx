import type { JSX } from 'preact';
import type { Severity as Level } from '../../lib/events/finding.ts';
import { State, type Tone } from '../parts/state.tsx';

const tones: Readonly<Record<Level, Tone>> = { error: 'bad', warning: 'warn', info: 'quiet' };

/** The severity of a finding in words, with a mark of its own shape. */
export function Severity({ severity }: { severity: Level }): JSX.Element {
  return <State tone={tones[severity]}>{severity}</State>;
}
