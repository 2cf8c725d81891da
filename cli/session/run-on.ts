import { ExitCode } from '../../lib/exit-codes.ts';
import type { RunEvent } from '../../lib/events/run-event.ts';
import { runScenario } from '../../scenarios/run/run-scenario.ts';
import type { Scenario } from '../../scenarios/scenario.ts';
import { scenarioThresholds } from './scenario-thresholds.ts';
import type { Target } from './target.ts';

export interface RunOnOptions {
  scenarios: readonly Scenario[];
  /** The command line, shown to others while the sandbox is in use. */
  by: string;
  withFaults: boolean;
  /** Overrides the target's seed. */
  seed?: number;
  /** Cancels the runs, in addition to the target's signal. */
  signal?: AbortSignal;
  onEvent: (event: RunEvent) => void;
  /** Called before each scenario with the remaining ones, this one first. */
  onScenario?: (left: readonly Scenario[]) => void;
  /** Called with the exit code of each completed scenario. */
  onResult: (exitCode: number) => void;
}

/** Runs scenarios in order on a sandbox, with exclusive use. Rejects with the reason if they are cancelled. */
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
      const thresholds = await scenarioThresholds(scenario, target);
      const deps = { thresholds, endpoints, runtime, pace, seed, signal, withFaults, control: target.stack };
      for await (const event of runScenario(scenario, deps)) {
        onEvent(event);
        use.publish(event);
        if (event.type === 'run.end') exitCode = event.exitCode;
      }
      // The run reports only that it was cancelled; the signal has the reason, such as a stopped sandbox.
      signal.throwIfAborted();
      // A failed request may reveal a stopped sandbox before the lease does.
      if (exitCode !== ExitCode.ok) await target.assertAlive();
      onResult(exitCode);
    }
  } finally {
    use.release();
  }
}
