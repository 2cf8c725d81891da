import { asObject, asString } from '../../lib/json.ts';
import { messageOf } from '../../lib/errors.ts';
import { findFault } from '../../scenarios/faults/registry.ts';
import { clientsOf } from '../../stack/clients/clients.ts';
import type { FaultState } from '../../stack/clients/service-faults.ts';
import { componentFaultDescriptors } from '../../stack/components/component-fault.ts';
import { componentsOf } from '../../stack/components/component.ts';
import { runningServices } from '../../stack/components/endpoints.ts';
import type { Session } from '../../stack/session/session.ts';
import { activeFaults } from '../../ui/runs/active-faults.ts';
import type { FaultParameterRow, FaultRow, FaultsAnswer } from '../../ui/workbench/api.ts';

/** The faults of each service that runs, as it reports them, then those of every component. */
export async function faultsAnswer({ record, events }: Session, signal: AbortSignal): Promise<FaultsAnswer> {
  const { endpoints, runtime } = record;
  if (!endpoints) return { faults: [], silent: {} };
  const clients = clientsOf(endpoints);
  const silent: Record<string, string> = {};
  const ofServices = await Promise.all(
    runningServices(endpoints).map(async (service) => {
      try {
        return (await clients.faults(service).list(signal)).map((state) => serviceRow(service, state));
      } catch (error) {
        silent[service] = messageOf(error);
        return [];
      }
    }),
  );
  const active = activeFaults(events.events);
  const ofComponents = componentsOf(record.services)
    .filter((name) => name !== 'grafana' || runtime === 'docker')
    .flatMap((target) =>
      componentFaultDescriptors.map(({ name, description }): FaultRow => ({
        ...{ kind: 'component', target, fault: name, description: `${description}.`, parameters: [], given: {} },
        active: active.some(({ fault, target: of }) => fault === name && of === target),
        momentary: name === 'restart',
      })),
    );
  return { faults: [...ofServices.flat(), ...ofComponents], silent };
}

function serviceRow(
  target: string,
  { name, active, parameters, description, schema, required = [] }: FaultState,
): FaultRow {
  // A service in another language may report only names and states; the registry has the rest.
  const known = findFault(name);
  const specs = Object.keys(schema ?? {}).length > 0 ? (schema ?? {}) : (known?.parameters ?? {});
  return {
    ...{ kind: 'service', target, fault: name, active, given: active ? parameters : {} },
    description: description || known?.description || '',
    parameters: Object.entries(specs).map(([parameter, spec]) => parameterRow(parameter, spec, required)),
    momentary: name === 'crash',
  };
}

function parameterRow(name: string, spec: unknown, required: readonly string[]): FaultParameterRow {
  const { description, minimum, maximum, default: otherwise } = asObject(spec);
  const range = typeof minimum === 'number' && typeof maximum === 'number' ? ` (${minimum} to ${maximum})` : '';
  return {
    ...{ name, description: `${asString(description)}${range}`, required: required.includes(name) },
    ...(otherwise === undefined ? {} : { default: otherwise }),
  };
}
