import { afterAll, describe, expect } from 'vitest';
import { componentsOf } from '../../../stack/components/component.ts';
import { listProject } from '../../../stack/docker/project.ts';
import { dockerRuntime } from '../../../stack/runtimes/docker/runtime.ts';
import { coreServiceNames } from '../../../stack/services/index.ts';
import { dockerOrReason, titled } from '../../docker/docker-or-reason.ts';
import { runtimeContract } from './runtime-contract.ts';

const { docker, reason } = await dockerOrReason();

// Containers start slower than threads, and the contract boots once for each component.
describe.skipIf(reason)(titled('the docker runtime', reason), { timeout: 180_000 }, () => {
  // A boot finds what the one before it left, and refuses; this is for the last.
  afterAll(async () => {
    const left = docker ? await listProject(docker) : [];
    expect(left.map(({ kind, name }) => `${kind} ${name}`)).toEqual([]);
  });
  runtimeContract(dockerRuntime, componentsOf(coreServiceNames));
});
