import { basename } from 'node:path';
import { defined } from '../../lib/defined.ts';
import { formatList } from '../../lib/format/list.ts';
import { durationMs, ratePerSecond, shareOf } from '../../lib/yaml/forms.ts';
import { Problems } from '../../lib/yaml/problems.ts';
import { readText } from '../../lib/yaml/read-text.ts';
import { readYaml, type ReadYamlOptions } from '../../lib/yaml/read-yaml.ts';
import type { YamlSource } from '../../lib/yaml/yaml-source.ts';
import { shopSteadyProbes } from '../catalog/probes.ts';
import { type Scenario, type ScenarioInput, scenarioSchema } from '../scenario.ts';
import { convertExpectations } from './convert-expectations.ts';
import { convertFault } from './convert-faults.ts';
import type { KnownNames } from './known-names.ts';
import { type ScenarioFile, scenarioFileSchema } from './schema.ts';

const hint = 'docs/scenario-yaml.md describes every key.';
const options: ReadYamlOptions = { what: 'the scenario', code: 'bad-scenario', hint };

const defaults = { rate: 25, routes: { browse: 40, product: 30, order: 15, 'read-order': 15 }, within: '5m' } as const;

/** Whether a name on the command line is that of a scenario file. */
export function isScenarioFile(name: string): boolean {
  return /\.ya?ml$/.test(name) || /[/\\]/.test(name);
}

/**
 * Reads a scenario from a YAML file (docs/scenario-yaml.md).
 * @throws UserError with `file:line` of each problem and the nearest known name; exit code 2.
 */
export function readScenario(file: string, known: KnownNames): Scenario {
  return parseScenarioFile(readText(file, options), file, known);
}

/** The same for the text of a file. */
export function parseScenarioFile(text: string, file: string, known: KnownNames): Scenario {
  const { value, sourceOf } = readYaml(text, file, scenarioFileSchema, options);
  const problems = new Problems(sourceOf, options.code);
  const scenario = toScenario(value, file, known, problems);
  problems.throwIfAny(hint);
  const parsed = scenarioSchema.safeParse(scenario);
  for (const issue of parsed.error?.issues ?? []) problems.add(placeOf(issue.path, sourceOf), issue.message);
  problems.throwIfAny(hint);
  if (parsed.success) return parsed.data;
  throw parsed.error;
}

function toScenario(value: ScenarioFile, path: string, known: KnownNames, problems: Problems): ScenarioInput {
  const { load = {}, duration = '4m', recovery = '10m', faults = [] } = value;
  const steady = value['steady-state'] ?? {};
  const name = value.name ?? nameOf(path);
  const expectations = convertExpectations(value, known, problems);
  const probes = shopSteadyProbes({
    maxErrors: steady.errors === undefined ? 0 : (shareOf(steady.errors) ?? 0),
    p95Ms: steady.p95 === undefined ? 800 : (durationMs(steady.p95) ?? 0),
    alerts: Object.keys(value.expect.alerts ?? {}),
  });
  const routes = load.requests ?? defaults.routes;
  return {
    name,
    title: value.title ?? name,
    teaches: value.description ?? `What ${basename(path)} expects.`,
    judgedBy: 'running',
    explanation: {
      does: value.description ?? `Runs the load and the faults of ${basename(path)}.`,
      see: [`The expectations: ${formatList(expectations.map((one) => one.name))}.`],
    },
    load: {
      arrivalsPerSecond: (load.rate === undefined ? undefined : ratePerSecond(load.rate)) ?? defaults.rate,
      ...(load.arrivals ? { arrivals: load.arrivals } : {}),
      routes: { browse: 0, product: 0, order: 0, 'read-order': 0, ...defined(routes) },
      ...(load['max-in-flight'] === undefined ? {} : { maxInFlight: load['max-in-flight'] }),
      ...(load.secrets ? { plantSecrets: load.secrets } : {}),
    },
    steadyState: { within: steady.within ?? defaults.within, probes },
    duration,
    faults: faults.map((fault, index) => convertFault(fault, index, duration, problems)) as ScenarioInput['faults'],
    expectations,
    recovery: { within: recovery, probes },
  };
}

/** `my-outage` of `scenarios/My outage.yaml`. */
function nameOf(path: string): string {
  const words = basename(path)
    .replace(/\.ya?ml$/, '')
    .toLowerCase()
    .match(/[a-z0-9]+/g);
  const name = (words ?? []).join('-').replace(/^[^a-z]+/, '');
  return name === '' ? 'scenario' : name;
}

/** Where in the file an issue of the scenario comes from. */
function placeOf(path: readonly PropertyKey[], sourceOf: YamlSource['sourceOf']): (string | number)[] {
  const [first = '', ...rest] = path.map((step) => (typeof step === 'number' ? step : String(step)));
  if (first === 'faults') return ['faults', ...rest.filter((step) => !['target', 'parameters'].includes(String(step)))];
  if (first === 'load') return ['load', rest[0] === 'routes' ? 'requests' : (rest[0] ?? '')];
  if (first === 'expectations') return ['expect'];
  return sourceOf([first]).line > 0 ? [first] : [];
}
