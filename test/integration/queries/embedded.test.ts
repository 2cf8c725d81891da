import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe } from 'vitest';
import { embeddedRuntime } from '../../../stack/runtimes/embedded/runtime.ts';
import type { RunningStack } from '../../../stack/runtimes/runtime.ts';
import { pythonServiceNames, serviceNames } from '../../../stack/services/index.ts';
import { queryContract } from './query-contract.ts';

describe('the queries of dashboards and rules on the embedded runtime', () => {
  let folder: string;
  let stack: RunningStack;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sandbox-queries-'));
    // With `legacy`, on which there is a rule; what needs Python has no queries.
    const services = serviceNames.filter((name) => !pythonServiceNames.includes(name));
    stack = await embeddedRuntime.boot({
      ...{ ports: 'auto', pace: 20, seed: 1, folder, services },
      onComponent: () => undefined,
    });
  });
  afterAll(async () => {
    await stack.stop();
    await rm(folder, { recursive: true, force: true });
  });

  queryContract(() => stack, {
    'otelcol_process_.*': 'the Collector in WebAssembly offers no metrics of its process',
  });
});
