import type { ClosedContext, RunContext } from '../run/context.ts';
import { arrivalMs } from '../run/context.ts';
import type { Expectation } from '../scenario.ts';
import { checkAlertLife, checkAlertQuiet, describeAlert } from './alerts.ts';
import { type Checked, describeTolerance } from './check.ts';
import { checkLink, linkDescriptions } from './links.ts';
import { checkLoad, describeLoad } from './load.ts';
import { checkNoLeak, describeNoLeak } from './no-leak.ts';
import { checkLogs, checkMetric } from './queries.ts';
import { checkRefused, describeRefused } from './refused.ts';
import { checkAccounted, checkTraces, describeTraces } from './traces.ts';

/** When an expectation is asked: while the load goes on, while the stack recovers, or once the ledger is closed. */
export type Moment = 'during' | 'recovery' | 'closed';

export function momentOf(expectation: Expectation): Moment {
  if (expectation.type === 'metric' && expectation.phase === 'during') return 'during';
  return expectation.type === 'alert-life' ? 'recovery' : 'closed';
}

/** What a run without faults makes of an expectation: an alert must stay quiet, and what only a fault can show is not asked. */
export function withoutFaults(expectation: Expectation): Expectation | undefined {
  if (expectation.type === 'alert-life') return { ...expectation, type: 'alert-quiet' };
  if (expectation.type === 'refused') return undefined;
  return 'needsFault' in expectation && expectation.needsFault ? undefined : expectation;
}

/** What must be seen, in words. */
export function describeExpectation(expectation: Expectation): string {
  switch (expectation.type) {
    case 'traces':
      return describeTraces(expectation);
    case 'accounted':
      return 'every trace of the run is in the store or counted as dropped by the Collector';
    case 'load':
      return describeLoad(expectation);
    case 'refused':
      return describeRefused(expectation);
    case 'alert-life':
      return `${describeAlert(expectation)} goes inactive, pending, firing, inactive`;
    case 'alert-quiet':
      return `${describeAlert(expectation)} stays inactive`;
    case 'metric':
      return `${describeTolerance(expectation.tolerance)}: ${expectation.query}`;
    case 'logs':
      return `${describeTolerance(expectation.tolerance)} lines: ${expectation.query}`;
    case 'link':
      return linkDescriptions[expectation.link];
    case 'no-leak':
      return describeNoLeak(expectation);
  }
}

/** Asks an expectation once. */
export async function checkExpectation(
  expectation: Expectation,
  context: RunContext | ClosedContext,
): Promise<Checked> {
  switch (expectation.type) {
    case 'traces':
      return checkTraces(expectation, closed(context));
    case 'accounted':
      return checkAccounted(closed(context));
    case 'load':
      return checkLoad(expectation, context);
    case 'refused':
      return checkRefused(expectation, closed(context));
    case 'alert-life':
      return checkAlertLife(expectation, context);
    case 'alert-quiet':
      return checkAlertQuiet(expectation, context);
    case 'metric':
      return checkMetric(expectation, context);
    case 'logs':
      return checkLogs(expectation, context);
    case 'link':
      return checkLink(expectation.link, closed(context));
    case 'no-leak':
      return checkNoLeak(expectation, closed(context));
  }
}

/** How long an expectation that is asked at the end is asked for. */
export function patienceMs(expectation: Expectation, pace: number): number {
  // The ledger has waited already, and what users saw is over.
  if (['traces', 'accounted', 'load', 'refused'].includes(expectation.type)) return 0;
  return arrivalMs(pace);
}

function closed(context: RunContext | ClosedContext): ClosedContext {
  if ('ledger' in context) return context;
  throw new Error('an expectation on traces was asked before the ledger was closed');
}
