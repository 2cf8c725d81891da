import { localTime } from '../../../../lib/format/time-of-day.ts';
import type { Shared } from '../../state/shared.ts';
import type { Line } from '../../widgets/line.ts';
import { insideOf, paneLines } from '../../widgets/pane.tsx';
import { sideBySide } from '../signals/columns.ts';
import { outageLine } from '../signals/outages.ts';
import { drawFlow } from './draw-flow.ts';
import { drawPolicies } from './draw-policies.ts';
import { counting } from '../../../../ui/collector/readings.ts';
import type { CollectorSlice } from './slice.ts';

/** The pipelines from receivers to backends and, on wide screens, the policies. */
export function drawCollector(slice: CollectorSlice, shared: Shared, width: number, height: number): Line[] {
  const { readings, outages, restartedAt, policies } = slice;
  const wide = width >= 140;
  const left = wide ? Math.floor(width * 0.55) : width;
  const inside = insideOf(left, height);
  const flow = readings.at(-1)?.flow;
  const count = counting(readings);
  const outage = outageLine(outages, { metrics: 'The Collector' }, shared.now);
  const head: Line[] = [...(outage ? [outage] : []), ...(restartedAt === undefined ? [] : [restartLine(restartedAt)])];
  const area = { width: inside.width, height: inside.height - head.length };
  const body = flow && count ? drawFlow({ readings, flow, count, votes: !wide, ...area }) : waiting(slice, shared);
  const note = flow ? 'its own counters; rates of the last 5s' : '';
  const title = 'Collector pipelines';
  const pane = paneLines({ title, note, focused: true, lines: [...head, ...body], width: left, height });
  return wide ? sideBySide(pane, drawPolicies(flow, policies, width - left, height)) : pane;
}

function restartLine(at: number): Line {
  return [{ text: `! The Collector restarted at ${localTime(at)}: totals count from there.`, tone: 'warn' }];
}

function waiting({ outages }: CollectorSlice, { stack }: Shared): Line[] {
  if (!stack) return [[{ text: 'The stack is still booting.', tone: 'quiet' }]];
  return outages.metrics ? [] : [[{ text: 'Querying the metrics of the Collector …', tone: 'quiet' }]];
}
