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
import { serviceNames } from '../../stack/services/index.ts';
import { applicationProbes, applicationRequests, checkTarget } from './convert-application.ts';
import { convertExpectations } from './convert-expectations.ts';
import { convertFault, defaultDuration } from './convert-faults.ts';
import type { ScenarioContext } from './known-names.ts';
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
export function readScenario(file: string, known: ScenarioContext): Scenario {
  return parseScenarioFile(readText(file, options), file, known);
}

/** The same for the text of a file. */
export function parseScenarioFile(text: string, file: string, known: ScenarioContext): Scenario {
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

function toScenario(value: ScenarioFile, path: string, known: ScenarioContext, problems: Problems): ScenarioInput {
  const { load = {}, duration = defaultDuration, recovery = '10m', faults = [] } = value;
  const steady = value['steady-state'] ?? {};
  const name = value.name ?? nameOf(path);
  const expectations = convertExpectations(value, known, problems);
  const { target } = value;
  if (target !== undefined) checkTarget(target, known.allowRemoteTarget ?? false, problems);
  const limits = {
    maxErrors: steady.errors === undefined ? 0 : (shareOf(steady.errors) ?? 0),
    p95Ms: steady.p95 === undefined ? 800 : (durationMs(steady.p95) ?? 0),
    alerts: Object.keys(value.expect.alerts ?? {}),
  };
  const probes = target === undefined ? shopSteadyProbes(limits) : applicationProbes(limits, value.service);
  return {
    name,
    title: value.title ?? name,
    teaches: value.description ?? `What ${basename(path)} expects.`,
    judgedBy: 'running',
    explanation: {
      does: value.description ?? `Runs the load and the faults of ${basename(path)}.`,
      see: [`The expectations: ${formatList(expectations.map((one) => one.name))}.`],
    },
    ...(target === undefined ? {} : applicationOf(target, value)),
    load: {
      arrivalsPerSecond: (load.rate === undefined ? undefined : ratePerSecond(load.rate)) ?? defaults.rate,
      ...(load.arrivals ? { arrivals: load.arrivals } : {}),
      ...(target === undefined
        ? { routes: shopRoutes(value, problems) }
        : { requests: applicationRequests(value, problems) }),
      ...(load['max-in-flight'] === undefined ? {} : { maxInFlight: load['max-in-flight'] }),
      ...(load.secrets ? { plantSecrets: load.secrets } : {}),
    },
    steadyState: { within: steady.within ?? defaults.within, probes },
    duration,
    faults: faults.map((fault, index) => convertFault(fault, index, value, problems)) as ScenarioInput['faults'],
    expectations,
    recovery: { within: recovery, probes },
  };
}

/** Where the load goes, and the services that the run needs then: only those that have faults. */
function applicationOf(
  url: string,
  { service, faults = [] }: ScenarioFile,
): Pick<ScenarioInput, 'application' | 'services'> {
  const faulted = serviceNames.filter((name) => faults.some((one) => one.service === name || one.component === name));
  return { application: { url, ...defined({ service }) }, services: faulted };
}

function shopRoutes({ load, service }: ScenarioFile, problems: Problems): ScenarioInput['load']['routes'] {
  if (service !== undefined) problems.add(['service'], 'service is the name of the application at target: set target.');
  const written = load?.requests ?? defaults.routes;
  if (Array.isArray(written)) {
    problems.add(['load', 'requests'], 'a list of requests needs a target; requests to the shop are a mapping.');
    return defaults.routes;
  }
  return { browse: 0, product: 0, order: 0, 'read-order': 0, ...defined(written) };
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
