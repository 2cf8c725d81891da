import { join } from 'node:path';
import { UserError } from '../lib/errors.ts';
import { unknownName } from '../lib/nearest.ts';
import { configFolder } from '../lib/paths.ts';
import { catalog, findScenario } from '../scenarios/catalog/index.ts';
import { readKnownNames } from '../scenarios/file/known-names.ts';
import { isScenarioFile, readScenario } from '../scenarios/file/read-scenario.ts';
import type { Scenario } from '../scenarios/scenario.ts';
import { runningRecord } from '../stack/session/leftovers.ts';
import { resolveConfigFolder } from './session/config-folder.ts';

export interface ScenarioChoice {
  all: boolean;
  /** The folder of `--config`. */
  config?: string | undefined;
  /** Whether the target of a scenario file may be another machine. */
  allowRemoteTarget?: boolean;
  /** The state folder: a running sandbox has its own configuration. */
  state: string;
}

/** The scenarios to run: built-in ones by name, or files. Rejects with a UserError (exit code 2) if there are none. */
export async function chooseScenarios(names: readonly string[], options: ScenarioChoice): Promise<readonly Scenario[]> {
  const known = catalog.map(({ name }) => name);
  if (options.all && names.length > 0) {
    throw new UserError('Both --all and scenario names were given.', {
      code: 'bad-arguments',
      hint: 'Omit one of them.',
    });
  }
  if (options.all) return catalog;
  if (names.length === 0) {
    throw new UserError('No scenario was given.', {
      code: 'bad-arguments',
      hint: `Use --all, a scenario file, or one or more of: ${known.join(', ')}.`,
    });
  }
  return Promise.all(names.map((name) => findOrRead(name, options)));
}

/** A built-in scenario, or that of a file. */
export async function findOrRead(name: string, options: Omit<ScenarioChoice, 'all'>): Promise<Scenario> {
  const scenario = findScenario(name);
  if (scenario) return scenario;
  if (isScenarioFile(name)) {
    const known = await readKnownNames(configFolders(options));
    return readScenario(name, { ...known, allowRemoteTarget: options.allowRemoteTarget });
  }
  throw unknownName(
    'scenario',
    name,
    catalog.map((one) => one.name),
  );
}

/** The configuration of the running sandbox, or of the one that would be booted; a later folder wins. */
function configFolders({ state, config }: Omit<ScenarioChoice, 'all'>): string[] {
  const running = runningRecord(state);
  if (running) return [configFolder, join(running.folder, 'config')];
  return config === undefined ? [configFolder] : [configFolder, resolveConfigFolder(config)];
}
