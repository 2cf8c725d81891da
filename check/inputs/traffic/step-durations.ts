import type { FaultScheduleStep } from './traffic.ts';

type Durations = Pick<FaultScheduleStep, 'forMs' | 'recoveryMs'>;

const minute = 60_000;

/**
 * A window of 5m fills with errors, then a `for` of 2m to 5m passes; an alert that has not fired by then never will. Then
 * a window of 5m empties, and one or two evaluations follow.
 */
export const usual: Durations = { forMs: 10 * minute, recoveryMs: 6 * minute };

/**
 * Of a fault that stops all requests. A window of 5m empties before a rate is 0, so it takes longer; that costs little, as
 * nothing is simulated. Alerts on absence resolve with the first requests.
 */
export const outage: Durations = { forMs: 12 * minute, recoveryMs: 2 * minute };
