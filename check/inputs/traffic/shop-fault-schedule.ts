import { outage, usual } from './step-durations.ts';
import type { FaultScheduleStep, ScheduledFault } from './traffic.ts';

/** Every route fails in its own way, and the database is slow, so that each kind of rule and policy has something to see. */
const errors: ScheduledFault[] = [
  {
    label: 'errors at payment',
    fault: 'error-rate',
    service: 'payment',
    parameters: { rate: 0.8, status: 500 },
  },
  {
    // A policy may sample failed orders because they are orders: only other errors show that it samples errors.
    label: 'errors on product pages',
    fault: 'error-rate',
    service: 'order',
    parameters: { rate: 0.9, status: 503, routes: ['GET /products/:id'] },
  },
  {
    label: 'errors at gateway',
    fault: 'error-rate',
    service: 'gateway',
    parameters: { rate: 0.9, status: 500, routes: ['GET /orders/:id'] },
  },
  {
    // Behind the gateway, so that a span of its client is in error, as for a 404.
    label: 'rejected requests at order',
    fault: 'rejection',
    service: 'order',
    parameters: { rate: 0.6, status: 429, routes: ['GET /products'] },
  },
  {
    label: 'slow queries at order',
    fault: 'slow-queries',
    service: 'order',
    // More than 5% of queries take longer than 1s; an order with three of them stays below 5s.
    parameters: { ms: 1200, jitterMs: 200, rate: 0.15 },
  },
];

const latency: ScheduledFault[] = [
  {
    label: 'latency at payment',
    fault: 'latency',
    service: 'payment',
    // Never below 3s: above the usual latency thresholds of rules and policies, and below every timeout.
    parameters: { ms: 3500, jitterMs: 500 },
  },
];

const down: ScheduledFault[] = [{ label: 'outage of gateway', fault: 'down', service: 'gateway', parameters: {} }];

/** The fault schedule of the demo shop, for any rules and policies. */
export const shopFaultSchedule: FaultScheduleStep[] = [
  { faults: errors, ...usual },
  { faults: latency, ...usual },
  { faults: down, ...outage },
];
