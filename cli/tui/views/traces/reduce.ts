import type { ViewAction } from '../../state/action.ts';
import type { Target } from '../../state/effect.ts';
import { addOutage, endOutage } from '../signals/outages.ts';
import type { Opened, TracesAnswer, TracesSlice } from './slice.ts';
import { floorOf, mergeRows } from '../../../../ui/traces/trace-row.ts';

export function reduceTraces(slice: TracesSlice, action: ViewAction<TracesAnswer>): TracesSlice {
  switch (action.type) {
    case 'answer':
      return onAnswer({ ...slice, outages: endOutage(slice.outages, action.answer.feed) }, action.answer, action.at);
    case 'unanswered':
      return { ...slice, outages: addOutage(slice.outages, action) };
    case 'shown':
      if (action.target) return onTarget(slice, action.target);
      return action.again ? slice : stay(slice);
    case 'event':
    case 'entered':
      return slice;
  }
}

export function openTrace(traceId: string, from: Opened['from']): Opened {
  return { traceId, from, span: 0, detail: 0, line: 0 };
}

function onAnswer(slice: TracesSlice, answer: TracesAnswer, at: number): TracesSlice {
  switch (answer.feed) {
    case 'list': {
      const { order, service, services } = answer;
      // The answer to an outdated question.
      if (order !== slice.order || service !== slice.service) return slice;
      const rows = mergeRows(slice.rows ?? [], answer.rows, order);
      return { ...slice, services, rows, floorMs: floorOf(rows, order), answeredAt: at };
    }
    case 'trace': {
      const { opened } = slice;
      if (opened?.traceId !== answer.traceId) return slice;
      const span = Math.min(opened.span, Math.max(0, (answer.trace?.spans.length ?? 0) - 1));
      return { ...slice, opened: { ...opened, answer: { trace: answer.trace }, span } };
    }
    case 'lines': {
      const { opened } = slice;
      if (opened?.traceId !== answer.traceId) return slice;
      return { ...slice, opened: { ...opened, lines: answer.lines } };
    }
    case 'policies':
      return { ...slice, policies: answer.policies };
    case 'exemplar': {
      const { alert, outcome } = answer;
      if (JSON.stringify(slice.search?.alert) !== JSON.stringify(alert)) return slice;
      if (!('traceId' in outcome)) return { ...slice, search: { alert, missed: outcome } };
      const opened = { ...openTrace(outcome.traceId, 'elsewhere'), via: { alert, found: outcome } };
      return { ...slice, search: undefined, opened };
    }
  }
}

function onTarget(slice: TracesSlice, target: Target): TracesSlice {
  switch (target.type) {
    case 'trace':
      return { ...slice, search: undefined, opened: openTrace(target.traceId, 'elsewhere') };
    case 'alert': {
      const { alertname, labels } = target;
      return { ...slice, opened: undefined, search: { alert: { alertname, labels } } };
    }
    case 'traces': {
      const order = target.only === 'failed' ? 'failed' : target.only === 'slow' ? 'slowest' : 'newest';
      return list(slice, { order, service: target.service });
    }
    case 'logs':
    case 'scenario':
      return slice;
  }
}

/** Switches to the list in another order or for another service, without its old rows. */
export function list(slice: TracesSlice, change: Partial<Pick<TracesSlice, 'order' | 'service'>>): TracesSlice {
  return {
    ...slice,
    ...change,
    rows: undefined,
    floorMs: undefined,
    selected: undefined,
    opened: undefined,
    search: undefined,
  };
}

/** Shown by its key: an open trace stays open, and `esc` returns to the list. */
function stay(slice: TracesSlice): TracesSlice {
  if (slice.opened) return { ...slice, opened: { ...slice.opened, from: 'list' } };
  return slice.search ? { ...slice, search: undefined } : slice;
}
