import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe } from 'vitest';
import { dockerRuntime } from '../../../stack/runtimes/docker/runtime.ts';
import type { RunningStack } from '../../../stack/runtimes/runtime.ts';
import { pythonServiceNames, serviceNames } from '../../../stack/services/index.ts';
import { dockerOrReason, titled } from '../../docker/docker-or-reason.ts';
import { queryContract } from './query-contract.ts';

const { reason } = await dockerOrReason();

describe.skipIf(reason)(titled('the queries of dashboards and rules on Docker', reason), () => {
  let folder: string;
  let stack: RunningStack;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sandbox-queries-'));
    // With `legacy`, on which there is a rule; what needs Python has no queries.
    const services = serviceNames.filter((name) => !pythonServiceNames.includes(name));
    stack = await dockerRuntime.boot({
      ...{ ports: 'auto', pace: 20, seed: 1, folder, services },
      onComponent: () => undefined,
    });
  });
  afterAll(async () => {
    await stack.stop();
    await rm(folder, { recursive: true, force: true });
  });

  queryContract(() => stack);
});
