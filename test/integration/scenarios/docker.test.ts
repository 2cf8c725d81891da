import { describe } from 'vitest';
import { catalog } from '../../../scenarios/catalog/index.ts';
import { dockerRuntime } from '../../../stack/runtimes/docker/runtime.ts';
import { serviceNames } from '../../../stack/services/index.ts';
import { builtImagesOrReason, titled } from '../../docker/docker-or-reason.ts';
import { boot } from './booted.ts';
import { scenarioContract } from './scenario-contract.ts';

const { reason } = await builtImagesOrReason(serviceNames);

describe.skipIf(reason)(titled('every scenario on the docker runtime', reason), () => {
  scenarioContract({
    boot: () => boot({ runtime: dockerRuntime, services: serviceNames }),
    bootTimeoutMs: 180_000,
    scenarios: catalog,
  });
});
