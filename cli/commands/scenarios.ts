import { ExitCode } from '../../lib/exit-codes.ts';
import { catalog, findScenario } from '../../scenarios/catalog/index.ts';
import type { Scenario } from '../../scenarios/scenario.ts';
import type { Context } from '../context.ts';
import { unknownName } from '../nearest.ts';
import { braces } from '../reporters/describe.ts';
import type { Colors } from '../terminal.ts';

/** `sandbox scenarios`: the catalogue, or one scenario explained: what it does, what it teaches, what must be seen. */
export function scenarios(name: string | undefined, { json }: { json: boolean }, { terminal }: Context): ExitCode {
  const { out, colors } = terminal;
  if (name === undefined) {
    if (json) out(JSON.stringify(catalog, undefined, 2));
    else for (const line of list(colors)) out(line);
    return ExitCode.ok;
  }
  const scenario = findScenario(name);
  if (!scenario) {
    throw unknownName(
      'scenario',
      name,
      catalog.map((one) => one.name),
    );
  }
  if (json) out(JSON.stringify(scenario, undefined, 2));
  else for (const line of explain(scenario, colors)) out(line);
  return ExitCode.ok;
}

function list(colors: Colors): string[] {
  const width = Math.max(...catalog.map(({ name }) => name.length));
  const rows = catalog.flatMap(({ name, title, teaches }) => [
    `${colors.bold(name.padEnd(width))}  ${title}`,
    `${' '.repeat(width)}  ${colors.dim(teaches)}`,
  ]);
  return [...rows, '', '`sandbox scenarios NAME` explains one, `sandbox run NAME` runs it.'];
}

function explain(scenario: Scenario, colors: Colors): string[] {
  const { name, title, teaches, explanation, load, steadyState, duration, faults, expectations, recovery } = scenario;
  const routes = Object.entries(load.routes).map(([route, weight]) => `${route} ${weight}`);
  return [
    `${colors.bold(name)}  ${title}`,
    ...section('Does', [explanation.does]),
    ...section('Teaches', [teaches]),
    ...section('Look at', explanation.see),
    ...section('Load', [
      `${load.arrivalsPerSecond} arrivals per second (${load.arrivals}) for ${duration}: ${routes.join(', ')}`,
    ]),
    ...section(
      'Faults',
      faults.length === 0
        ? ['none']
        : faults.map(
            ({ fault, target, parameters, from, to }) =>
              `${fault} on ${target.service} ${braces(parameters)} from ${from} to ${to}`,
          ),
    ),
    ...section(
      `Steady state, within ${steadyState.within}`,
      steadyState.probes.map(({ type, ...rest }) => `${type} ${braces(rest)}`.trim()),
    ),
    ...section(
      'Must be seen',
      expectations.map((one) => one.name),
    ),
    ...section(
      `Recovery, within ${recovery.within}`,
      recovery.probes.map(({ type, ...rest }) => `${type} ${braces(rest)}`.trim()),
    ),
    '',
    colors.dim('Durations are production time; a run divides them by its pace.'),
  ];

  function section(heading: string, lines: readonly string[]): string[] {
    return ['', colors.cyan(heading), ...lines.map((line) => `  ${line}`)];
  }
}
