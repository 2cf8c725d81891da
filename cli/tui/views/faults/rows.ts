import { componentFaults } from '../../../../stack/components/component-fault.ts';
import { serviceNames, type ServiceName } from '../../../../stack/services/index.ts';
import type { FaultState } from '../../../../stack/clients/service-faults.ts';
import { findFault } from '../../../../scenarios/faults/registry.ts';
import { asObject } from '../../../../lib/json.ts';
import type { ManualFault } from '../../../../ui/faults/manual-fault.ts';
import type { Shared } from '../../state/shared.ts';
import { manualFaultKey } from '../../../../ui/faults/manual-fault.ts';
import { matches } from '../../widgets/filter-line.ts';
import type { FaultsSlice } from './slice.ts';

/** A fault and its state. */
export interface FaultRow {
  key: string;
  target: string;
  name: string;
  /** The fault with its current parameters. */
  fault: ManualFault;
  description: string;
  /** A description of each parameter; empty for component faults. */
  parameters: readonly string[];
  /** Required parameters. */
  required: readonly string[];
  isOn: boolean;
}

/** All faults: those of the services, then those of each component. */
export function faultRows(slice: FaultsSlice, shared: Pick<Shared, 'components' | 'manualFaults'>): FaultRow[] {
  const active = new Map(shared.manualFaults.map(({ fault }) => [manualFaultKey(fault), fault]));
  const services = serviceNames.flatMap((service) =>
    (slice.services[service] ?? []).map((state) => serviceRow(service, state, slice)),
  );
  const components = shared.components.flatMap(({ name }) =>
    componentFaults.map((fault): FaultRow => {
      const manual = { kind: 'component' as const, component: name, fault };
      const key = manualFaultKey(manual);
      const common = { key, target: name, name: fault, fault: manual, parameters: [], required: [] };
      return { ...common, description: `${findFault(fault)?.description ?? ''}.`, isOn: active.has(key) };
    }),
  );
  return [...services, ...components].filter(({ target, name, description }) =>
    matches(slice.filter, target, name, description),
  );
}

function serviceRow(service: ServiceName, state: FaultState, { edited }: FaultsSlice): FaultRow {
  const { name, active, required = [] } = state;
  // A service in another language may report only names and states; the registry has the rest.
  const { description = '', parameters: known = {} } = findFault(name) ?? {};
  const schema = Object.keys(state.schema ?? {}).length > 0 ? state.schema : known;
  const key = manualFaultKey({ kind: 'service', service, fault: name, parameters: {} });
  const parameters = active ? state.parameters : (edited[key] ?? {});
  return {
    ...{ key, target: service, name, description: state.description || description, required, isOn: active },
    fault: { kind: 'service', service, fault: name, parameters },
    parameters: Object.entries(schema ?? {}).map(([parameter, spec]) => describeParameter(parameter, spec, parameters)),
  };
}

function describeParameter(name: string, spec: unknown, given: Record<string, unknown>): string {
  const { description, minimum, maximum, default: otherwise } = asObject(spec);
  const value = given[name] ?? otherwise;
  const range = typeof minimum === 'number' && typeof maximum === 'number' ? `, ${minimum} to ${maximum}` : '';
  const shown = value === undefined ? 'not set' : JSON.stringify(value);
  return `${name} = ${shown}  (${String(description)}${range})`;
}

/** `rate=0.5 status=503`, with quotes around values with spaces: the format of the prompt. */
export function parametersText(parameters: Record<string, unknown>): string {
  return Object.entries(parameters)
    .map(([name, value]) => {
      const text = typeof value === 'string' ? value : JSON.stringify(value);
      return `${name}=${/\s/.test(text) ? `'${text}'` : text}`;
    })
    .join(' ');
}

/** Parses the text of the prompt; numbers, lists and booleans as JSON. Throws if a part is not `name=value`. */
export function parseParameters(text: string): Record<string, unknown> {
  const parameters: Record<string, unknown> = {};
  const words = text.match(/[^\s=]+=(?:'[^']*'|\S*)|\S+/g) ?? [];
  for (const word of words) {
    const [, name, quoted, plain] = /^([^=]+)=(?:'([^']*)'|(.*))$/.exec(word) ?? [];
    if (name === undefined) throw new Error(`"${word}" is not a parameter. Use name=value, such as rate=0.5.`);
    parameters[name] = valueOf(quoted ?? plain ?? '');
  }
  return parameters;
}

function valueOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}
