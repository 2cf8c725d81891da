import type { Finding } from '../../lib/events/finding.ts';
import type { AdaptedCollector } from '../inputs/collector/adapted-collector.ts';
import type { Observations } from '../run/observations.ts';
import { findLeaks } from '../secrets/leaked.ts';
import { findUnknownAttributes } from './attribute-unknown.ts';
import { findLostClasses } from './class-lost.ts';
import { findClientErrors } from './client-errors.ts';
import { findAllDecidingPolicies, findIdlePolicies } from './deciding.ts';
import { findIncompleteTraces } from './kept-in-part.ts';
import { findLostTelemetry } from './telemetry-lost.ts';

/** What a check finds out about a Collector's sampling, its attributes, what it loses and what it leaks. */
export function findInCollector(collector: AdaptedCollector, observations: Observations): Finding[] {
  return [
    findLostClasses,
    findIncompleteTraces,
    findClientErrors,
    findIdlePolicies,
    findAllDecidingPolicies,
    findUnknownAttributes,
    findLostTelemetry,
    findLeaks,
  ].flatMap((find) => find(collector, observations));
}
