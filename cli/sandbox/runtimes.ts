import { ExitCode } from '../../lib/exit-codes.ts';
import { UserError } from '../../lib/errors.ts';
import type { PortName } from '../../stack/components/ports.ts';
import type { Runtime, RuntimeKind } from '../../stack/runtimes/runtime.ts';

export interface ChosenRuntime {
  kind: RuntimeKind;
  /** Why this one was taken, when it was for the sandbox to choose. */
  why?: string;
  /** The published ports that it listens on. */
  ports: PortName[];
  load: () => Promise<Runtime>;
}

/**
 * Chooses how the stack is run. `auto` says what it took and why; an explicit choice never falls back.
 * @throws UserError, exit code 4, for a runtime that this version does not have.
 */
export function chooseRuntime(asked: 'auto' | RuntimeKind): ChosenRuntime {
  if (asked === 'docker') {
    throw new UserError('The docker runtime is not available in this version.', {
      code: 'runtime-unavailable',
      exitCode: ExitCode.bootFailed,
      hint: 'Use --runtime embedded: the real Collector and Prometheus, without Docker.',
    });
  }
  return {
    kind: 'embedded',
    ...(asked === 'auto' ? { why: 'the docker runtime is not available in this version' } : {}),
    // Everything but Grafana.
    ports: ['gateway', 'otlpGrpc', 'otlpHttp', 'collectorHealth', 'collectorMetrics', 'jaeger', 'prometheus', 'loki'],
    load: async () => (await import('../../stack/runtimes/embedded/runtime.ts')).embeddedRuntime,
  };
}
