import type { ExpectationResult } from '../../lib/events/expectation-result.ts';
import type { ClosedContext, RunContext } from '../run/context.ts';
import { arrivalMs } from '../run/context.ts';
import type { SamplingThresholds } from '../sampling/thresholds.ts';
import type { Expectation } from '../scenario.ts';
import { checkAlertFires, checkAlertQuiet, describeAlert } from './alerts.ts';
import { checkLink, linkDescriptions } from './links.ts';
import { checkLoad, describeLoadExpectation } from './load.ts';
import { checkNoLeak, describeNoLeak } from './no-leak.ts';
import { checkLogs, checkMetric } from './queries.ts';
import { checkRefused, describeRefused } from './refused.ts';
import { describeTolerance } from './tolerance.ts';
import { checkTracePath, describeTracePath } from './trace-path.ts';
import { checkAccounted, checkTraces, describeTraces } from './traces.ts';

/** When an expectation is evaluated: under load, while the stack recovers, or once the ledger is closed. */
export type EvaluationPhase = 'during' | 'recovery' | 'closed';

export function evaluationPhaseOf(expectation: Expectation): EvaluationPhase {
  if (expectation.type === 'metric' && expectation.phase === 'during') return 'during';
  return expectation.type === 'alert-fires' ? 'recovery' : 'closed';
}

/** The expectation in a run without faults: an alert must stay quiet; undefined where only a fault can fulfil it. */
export function withoutFaults(expectation: Expectation): Expectation | undefined {
  if (expectation.type === 'alert-fires') return { ...expectation, type: 'alert-quiet' };
  if (expectation.type === 'refused') return undefined;
  return 'needsFault' in expectation && expectation.needsFault ? undefined : expectation;
}

/** What is expected, as text. */
export function describeExpectation(expectation: Expectation, thresholds?: SamplingThresholds): string {
  switch (expectation.type) {
    case 'traces':
      return describeTraces(expectation, thresholds);
    case 'trace-path':
      return describeTracePath(expectation);
    case 'accounted':
      return 'every trace of the run is in the store or counted as dropped by the Collector';
    case 'load':
      return describeLoadExpectation(expectation);
    case 'refused':
      return describeRefused(expectation);
    case 'alert-fires':
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

/** Evaluates an expectation once. */
export async function checkExpectation(
  expectation: Expectation,
  context: RunContext | ClosedContext,
): Promise<ExpectationResult> {
  switch (expectation.type) {
    case 'traces':
      return checkTraces(expectation, closed(context));
    case 'trace-path':
      return checkTracePath(expectation, closed(context));
    case 'accounted':
      return checkAccounted(closed(context));
    case 'load':
      return checkLoad(expectation, context);
    case 'refused':
      return checkRefused(expectation, closed(context));
    case 'alert-fires':
      return checkAlertFires(expectation, context);
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

/** For how long an expectation that is evaluated at the end is evaluated again while it does not pass. */
export function timeoutMs(expectation: Expectation, pace: number): number {
  // The ledger has waited already, and the load has ended.
  if (['traces', 'accounted', 'load', 'refused'].includes(expectation.type)) return 0;
  return arrivalMs(pace);
}

function closed(context: RunContext | ClosedContext): ClosedContext {
  if ('ledger' in context) return context;
  throw new Error('an expectation about traces was evaluated before the ledger was closed');
}
