import type { Clock } from '../../lib/clock.ts';
import { UserError } from '../../lib/errors.ts';
import { waitUntil } from '../../lib/wait.ts';
import type { ComponentState } from '../../stack/components/component.ts';
import type { RunningStack } from '../../stack/runtimes/runtime.ts';
import type { Strike } from './fault-schema.ts';
import type { Injector } from './injector.ts';

/** What strikes the components of a booted stack, and says how they are. */
export type ComponentControl = Pick<RunningStack, 'applyFault' | 'rollBackFault' | 'components'>;

/** How long a struck component may take to be told as such. */
const toldMs = 5000;
/** How long a component may take to answer again. */
const rollbackMs = 60_000;

/** A fault of a component, made by the runtime, which is asked each time how the component is. */
export function componentInjector(
  { fault, target: { component } }: Strike,
  { control, clock }: { control: ComponentControl | undefined; clock: Clock },
): Injector {
  const strike = { component, fault };
  const mustBe = async (wanted: ComponentState, signal?: AbortSignal): Promise<void> => {
    const told = await waitUntil(
      async () => {
        const state = (await control?.components())?.find(({ name }) => name === component)?.state ?? 'not there';
        return state === wanted ? { done: true, value: undefined } : { done: false, seen: state };
      },
      { timeoutMs: toldMs, intervalMs: 250, clock, ...(signal ? { signal } : {}) },
    );
    if (!told.ok) throw new Error(`the runtime took it, but says that ${component} is ${told.lastSeen}`);
  };
  return {
    applied: { fault, target: component, parameters: {} },
    async apply(signal) {
      if (!control) {
        throw new UserError('this stack has no components that can be struck from outside', {
          code: 'fault-unavailable',
        });
      }
      await control.applyFault(strike, signal);
      await mustBe(fault === 'restart' ? 'ready' : 'stopped', signal);
    },
    async rollBack() {
      if (!control) return;
      await control.rollBackFault(strike, AbortSignal.timeout(rollbackMs));
      await mustBe('ready');
    },
  };
}
