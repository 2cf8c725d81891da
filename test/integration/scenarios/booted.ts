import { chmod, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defined } from '../../../lib/defined.ts';
import type { RunEvent } from '../../../lib/events/run-event.ts';
import { catalog, findScenario } from '../../../scenarios/catalog/index.ts';
import { runScenario } from '../../../scenarios/run/run-scenario.ts';
import type { Scenario } from '../../../scenarios/scenario.ts';
import { lackingServices } from '../../../scenarios/services-for.ts';
import { embeddedRuntime } from '../../../stack/runtimes/embedded/runtime.ts';
import type { RunningStack, Runtime } from '../../../stack/runtimes/runtime.ts';
import { coreServiceNames, type ServiceName } from '../../../stack/services/index.ts';

/** Scenarios that the core services suffice for, and those that need others. */
export const coreScenarios = catalog.filter(({ services }) => lackingServices(services, coreServiceNames).length === 0);
export const otherScenarios = catalog.filter((scenario) => !coreScenarios.includes(scenario));

export const pace = 20;
export const timeoutMs = 240_000;

export interface Booted {
  stack: RunningStack;
  folder: string;
}

/** Boots a runtime, the embedded one by default. `overrides` writes configuration files into a folder. */
export async function boot({
  overrides,
  services,
  runtime = embeddedRuntime,
}: {
  overrides?: (folder: string) => Promise<void>;
  services?: readonly ServiceName[];
  runtime?: Runtime;
} = {}): Promise<Booted> {
  const folder = await mkdtemp(join(tmpdir(), 'sandbox-scenarios-'));
  const config = join(folder, 'overrides');
  if (overrides) {
    await mkdir(config);
    await overrides(config);
  }
  const run = join(folder, 'run');
  await mkdir(run);
  // Containers run as other users.
  for (const each of [folder, run]) await chmod(each, 0o711);
  const stack = await runtime.boot({
    ports: 'auto',
    pace,
    seed: 1,
    folder: run,
    onComponent: () => undefined,
    ...defined({ services, configFolder: overrides && config }),
  });
  return { stack, folder };
}

export async function shutDown({ stack, folder }: Booted): Promise<void> {
  await stack.stop();
  await rm(folder, { recursive: true, force: true });
}

export function scenarioOf(name: string): Scenario {
  const scenario = findScenario(name);
  if (!scenario) throw new Error(`there is no scenario ${name}`);
  return scenario;
}

/** Runs a scenario, by name or changed, and returns its events. */
export async function run({ stack }: Booted, what: string | Scenario, withFaults = true): Promise<RunEvent[]> {
  const scenario = typeof what === 'string' ? scenarioOf(what) : what;
  const events: RunEvent[] = [];
  const deps = { endpoints: stack.endpoints, runtime: stack.runtime, pace, seed: 1, withFaults, control: stack };
  for await (const event of runScenario(scenario, deps)) events.push(event);
  return events;
}

type Of<T extends RunEvent['type']> = RunEvent & { type: T };
export const of = <T extends RunEvent['type']>(events: RunEvent[], type: T): Of<T>[] =>
  events.filter((event): event is Of<T> => event.type === type);

/** The expectations that failed, with what was observed, so that a failing test shows them. */
export function failuresOf(events: RunEvent[]): unknown[] {
  const [end] = of(events, 'run.end');
  const failed = of(events, 'expect.fail').map(({ name, observed, evidence }) => ({ name, observed, evidence }));
  return end?.error ? [...failed, end.error] : failed;
}
