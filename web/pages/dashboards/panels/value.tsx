import type { JSX } from 'preact';
import type { Field, FieldTone } from '../../../../ui/dashboards/fields.ts';
import { State, type Tone } from '../../../parts/state.tsx';

const tones: Readonly<Record<Exclude<FieldTone, 'none'>, Tone>> = { ok: 'ok', warn: 'warn', bad: 'bad' };

/** A value with the mark of its threshold, whose shape differs as well as its color. */
export function Value({ field, value }: { field: Field; value: number | undefined }): JSX.Element {
  if (value === undefined || Number.isNaN(value)) return <span class="muted">-</span>;
  const tone = field.toneOf(value);
  const text = field.format(value);
  return tone === 'none' ? <span>{text}</span> : <State tone={tones[tone]}>{text}</State>;
}

/** Which threshold a value has reached; undefined for none that means something. */
export function reachedThreshold(field: Field, value: number | undefined): string | undefined {
  if (value === undefined) return undefined;
  const step = field.thresholds.findLast(({ from }) => value >= from);
  if (!step || !Number.isFinite(step.from) || (step.tone !== 'warn' && step.tone !== 'bad')) return undefined;
  return `at or above ${field.format(step.from)}`;
}
