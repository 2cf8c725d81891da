import { existsSync } from 'node:fs';
import { type NamedFile, readSandboxFile, type SandboxSettings } from '../../check/expectations/read-sandbox-file.ts';
import type { FeatureList } from '../../check/inputs/features/feature-list.ts';
import type { CheckRequest } from '../../check/request.ts';
import { defined } from '../../lib/defined.ts';
import { UserError } from '../../lib/errors.ts';
import { catalog, notSimulated, simulatedCatalog } from '../../scenarios/catalog/index.ts';
import type { Scenario } from '../../scenarios/scenario.ts';
import { describeSource } from '../../lib/events/source-line.ts';
import { unknownName } from '../../lib/nearest.ts';
import type { CheckArguments } from './arguments.ts';
import { readBaseline } from './baseline-file.ts';
import { resolveFiles } from '../resolve-files.ts';

/** What `sandbox check` runs: built-in scenarios with the built-in configuration, or the user's files. */
export type CheckPlan =
  { of: 'catalog'; scenarios: readonly Scenario[]; seed: number } | { of: 'files'; request: CheckRequest };

/** Read by default if it is in the current folder. */
export const defaultFile = 'sandbox.yaml';
const defaultSeed = 1;

/** Combines the command line with sandbox.yaml. Options take precedence. Throws a UserError for invalid input. */
export function planCheck(names: readonly string[], options: CheckArguments, env: NodeJS.ProcessEnv): CheckPlan {
  if (options.all && names.length > 0) {
    throw new UserError('Both --all and scenario names were given.', {
      code: 'bad-arguments',
      hint: 'Omit one of them.',
    });
  }
  const unverified = options.verify === false ? '--no-verify' : options.quick === true ? '--quick' : undefined;
  if (options.fix !== undefined && unverified !== undefined) {
    throw new UserError(`Both --fix and ${unverified} were given.`, {
      code: 'bad-arguments',
      hint: 'Omit one of them: only changes that were tried are written.',
    });
  }
  const named = options.all ? simulatedCatalog.map(({ name }) => name) : names;
  const settings = settingsFor(named, options);
  if (!settings && !givesFiles(options)) {
    const needy = options.fix !== undefined ? '--fix' : options.quick === true ? '--quick' : undefined;
    if (needy !== undefined) {
      throw new UserError(`${needy} needs at least one file of yours.`, {
        code: 'bad-arguments',
        hint: 'Specify it: sandbox check --collector collector.yaml --rules "rules/*.yml"',
      });
    }
    const scenarios = named.length === 0 ? simulatedCatalog : named.map((name) => scenarioOf(name));
    return { of: 'catalog', scenarios, seed: options.seed ?? defaultSeed };
  }
  const request = requestOf(named, options, settings, env);
  return {
    of: 'files',
    request: {
      ...request,
      ...(options.verify === false ? { verify: false } : {}),
      ...(options.quick === true ? { quick: true } : {}),
    },
  };
}

/** Whether the options need more than the built-in configuration. */
export function givesFiles(options: CheckArguments): boolean {
  const { collector, agent, rules, dashboards, secrets, prometheus, traffic, baseline, faultFor } = options;
  return (
    [collector, agent, rules, dashboards, secrets].some((given) => given.length > 0) ||
    [
      prometheus,
      traffic,
      baseline,
      faultFor,
      options.enableFeature,
      options.featureGates,
      options.gateways,
      options.headSampling,
      options.requestsPerSecond,
      options.bytesPerSpan,
      options.retention,
      options.archive,
      options.priceHot,
      options.priceArchive,
    ].some((given) => given !== undefined)
  );
}

function settingsFor(named: readonly string[], { file, init }: CheckArguments): SandboxSettings | undefined {
  if (file !== undefined) return readSandboxFile(file);
  // --init writes a new file from the options only.
  const isMeant = named.length === 0 && init === undefined && existsSync(defaultFile);
  return isMeant ? readSandboxFile(defaultFile) : undefined;
}

