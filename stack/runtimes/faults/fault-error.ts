import { type ComponentFaultRequest, faultedDetail } from '../../components/component-fault.ts';
import { messageOf, UserError } from '../../../lib/errors.ts';

export function unknownComponent(component: string, known: readonly string[]): UserError {
  return new UserError(`This runtime has no component ${component}.`, {
    code: 'unknown-component',
    hint: `Its components are ${known.join(', ')}.`,
  });
}

/** A component has one fault at a time: `active` is the one that it has. */
export function alreadyFaulted({ component, fault }: ComponentFaultRequest, active: ComponentFaultRequest): UserError {
  return new UserError(`${fault} cannot be injected into ${component}: it is already ${faultedDetail[active.fault]}.`, {
    code: 'fault-already-on',
    hint: `Revert ${active.fault} first: a component has one fault at a time.`,
  });
}

export function notRunning({ component, fault }: ComponentFaultRequest, state: string): UserError {
  return new UserError(`${fault} cannot be injected into ${component}: it is ${state}.`, {
    code: 'component-not-ready',
    hint: 'Faults can be injected only into a component that is ready; `sandbox status` shows the state of each.',
  });
}

export function notApplied({ component, fault }: ComponentFaultRequest, cause: unknown): UserError {
  return new UserError(`${fault} could not be injected into ${component}: ${messageOf(cause)}`, {
    code: 'fault-not-applied',
    hint: `\`sandbox logs ${component}\` shows its last messages.`,
    cause,
  });
}

export function stackStopping({ component, fault }: ComponentFaultRequest): UserError {
  return new UserError(`${fault} of ${component} was interrupted: the sandbox is stopping.`, { code: 'not-ready' });
}

/** The rollback of a fault did not bring its component back. */
export function notRecovered({ component, fault }: ComponentFaultRequest, cause: unknown): UserError {
  const known = cause instanceof UserError ? cause : undefined;
  const lines = [messageOf(cause), ...(known?.details ?? [])];
  const isTaken = known?.code === 'port-taken' || lines.some((line) => line.includes('EADDRINUSE'));
  return new UserError(`${component} did not recover from ${fault}: ${messageOf(cause)}`, {
    code: isTaken ? 'port-taken' : 'component-not-recovered',
    details: known?.details ?? [],
    hint: isTaken
      ? 'Another process took its port in the meantime: end that process, then revert the fault again.'
      : `\`sandbox logs ${component}\` shows its last messages.`,
    cause,
  });
}
