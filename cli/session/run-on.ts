import { ExitCode } from '../../lib/exit-codes.ts';
import type { RunEvent } from '../../lib/events/run-event.ts';
import { runScenario } from '../../scenarios/run/run-scenario.ts';
import type { Scenario } from '../../scenarios/scenario.ts';
import type { Target } from './target.ts';

export interface RunOnOptions {
  scenarios: readonly Scenario[];
  /** Who runs, for others that want to. */
  by: string;
  withFaults: boolean;
  /** In place of the target's. */
  seed?: number;
  /** Ends it before its end, beside the target's own signal. */
  signal?: AbortSignal;
  onEvent: (event: RunEvent) => void;
  /** Before each scenario: those that are still to be run, this one first. */
  onScenario?: (left: readonly Scenario[]) => void;
  /** The exit code of each scenario that came to its end. */
  onResult: (exitCode: number) => void;
}

/** Runs scenarios one after another on a sandbox that is kept for them meanwhile. Rejects with what cut them off. */
export async function runOn(target: Target, options: RunOnOptions): Promise<void> {
  const { scenarios, by, withFaults, onEvent, onScenario, onResult, seed = target.seed } = options;
  const { endpoints, runtime, pace } = target.stack;
  const use = await target.use(by);
  const signal = AbortSignal.any([target.signal, use.lost, ...(options.signal ? [options.signal] : [])]);
  try {
    for (const [index, scenario] of scenarios.entries()) {
      signal.throwIfAborted();
      onScenario?.(scenarios.slice(index));
      let exitCode: number = ExitCode.ok;
      const deps = { endpoints, runtime, pace, seed, signal, withFaults, control: target.stack };
      for await (const event of runScenario(scenario, deps)) {
        onEvent(event);
        if (event.type === 'run.end') exitCode = event.exitCode;
      }
      // A run that was cut off only knows that it was; the reason says by what, such as the sandbox's own end.
      signal.throwIfAborted();
      // The loss may be seen in a failed request before it is seen in the lease.
      if (exitCode !== ExitCode.ok) await target.mustAnswer();
      onResult(exitCode);
    }
  } finally {
    use.release();
  }
}
