import { catalog } from '../../scenarios/catalog/index.ts';
import { durationMs } from '../../scenarios/pace.ts';
import { runningServices } from '../../stack/components/endpoints.ts';
import type { SessionRecord } from '../../stack/session/record.ts';
import type { ScenarioRow } from '../../ui/workbench/api.ts';

/** The catalog for the sandbox of this record. */
export function scenarioRows({
  pace,
  services,
  endpoints,
}: Pick<SessionRecord, 'pace' | 'services' | 'endpoints'>): ScenarioRow[] {
  const running = endpoints ? runningServices(endpoints) : services;
  return catalog.map(({ name, title, teaches, explanation, duration, faults, expectations, services: needed }) => ({
    ...{ name, title, teaches, ...explanation },
    durationMs: durationMs(duration) / pace,
    faults: faults.map(({ fault, target }) => ({ fault, target: Object.values(target).join(' ') })),
    expectations: expectations.map((one) => one.name),
    lacks: needed.filter((service) => !running.includes(service)),
  }));
}
