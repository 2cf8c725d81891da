import { componentFaults } from '../../../../stack/components/component-fault.ts';
import { serviceNames, type ServiceName } from '../../../../stack/services/index.ts';
import type { FaultState } from '../../../../stack/clients/service-faults.ts';
import { findFault } from '../../../../scenarios/faults/registry.ts';
import { asObject } from '../../../../lib/json.ts';
import type { HandFault } from '../../state/effect.ts';
import type { Shared } from '../../state/shared.ts';
import { handFaultKey } from '../../state/shared-reducer.ts';
import { matches } from '../../widgets/filter-line.ts';
import type { FaultsSlice } from './slice.ts';

/** A fault that can be switched, and how it is. */
export interface FaultRow {
  key: string;
  target: string;
  name: string;
  /** What switching it on does, with the parameters that it has or would have. */
  fault: HandFault;
  description: string;
  /** Each parameter in words; none for what is done to a component. */
  parameters: readonly string[];
  /** Those that have to be given. */
  required: readonly string[];
  isOn: boolean;
}

/** Every fault there is: those of the services, then what can be done to each component. */
export function faultRows(slice: FaultsSlice, shared: Pick<Shared, 'components' | 'handFaults'>): FaultRow[] {
  const byHand = new Map(shared.handFaults.map(({ fault }) => [handFaultKey(fault), fault]));
  const services = serviceNames.flatMap((service) =>
    (slice.services[service] ?? []).map((state) => serviceRow(service, state, slice)),
  );
  const components = shared.components.flatMap(({ name }) =>
    componentFaults.map((fault): FaultRow => {
      const strike = { kind: 'component' as const, component: name, fault };
      const key = handFaultKey(strike);
      const common = { key, target: name, name: fault, fault: strike, parameters: [], required: [] };
      return { ...common, description: `${findFault(fault)?.description ?? ''}.`, isOn: byHand.has(key) };
    }),
  );
  return [...services, ...components].filter(({ target, name, description }) =>
    matches(slice.filter, target, name, description),
  );
}

function serviceRow(service: ServiceName, state: FaultState, { edited }: FaultsSlice): FaultRow {
  const { name, active, required = [] } = state;
  // A service in another language may report no more than names and states: the registry has the rest.
  const { description = '', parameters: known = {} } = findFault(name) ?? {};
  const schema = Object.keys(state.schema ?? {}).length > 0 ? state.schema : known;
  const key = handFaultKey({ kind: 'service', service, fault: name, parameters: {} });
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

/** `rate=0.5 status=503`, and with quotes what has blanks in it: as the prompt takes and shows parameters. */
export function parametersText(parameters: Record<string, unknown>): string {
  return Object.entries(parameters)
    .map(([name, value]) => {
      const text = typeof value === 'string' ? value : JSON.stringify(value);
      return `${name}=${/\s/.test(text) ? `'${text}'` : text}`;
    })
    .join(' ');
}

/** The parameters of such a text; numbers, lists and truth values by their JSON form. Throws where a word is not `name=value`. */
export function parseParameters(text: string): Record<string, unknown> {
  const parameters: Record<string, unknown> = {};
  const words = text.match(/[^\s=]+=(?:'[^']*'|\S*)|\S+/g) ?? [];
  for (const word of words) {
    const [, name, quoted, plain] = /^([^=]+)=(?:'([^']*)'|(.*))$/.exec(word) ?? [];
    if (name === undefined) throw new Error(`"${word}" is no parameter: write name=value, such as rate=0.5`);
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
