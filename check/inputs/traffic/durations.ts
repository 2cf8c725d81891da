import type { Traffic } from './traffic.ts';

/**
 * Durations of parts of the traffic that the user overrides, in milliseconds; the others are those of the traffic.
 */
export interface DurationOverrides {
  /** From the first request to the first fault. */
  beforeFaultsMs?: number;
  /** The duration of each step of the fault schedule. */
  faultMs?: number;
}

/** The same traffic with other durations, so that rules with long windows and long `for` show what they do. */
export function withDurations(traffic: Traffic, { beforeFaultsMs, faultMs }: DurationOverrides): Traffic {
  return {
    ...traffic,
    ...(beforeFaultsMs === undefined ? {} : before(traffic, beforeFaultsMs)),
    ...(faultMs === undefined
      ? {}
      : { faultSchedule: traffic.faultSchedule.map((step) => ({ ...step, forMs: faultMs })) }),
  };
}

/** The warm-up stays as it is where it fits. */
function before({ warmUpMs, baselineMs }: Traffic, ms: number): Pick<Traffic, 'warmUpMs' | 'baselineMs'> {
  const warmUp = Math.min(warmUpMs, Math.round((ms * warmUpMs) / (warmUpMs + baselineMs)));
  return { warmUpMs: warmUp, baselineMs: ms - warmUp };
}

/**
 * The same traffic in a fraction of its time: no warm-up, and `stepMs` at most of the baseline and of each step. Rules
 * with windows and a `for` of minutes mean nothing in it, and what happens rarely may not happen.
 */
export function shortened(traffic: Traffic, stepMs: number): Traffic {
  return {
    ...traffic,
    warmUpMs: 0,
    baselineMs: Math.min(traffic.warmUpMs + traffic.baselineMs, stepMs),
    faultSchedule: traffic.faultSchedule.map(({ faults, forMs, recoveryMs }) => ({
      faults,
      forMs: Math.min(forMs, stepMs),
      recoveryMs: Math.min(recoveryMs, stepMs / 2),
    })),
  };
}