function requestOf(
  named: readonly string[],
  options: CheckArguments,
  settings: SandboxSettings | undefined,
  env: NodeJS.ProcessEnv,
): CheckRequest {
  const several = (key: 'collector' | 'agent' | 'rules' | 'dashboards'): string[] => {
    const given = options[key].map((path): NamedFile => ({ path }));
    return resolveFiles(given.length > 0 ? given : (settings?.[key] ?? []));
  };
  const single = (key: 'prometheus' | 'traffic'): Partial<Record<typeof key, string>> => {
    const given = options[key];
    // A scenario has its own traffic: on the command line it takes precedence over the traffic in the file.
    const saved = key === 'traffic' && named.length > 0 ? undefined : settings?.[key];
    const file = given === undefined ? saved : { path: given };
    const [path] = file ? resolveFiles([file]) : [];
    return path === undefined ? {} : { [key]: path };
  };
  const saved = options.traffic === undefined ? (settings?.scenarios ?? []) : [];
  const scenarios =
    named.length > 0
      ? named.map((name) => scenarioOf(name).name)
      : saved.map(({ name, source }) => scenarioOf(name, describeSource(source)).name);
  const features = (key: 'enableFeature' | 'featureGates'): readonly FeatureList[] | undefined =>
    options[key]?.map((text) => ({ text })) ?? settings?.[key];
  const production = {
    ...settings?.production,
    ...defined({
      requestsPerSecond: options.requestsPerSecond,
      bytesPerSpan: options.bytesPerSpan,
      hotMs: options.retention,
      archiveMs: options.archive,
      hotPrice: options.priceHot,
      archivePrice: options.priceArchive,
    }),
  };
  return {
    scenarios,
    collector: several('collector'),
    ...tiersOf(several('agent'), options.gateways ?? settings?.gateways),
    rules: several('rules'),
    dashboards: several('dashboards'),
    ...defined({ enableFeature: features('enableFeature'), featureGates: features('featureGates') }),
    ...single('prometheus'),
    ...single('traffic'),
    // Both: an expectation on a pattern that was not searched for would always pass.
    secrets: [...new Set([...(settings?.secrets ?? []), ...options.secrets])],
    headSampling: options.headSampling ?? settings?.headSampling ?? 1,
    durations: {
      ...settings?.durations,
      ...defined({ beforeFaultsMs: options.baseline, faultMs: options.faultFor }),
    },
    seed: options.seed ?? settings?.seed ?? defaultSeed,
    strict: options.strict || settings?.strict === true,
    suppressions: [...(settings?.suppressions ?? []), ...(options.writeBaseline === undefined ? readBaseline() : [])],
    ...(settings ? { expectations: settings.expectations } : {}),
    ...(Object.keys(production).length === 0 ? {} : { production }),
    env,
  };
}

/** @throws UserError for a number of gateways without agents */
function tiersOf(agent: string[], gateways: number | undefined): Pick<CheckRequest, 'agent' | 'gateways'> {
  if (gateways !== undefined && agent.length === 0) {
    throw new UserError('A number of gateways was given, but no configuration of agents.', {
      code: 'bad-arguments',
      hint: 'Add --agent FILE: several gateways differ from one only if agents spread the traffic over them.',
    });
  }
  return { agent, ...defined({ gateways }) };
}

function scenarioOf(name: string, place?: string): Scenario {
  const scenario = catalog.find((one) => one.name === name);
  if (scenario && simulatedCatalog.includes(scenario)) return scenario;
  if (scenario) {
    throw new UserError(`${name} needs what a check does not simulate: ${notSimulated(scenario).join(', ')}.`, {
      code: 'not-simulated',
      hint: `Run it on a live stack: sandbox run ${name}`,
    });
  }
  const known = simulatedCatalog.map((one) => one.name);
  const error = unknownName('scenario', name, known);
  if (place === undefined) throw error;
  throw new UserError(`${place}: ${error.message}`, { code: error.code, hint: `There are: ${known.join(', ')}.` });
}
