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
import { faultsAnswer } from './faults-answer.ts';
import { scenarioRows } from './scenario-rows.ts';

/** What the page can ask in addition to the backends. Nothing of it contains the token. */
export function workbenchRoutes(session: Session, actions: Actions): WorkbenchRoutes {
  const sampler = once(() => readSampler(session));
  return {
    [routes.status]: async () => statusOf(session, session.record.endpoints ? await sampler() : undefined),
    [routes.scenarios]: () => Promise.resolve(scenarioRows(session.record)),
    [routes.faults]: (_, signal) => faultsAnswer(session, signal),
    [routes.run]: (body) => actions.start(body),
    [routes.cancelRun]: () => actions.cancel(),
    [routes.inject]: (body) => actions.inject(body),
    [routes.revert]: (body) => actions.revert(body),
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
