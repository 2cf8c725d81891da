import type { JSX } from 'preact';
import type { TraceExample } from '../../../lib/events/trace-example.ts';
import { State, type Tone } from '../../parts/state.tsx';

const tones: Readonly<Record<TraceExample['outcome'], Tone>> = { kept: 'ok', incomplete: 'warn', dropped: 'quiet' };

/** What happened to a trace. */
export function Outcome({ outcome }: Pick<TraceExample, 'outcome'>): JSX.Element {
  return <State tone={tones[outcome]}>{outcome}</State>;
}
