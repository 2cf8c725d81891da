import { expect, test } from 'vitest';
import { trafficSchema } from '../../../check/inputs/traffic/file/schema.ts';
import { seededRandom } from '../../../lib/random.ts';
import { faultRegistry } from '../../../scenarios/faults/registry.ts';
import { faults as scenarioFaults } from '../../../scenarios/faults/fault-schema.ts';
import { floodParameters } from '../../../scenarios/faults/flood-parameters.ts';
import { faultsOf } from '../../../services/faults/catalog.ts';
import { ModelFaults } from '../../../simulation/services/faults.ts';
import {
  findServiceFault,
  liveFaultNames,
  serviceFaults,
  simulatedFaultNames,
} from '../../../simulation/services/service-faults.ts';
import type { FaultParameter } from '../../../stack/faults/fault-descriptor.ts';

const nothing = (): void => undefined;
const sorted = (names: readonly string[]): string[] => [...names].sort();

/** What services check: everything but texts and the keys of traffic files. */
function checked(parameters: Readonly<Record<string, FaultParameter>>): unknown {
  const entries = Object.entries(parameters).map(([name, parameter]) => {
    const kept = Object.entries(parameter).filter(([key]) => !['description', 'traffic', 'paced'].includes(key));
    return [name, Object.fromEntries(kept)] as const;
  });
  return Object.fromEntries(entries);
}

test('every name is there once', () => {
  const names = faultRegistry.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
});

test('the live services have the faults that the registry has, with the same parameters', () => {
  const log = { info: nothing, warn: nothing, error: nothing };
  const live = faultsOf({ makesCalls: true, usesDatabase: true, log });
  expect(sorted(live.map(({ name }) => name))).toEqual(sorted(liveFaultNames));
  const namesWithout = (without: string): string[] =>
    liveFaultNames.filter((name) => findServiceFault(name)?.target !== without);
  const namesOf = (makesCalls: boolean): string[] =>
    faultsOf({ makesCalls, usesDatabase: !makesCalls, log }).map(({ name }) => name);
  expect(sorted(namesOf(true))).toEqual(sorted(namesWithout('querier')));
  expect(sorted(namesOf(false))).toEqual(sorted(namesWithout('caller')));
  for (const { name, specs } of live) {
    const known = serviceFaults.find((fault) => fault.name === name);
    expect(checked(specs), name).toEqual(checked(known?.parameters ?? {}));
  }
});

test('the simulation has a model of every fault that it supports, and of no other', async () => {
  const model = new ModelFaults('order', [], seededRandom(1));
  expect(sorted((await model.list()).map(({ name }) => name))).toEqual(sorted(simulatedFaultNames));
  for (const fault of serviceFaults) {
    expect('model' in fault, fault.name).toBe(fault.supportedBy.some((one) => one === 'simulation'));
  }
});

test('a traffic file takes every simulated fault with its keys', () => {
  const fault = {
    service: 'a',
    rate: '5%',
    status: 503,
    by: '1s',
    jitter: '10ms',
    offset: '-3s',
    routes: ['GET /'],
    label: 'x',
  };
  for (const name of simulatedFaultNames) {
    const file = { services: { a: null }, faults: [{ faults: [{ ...fault, fault: name }] }] };
    expect(trafficSchema.safeParse(file).error, name).toBeUndefined();
  }
});

test('a scenario takes every live fault with the parameters of the registry', () => {
  const parse = (fault: object): boolean => scenarioFaults.safeParse([fault]).success;
  for (const { name, parameters } of serviceFaults) {
    const required = Object.entries(parameters as Readonly<Record<string, FaultParameter>>).flatMap(([key, one]) =>
      one.required ? [[key, '$seed'] as const] : [],
    );
    const fault = {
      fault: name,
      target: { service: 'order' },
      to: '1m',
      parameters: Object.fromEntries(required) as object,
    };
    expect(parse(fault), name).toBe(liveFaultNames.includes(name));
    expect(parse({ ...fault, parameters: { ...fault.parameters, other: 1 } })).toBe(false);
    if (required.length > 0) expect(parse({ ...fault, parameters: {} })).toBe(false);
  }
  expect(parse({ fault: 'lost-context', target: { service: 'payment' }, to: '1m' })).toBe(false);
  expect(parse({ fault: 'error-rate', target: { service: 'order' }, to: '1m', parameters: { status: 404 } })).toBe(
    false,
  );
  expect(sorted(Object.keys(floodParameters.shape))).toEqual(
    sorted(Object.keys(faultRegistry.find(({ name }) => name === 'telemetry-flood')?.parameters ?? {})),
  );
});
