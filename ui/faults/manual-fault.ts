import type { FaultEvent } from '../../lib/events/run-event.ts';
import type { ComponentFaultRequest } from '../../stack/components/component-fault.ts';
import type { ServiceName } from '../../stack/services/index.ts';

/** A fault injected by the user: in a service, or on a component. */
export type ManualFault =
  | { kind: 'service'; service: ServiceName; fault: string; parameters: Record<string, unknown> }
  | ({ kind: 'component' } & ComponentFaultRequest);

/** The identity of a fault: target and name. Its parameters do not matter, as it is active once at a time. */
export function manualFaultKey(fault: ManualFault): string {
  return fault.kind === 'service' ? `${fault.service}/${fault.fault}` : `${fault.component}/${fault.fault}`;
}

/** The fault as in fault events. */
export function injectionOf(fault: ManualFault): {
  fault: string;
  target: string;
  parameters: Record<string, unknown>;
} {
  return fault.kind === 'service'
    ? { fault: fault.fault, target: fault.service, parameters: fault.parameters }
    : { fault: fault.fault, target: fault.component, parameters: {} };
}

/** The event of a manual fault that was injected or reverted at a time, in milliseconds since the epoch. */
export function faultEvent(change: 'on' | 'off', fault: ManualFault, at: number): FaultEvent {
  const type = change === 'on' ? 'fault.start' : 'fault.end';
  return { type, time: new Date(at).toISOString(), ...injectionOf(fault) };
}
