import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { defined } from '../../lib/defined.ts';
import { packageVersion } from '../../lib/paths.ts';
import { once } from '../../lib/once.ts';
import { readSamplerConfig, type SamplerConfig } from '../../scenarios/sampling/sampler-config.ts';
import { telemetryNames } from '../../stack/components/endpoints.ts';
import type { Session } from '../../stack/session/session.ts';
import type { WorkbenchRoutes } from '../../stack/workbench/parts.ts';
import { routes, type WorkbenchStatus } from '../../ui/workbench/api.ts';
import type { Actions } from './actions.ts';

/**
 * What the page can ask in addition to the backends. Nothing of it contains the token. Code is loaded with the first
 * request that needs it: the catalog and what runs it take a second to load on a busy machine.
 */
export function workbenchRoutes(session: Session, actions: () => Promise<Actions>): WorkbenchRoutes {
  const sampler = once(() => readSampler(session));
  return {
    [routes.status]: async () => statusOf(session, session.record.endpoints ? await sampler() : undefined),
    [routes.scenarios]: async () => (await import('./scenario-rows.ts')).scenarioRows(session.record),
    [routes.faults]: async (_, signal) => (await import('./faults-answer.ts')).faultsAnswer(session, signal),
    [routes.dashboards]: async () => (await import('./dashboards-answer.ts')).dashboardsAnswer(session.record),
    [routes.pipelines]: async () => (await import('./pipelines-answer.ts')).pipelinesAnswer(session.record),
    [routes.run]: async (body) => (await actions()).start(body),
    [routes.cancelRun]: async () => (await actions()).cancel(),
    [routes.inject]: async (body) => (await actions()).inject(body),
    [routes.revert]: async (body) => (await actions()).revert(body),
  };
}

async function statusOf(session: Session, sampler: SamplerConfig | undefined): Promise<WorkbenchStatus> {
  const { state, record, components, memoryBytes, traffic, usedBy } = await session.status();
  const { runtime, pace, seed, since, command, endpoints } = record;
  return {
    ...{ version: packageVersion, state, runtime, pace, seed, since, command, components, traffic },
    ...defined({ memoryBytes, usedBy }),
    services: endpoints ? telemetryNames(endpoints) : [],
    policies: (sampler?.policies ?? []).map(({ name, rule }) => ({ name, rule })),
    decisionWait: sampler?.decisionWait ?? '',
  };
}

/** Of the configuration that this Collector was started with. */
async function readSampler({ record }: Session): Promise<SamplerConfig | undefined> {
  const text = await readFile(join(record.folder, 'config', 'collector.yaml'), 'utf8').catch(() => undefined);
  return text === undefined ? undefined : readSamplerConfig(text);
}
