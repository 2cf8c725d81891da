import { ExitCode } from '../../lib/exit-codes.ts';
import { explainScenario, type ScenarioExplanation } from '../../scenarios/catalog/explain.ts';
import { catalog } from '../../scenarios/catalog/index.ts';
import type { Context } from '../context.ts';
import { findOrRead } from '../choose-scenarios.ts';
import type { Colors } from '../terminal.ts';

/** `sandbox scenarios`: lists the catalog, or explains one scenario or scenario file. */
export async function scenarios(
  name: string | undefined,
  { json }: { json: boolean },
  { terminal, state }: Pick<Context, 'terminal' | 'state'>,
): Promise<ExitCode> {
  const { out, colors } = terminal;
  if (name === undefined) {
    if (json) out(JSON.stringify(catalog, undefined, 2));
    else for (const line of list(colors)) out(line);
    return ExitCode.ok;
  }
  const scenario = await findOrRead(name, { state, allowRemoteTarget: true });
  if (json) out(JSON.stringify(scenario, undefined, 2));
  else for (const line of explain(explainScenario(scenario), colors)) out(line);
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

function explain(it: ScenarioExplanation, colors: Colors): string[] {
  const section = (heading: string, lines: readonly string[]): string[] => [
    '',
    colors.cyan(heading),
    ...lines.map((line) => `  ${line}`),
  ];
  const faults = it.faults.map(({ fault, target, parameters, when }) =>
    [`${fault} on ${target}`, parameters && `(${parameters})`, when].filter(Boolean).join(' '),
  );
  return [
    `${colors.bold(it.name)}  ${it.title}`,
    ...section('What it does', [it.does]),
    ...section('What it teaches', [it.teaches]),
    ...section('Where to look', it.see),
    ...section('Load', [`${it.load}, for ${it.duration}`]),
    ...section('Steady state', it.steadyState),
    ...section('Faults', faults.length === 0 ? ['none'] : faults),
    ...section(
      'Expectations',
      it.expectations.map(
        ({ name, expected, needsFault }) => `${name}: ${expected}${needsFault ? ' (with the fault)' : ''}`,
      ),
    ),
    ...section('Recovery', it.recovery),
    '',
    colors.dim('Durations are in production time. A run divides them by its pace.'),
  ];
}
