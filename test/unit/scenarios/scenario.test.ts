import { describe, expect, it } from 'vitest';
import { UserError } from '../../../lib/errors.ts';
import { catalog, findScenario } from '../../../scenarios/catalog/index.ts';
import { explainScenario } from '../../../scenarios/catalog/explain.ts';
import { scenarioMarkdown } from '../../../scenarios/catalog/markdown.ts';
import { parseScenario } from '../../../scenarios/scenario.ts';

const valid = {
  name: 'a-scenario',
  title: 'A scenario',
  teaches: 'something',
  explanation: { does: 'something', see: ['something'] },
  load: { arrivalsPerSecond: 5, routes: { browse: 1, product: 0, order: 0, 'read-order': 0 } },
  steadyState: { within: '1m', probes: [{ type: 'healthy' }] },
  duration: '2m',
  expectations: [{ type: 'accounted', name: 'accounted' }],
  recovery: { within: '1m', probes: [{ type: 'healthy' }] },
};
const fault = { fault: 'latency', target: { service: 'order' }, to: '1m' };

function problems(input: unknown): readonly string[] {
  try {
    parseScenario(input);
    return [];
  } catch (error) {
    if (error instanceof UserError) return error.details;
    throw error;
  }
}

describe('parseScenario', () => {
  it('fills in what may be left out', () => {
    const scenario = parseScenario({ ...valid, faults: [fault] });
    expect(scenario.load).toMatchObject({ arrivals: 'poisson', maxInFlight: 200 });
    expect(scenario.faults).toEqual([{ ...fault, from: '0s', parameters: {} }]);
  });

  it.each<[string, object, string]>([
    ['an unknown key', { lod: {} }, 'scenario: Unrecognized key: "lod"'],
    ['an unknown key further in', { load: { ...valid.load, rate: 3 } }, 'load: Unrecognized key: "rate"'],
    ['an unknown service', { faults: [{ ...fault, target: { service: 'orders' } }] }, 'faults[0].target.service'],
    ['a duration that is none', { duration: '2 minutes' }, 'duration: is not a duration such as 2m, 90s or 0s'],
    [
      'a fault that ends before it begins',
      { faults: [{ ...fault, from: '1m' }] },
      'faults[0]: must end after it begins',
    ],
    ['a fault after the end', { faults: [{ ...fault, to: '3m' }] }, 'faults[0].to: is after the end (2m)'],
    [
      'a load of nothing',
      { load: { ...valid.load, routes: { ...valid.load.routes, browse: 0 } } },
      'load.routes: needs a weight above 0',
    ],
    ['an unknown kind of expectation', { expectations: [{ type: 'hope', name: 'x' }] }, 'expectations[0].type'],
    [
      'no tolerance',
      { expectations: [{ type: 'metric', name: 'x', query: 'up', tolerance: {} }] },
      'expectations[0].tolerance: needs min, max or both',
    ],
    [
      'a name that is there twice',
      { expectations: [...valid.expectations, ...valid.expectations] },
      'expectations[1].name: is there twice',
    ],
  ])('names the path of %s', (_, changes, problem) => {
    expect(problems({ ...valid, ...changes })).toEqual([expect.stringContaining(problem)]);
  });

  it('has no objection to what is valid', () => {
    expect(problems(valid)).toEqual([]);
  });
});

describe('the catalogue', () => {
  it('has the four scenarios, each found by its name', () => {
    expect(catalog.map(({ name }) => name)).toEqual(['baseline', 'error-burst', 'slow-payments', 'secret-leak']);
    expect(findScenario('error-burst')?.title).toBe('A burst of errors');
    expect(findScenario('nope')).toBeUndefined();
  });

  it.each(catalog)('explains $name in full, as data and as a page', (scenario) => {
    const explained = explainScenario(scenario);
    expect(explained.expectations).toHaveLength(scenario.expectations.length);
    const page = scenarioMarkdown(scenario);
    expect(page).toContain(`# ${scenario.title} (\`${scenario.name}\`)`);
    for (const { name } of scenario.expectations) expect(page).toContain(`| ${name} |`);
    for (const { fault: name } of scenario.faults) expect(page).toContain(`\`${name}\``);
    // A pipe of a query within a cell would end it.
    for (const line of page.split('\n').filter((text) => text.startsWith('|'))) {
      expect(line.replaceAll('\\|', '').split('|').length).toBe(
        line.startsWith('| Fault') || / to \d+m \|$/.test(line) || line === '|---|---|---|---|' ? 6 : 5,
      );
    }
  });

  it('asks every scenario for the alert on lost telemetry and for the account of its traces', () => {
    for (const { expectations } of catalog) {
      expect(expectations.some((one) => one.type === 'alert-quiet' && one.alertname === 'OTelCollectorDropping')).toBe(
        true,
      );
      expect(expectations.some((one) => one.type === 'accounted')).toBe(true);
    }
  });
});
