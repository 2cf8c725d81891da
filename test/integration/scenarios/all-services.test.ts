import { describe } from 'vitest';
import { serviceNames } from '../../../stack/services/index.ts';
import { titled } from '../../docker/docker-or-reason.ts';
import { pythonOrReason } from '../python/python-or-reason.ts';
import { boot, otherScenarios } from './booted.ts';
import { scenarioContract } from './scenario-contract.ts';

const { reason } = await pythonOrReason();

describe.skipIf(reason)(titled('every scenario that needs all services', reason), () => {
  scenarioContract({
    boot: () => boot({ services: serviceNames }),
    // The first boot installs the packages of inventory.
    bootTimeoutMs: 600_000,
    scenarios: otherScenarios,
  });
});
