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
const fault = { fault: 'error-rate', target: { service: 'order' }, to: '1m' };

const componentFault = { fault: 'disconnect', target: { component: 'jaeger' }, to: '1m' };
const flood = {
  fault: 'telemetry-flood',
  target: { component: 'otel-collector' },
  parameters: { requestsPerSecond: 10, spansPerRequest: 10, bytesPerSpan: 1000 },
  to: '1m',
};

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
      'a fault that ends before it starts',
      { faults: [{ ...fault, from: '1m' }] },
      'faults[0]: must end after it starts',
    ],
    [
      'an unknown component',
      { faults: [{ ...componentFault, target: { component: 'jaegr' } }] },
      'faults[0].target.component: Invalid option',
    ],
    ['what no component has', { faults: [{ ...componentFault, fault: 'sulk' }] }, 'faults[0].fault: Invalid'],
    [
      'parameters where there are none',
      { faults: [{ ...componentFault, parameters: { ms: 5 } }] },
      'faults[0].parameters: Unrecognized key: "ms"',
    ],
    [
      'a component fault that ends before it starts',
      { faults: [{ ...componentFault, from: '1m' }] },
      'faults[0]: must end after it starts',
    ],
    [
      'an end of what ends by itself',
      { faults: [{ ...componentFault, fault: 'restart' }] },
      'faults[0]: Unrecognized key: "to"',
    ],
    [
      'a begin after the end',
      { faults: [{ fault: 'restart', target: componentFault.target, from: '3m' }] },
      'faults[0].from: is after the end (2m)',
    ],
    [
      'two faults of a component at once',
      { faults: [componentFault, { ...componentFault, fault: 'pause', from: '30s' }] },
      'faults[1]: jaeger has another fault at that time',
    ],
    [
      'a flood without measure',
      { faults: [{ ...flood, parameters: { ...flood.parameters, requestsPerSecond: 500, bytesPerSpan: 1_000_000 } }] },
      'faults[0].parameters: is more than 128 MiB per second',
    ],
    [
      'a flood with an unknown parameter',
      { faults: [{ ...flood, parameters: { ...flood.parameters, rate: 5 } }] },
      'faults[0].parameters: Unrecognized key: "rate"',
    ],
    [
      'a flood of something else',
      { faults: [{ ...flood, target: { component: 'loki' } }] },
      'faults[0].target.component: Invalid input: expected "otel-collector"',
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
      'a name that is defined twice',
      { expectations: [...valid.expectations, ...valid.expectations] },
      'expectations[1].name: is defined twice',
    ],
  ])('names the path of %s', (_, changes, problem) => {
    expect(problems({ ...valid, ...changes })).toEqual([expect.stringContaining(problem)]);
  });

  it('has no objection to what is valid', () => {
    expect(problems(valid)).toEqual([]);
    const later = { ...componentFault, fault: 'kill', from: '1m', to: '2m' };
    const elsewhere = { ...componentFault, fault: 'pause', target: { component: 'loki' } };
    expect(problems({ ...valid, faults: [fault, componentFault, later, elsewhere, flood] })).toEqual([]);
  });
});

describe('the catalog', () => {
  it('has its scenarios, each found by its name', () => {
    expect(catalog.map(({ name }) => name)).toEqual([
      'baseline',
      'error-burst',
      'slow-payments',
      'secret-leak',
      'backend-outage',
      'collector-overload',
      'lost-context',
      'head-sampling-loss',
      'cardinality',
      'memory-leak',
      'load-spike',
      'polyglot-trace',
      'legacy-blind-spot',
      'cache-outage',
    ]);
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

  it('expects in every scenario no alert on lost telemetry and no unaccounted trace', () => {
    for (const { expectations } of catalog) {
      expect(
        expectations.some(
          (one) =>
            /^alert-(quiet|fires)$/.test(one.type) && 'alertname' in one && one.alertname === 'OTelCollectorDropping',
        ),
      ).toBe(true);
      expect(expectations.some((one) => one.type === 'accounted')).toBe(true);
    }
  });
});
