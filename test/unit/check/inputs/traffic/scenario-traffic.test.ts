import { describe, expect, it } from 'vitest';
import { trafficOfScenario } from '../../../../../check/inputs/traffic/scenario-traffic.ts';
import { catalog } from '../../../../../scenarios/catalog/index.ts';

describe('traffic of a scenario', () => {
  it('has its load and its faults, with production timing', () => {
    const scenario = catalog.find(({ name }) => name === 'error-burst');
    if (!scenario) throw new Error('no such scenario');
    const traffic = trafficOfScenario(scenario);
    expect(traffic).toMatchObject({ name: 'error-burst', arrivalsPerSecond: 30 });
    expect(traffic.faultSchedule).toMatchObject([{ forMs: 240_000, recoveryMs: 600_000 }]);
    expect(traffic.faultSchedule[0]?.faults.map(({ label }) => label)).toEqual([
      'error-rate at payment',
      'error-rate at order',
    ]);
    expect(JSON.stringify(traffic.faultSchedule)).not.toContain('$seed');
  });

  it('has a spike of its load', () => {
    const scenario = catalog.find(({ name }) => name === 'load-spike');
    if (!scenario) throw new Error('no such scenario');
    const fault = { label: 'load-spike', fault: 'load-spike', service: 'load', parameters: { factor: 5 } };
    expect(trafficOfScenario(scenario).faultSchedule).toMatchObject([{ faults: [fault], forMs: 240_000 }]);
  });

  it.each(['backend-outage', 'collector-overload'])('%s has faults of components, and is rejected', (name) => {
    const scenario = catalog.find((one) => one.name === name);
    if (!scenario) throw new Error('no such scenario');
    expect(() => trafficOfScenario(scenario)).toThrow(/cannot be simulated with your configuration: its fault/);
  });

  it('has the secrets of its faults', () => {
    const scenario = catalog.find(({ name }) => name === 'secret-leak');
    if (!scenario) throw new Error('no such scenario');
    const parameters = trafficOfScenario(scenario).faultSchedule[0]?.faults[0]?.parameters;
    expect(parameters?.token).toMatch(/^\w{28}$/);
    expect(parameters?.password).toMatch(/^\w{28}$/);
  });
});
