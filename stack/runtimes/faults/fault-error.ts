import { type ComponentStrike, struckDetail } from '../../components/component-fault.ts';
import { messageOf, UserError } from '../../../lib/errors.ts';

export function unknownComponent(component: string, known: readonly string[]): UserError {
  return new UserError(`There is no ${component} in this runtime.`, {
    code: 'unknown-component',
    hint: `Its components are ${known.join(', ')}.`,
  });
}

/** One fault at a time: `on` is the one that the component has. */
export function alreadyStruck({ component, fault }: ComponentStrike, on: ComponentStrike): UserError {
  return new UserError(`${component} is ${struckDetail[on.fault]} already, so that ${fault} cannot be applied to it.`, {
    code: 'fault-already-on',
    hint: `Take ${on.fault} back first: a component has one fault at a time.`,
  });
}

export function notRunning({ component, fault }: ComponentStrike, state: string): UserError {
  return new UserError(`${fault} cannot be applied to ${component}: it is ${state}.`, {
    code: 'component-not-ready',
    hint: 'Only a component that is ready can be struck; `sandbox status` shows each one.',
  });
}

export function notApplied({ component, fault }: ComponentStrike, cause: unknown): UserError {
  return new UserError(`${fault} could not be applied to ${component}: ${messageOf(cause)}`, {
    code: 'fault-not-applied',
    hint: `\`sandbox logs ${component}\` shows what it said last.`,
    cause,
  });
}

export function stackStopping({ component, fault }: ComponentStrike): UserError {
  return new UserError(`${fault} of ${component} was given up: the sandbox is being stopped.`, { code: 'not-ready' });
}

/** That a component is not back although its fault was taken back, in the words of what went wrong. */
export function notBack({ component, fault }: ComponentStrike, cause: unknown): UserError {
  const known = cause instanceof UserError ? cause : undefined;
  const lines = [messageOf(cause), ...(known?.details ?? [])];
  const isTaken = known?.code === 'port-taken' || lines.some((line) => line.includes('EADDRINUSE'));
  return new UserError(`${component} is not back after ${fault}: ${messageOf(cause)}`, {
    code: isTaken ? 'port-taken' : 'component-not-back',
    details: known?.details ?? [],
    hint: isTaken
      ? 'Another process took its port while it was away: end that process, then take the fault back again.'
      : `\`sandbox logs ${component}\` shows what it said.`,
    cause,
  });
}
