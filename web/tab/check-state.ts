import type { RunEvent } from '../../lib/events/run-event.ts';
import type { ReportData } from '../../ui/report/report-data.ts';
import type { FromWorker } from './worker/protocol.ts';

/** How far a check is. */
export type CheckState =
  | { of: 'none' }
  | {
      of: 'running';
      step: string;
      /** 0 to 1; undefined where it is not known. */ progress?: number | undefined;
      events: readonly RunEvent[];
      startedAt: string;
    }
  | { of: 'report'; data: ReportData; fixed: Readonly<Record<number, Readonly<Record<string, string>>>> }
  | { of: 'failed'; error: Error };

export function begin(startedAt: string): CheckState {
  return { of: 'running', step: 'Reading the files', events: [], startedAt };
}

/** The state after a message of the worker; `now` is ISO 8601. */
export function reduceCheck(state: CheckState, message: FromWorker, now: string): CheckState {
  if (state.of !== 'running') return state;
  if (message.type === 'download') {
    const { bytes, total } = message;
    const progress = total === undefined ? undefined : bytes / total;
    return { ...state, step: 'Downloading the Collector and Prometheus, once', progress };
  }
  if (message.type === 'compiled') return { ...state, step: 'Starting', progress: undefined };
  if (message.type === 'event') {
    const events = [...state.events, message.event];
    return { ...state, events, ...progressOf(events) };
  }
  if (message.type === 'failed') {
    const hint = [...message.details, message.hint].filter(Boolean).join('\n') || undefined;
    return { of: 'failed', error: Object.assign(new Error(message.message), { hint }) };
  }
  const data = { startedAt: state.startedAt, endedAt: now, events: state.events, ...message.details };
  return { of: 'report', data, fixed: message.fixed };
}

function progressOf(events: readonly RunEvent[]): { step: string; progress?: number } {
  const first = events.find((event) => event.type === 'run.start');
  const last = events.at(-1);
  const phase = events.findLast((event) => event.type === 'phase');
  if (!first || !last) return { step: 'Starting' };
  const share = (Date.parse(last.time) - Date.parse(first.time)) / (first.run.plannedMs ?? 1);
  return { step: `Simulating: ${phase?.name ?? 'boot'}`, progress: Math.min(1, Math.max(0, share)) };
}
