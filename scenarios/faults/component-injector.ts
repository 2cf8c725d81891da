import type { Clock } from '../../lib/clock.ts';
import { UserError } from '../../lib/errors.ts';
import { waitUntil } from '../../lib/wait.ts';
import type { ComponentState } from '../../stack/components/component.ts';
import type { RunningStack } from '../../stack/runtimes/runtime.ts';
import type { InjectedByRuntime } from './fault-schema.ts';
import type { Injector } from './injector.ts';

/** Injects faults into the components of a booted stack, and reports the components' states. */
export type ComponentControl = Pick<RunningStack, 'applyFault' | 'rollBackFault' | 'components'>;

/** How long it may take until the reported state of a component has changed. */
const stateMs = 5000;
/** How long a component may take to be ready again. */
const revertMs = 60_000;

/** A fault of a component, injected by the runtime and verified by the component's state. */
export function componentInjector(
  { fault, target: { component } }: InjectedByRuntime,
  { control, clock }: { control: ComponentControl | undefined; clock: Clock },
): Injector {
  const request = { component, fault };
  const mustBe = async (wanted: ComponentState, signal?: AbortSignal): Promise<void> => {
    const reported = await waitUntil(
      async () => {
        const state = (await control?.components())?.find(({ name }) => name === component)?.state ?? 'not there';
        return state === wanted ? { done: true, value: undefined } : { done: false, seen: state };
      },
      { timeoutMs: stateMs, intervalMs: 250, clock, ...(signal ? { signal } : {}) },
    );
    if (!reported.ok) throw new Error(`the runtime accepted it, but reports ${component} as ${reported.lastSeen}`);
  };
  return {
    applied: { fault, target: component, parameters: {} },
    async apply(signal) {
      if (!control) {
        throw new UserError('this stack has no components that faults can be injected into', {
          code: 'fault-unavailable',
        });
      }
      await control.applyFault(request, signal);
      await mustBe(fault === 'restart' ? 'ready' : 'stopped', signal);
    },
    async revert() {
      if (!control) return;
      await control.rollBackFault(request, AbortSignal.timeout(revertMs));
      await mustBe('ready');
    },
  };
}
