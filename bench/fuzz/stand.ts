import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { builtEntry } from '../../lib/paths.ts';
import type { ComponentStatus } from '../../stack/components/component.ts';
import { localUrl } from '../../stack/components/endpoints.ts';
import { findFreePorts } from '../../stack/components/free-ports.ts';
import { ComponentStates } from '../../stack/runtimes/component-states.ts';
import { embeddedRuntime } from '../../stack/runtimes/embedded/runtime.ts';
import { storePart } from '../../stack/runtimes/embedded/store-parts.ts';
import { PartSet } from '../../stack/runtimes/parts/part-set.ts';
import type { TargetName } from './request.ts';

/** The embedded stack without services, and what its own fuzzing needs to reach. */
export interface FuzzStand {
  /** Base URLs without a trailing slash. */
  urls: Record<TargetName, string>;
  /** The API of the trace store whose receiver is `jaeger-otlp`: that of the stack's own one has a port that is not published. */
  otherJaeger: string;
  components(): Promise<ComponentStatus[]>;
  stop(): Promise<void>;
}

export async function startFuzzStand(): Promise<FuzzStand> {
  const folder = mkdtempSync(join(tmpdir(), 'sandbox-fuzz-'));
  chmodSync(folder, 0o711);
  const states = new ComponentStates(() => undefined);
  const parts = new PartSet(states);
  const stack = await embeddedRuntime.boot({
    ...{ ports: 'auto', services: [], pace: 20, seed: 1, folder, sampling: 'all' },
    onComponent: () => undefined,
  });
  const stop = async (): Promise<void> => {
    await Promise.all([stack.stop(), parts.stop([['jaeger']])]);
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const [api = 0, otlp = 0] = await findFreePorts(2);
    const entry = builtEntry('stack/stores/traces/thread');
    const store = { name: 'jaeger', entry, ports: { api, otlp }, path: '/api/v3/services', holds: 'traces' } as const;
    await parts.start(storePart({ ...store, isDurable: false }, () => undefined));
    const { collector, jaeger, loki, prometheus } = stack.endpoints;
    return {
      urls: { collector: collector.otlpHttp, jaeger, 'jaeger-otlp': localUrl(otlp), loki, prometheus },
      otherJaeger: localUrl(api),
      components: async () => [...(await stack.components()), ...(await states.statuses())],
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
