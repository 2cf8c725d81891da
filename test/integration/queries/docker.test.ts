import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe } from 'vitest';
import { dockerRuntime } from '../../../stack/runtimes/docker/runtime.ts';
import type { RunningStack } from '../../../stack/runtimes/runtime.ts';
import { dockerOrReason, titled } from '../../docker/docker-or-reason.ts';
import { queryContract } from './query-contract.ts';

const { reason } = await dockerOrReason();

describe.skipIf(reason)(titled('the queries of dashboards and rules on Docker', reason), () => {
  let folder: string;
  let stack: RunningStack;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sandbox-queries-'));
    stack = await dockerRuntime.boot({ ports: 'auto', pace: 20, seed: 1, folder, onComponent: () => undefined });
  });
  afterAll(async () => {
    await stack.stop();
    await rm(folder, { recursive: true, force: true });
  });

  queryContract(() => stack);
});
