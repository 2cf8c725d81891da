import { explainScenario, type ScenarioExplanation } from '../../../../scenarios/catalog/explain.ts';
import { catalog } from '../../../../scenarios/catalog/index.ts';
import type { Scenario } from '../../../../scenarios/scenario.ts';
import type { Shared } from '../../state/shared.ts';
import { markSpan, pad, wrap, type Line } from '../../widgets/line.ts';
import { tableLines, widest, type Column } from '../../widgets/table.ts';
import { resultMark } from '../../widgets/theme.ts';

/** The catalog: each scenario with the result of its last run here. */
export function catalogLines(shared: Shared, selected: number, width: number, height: number): Line[] {
  const columns: readonly Column<Scenario>[] = [
    { title: 'scenario', width: widest(catalog.map(({ name }) => name)), cell: ({ name }) => name },
    { title: 'last run', width: 11, cell: ({ name }) => lastResult(name, shared) },
    { title: 'description', width: 'rest', from: 56, cell: ({ title }) => ({ text: title, tone: 'quiet' }) },
  ];
  return tableLines({ columns, rows: catalog, selected, width, height });
}

function lastResult(name: string, { runs, plan }: Shared) {
  if (plan && plan.scenarios.indexOf(name) > 0) return { text: '… queued', tone: 'accent' as const };
  const run = runs.findLast(({ scenario }) => scenario === name);
  if (!run) return '';
  const { icon, word, tone } = resultMark(run.end);
  // The column is narrow.
  return markSpan({ icon, word: word.startsWith('ended') ? 'error' : word, tone });
}

/** The explanation of a scenario. */
export function explanationLines(scenario: Scenario, width: number): Line[] {
  const it = explainScenario(scenario);
  const section = (title: string, texts: readonly string[], mark = ''): Line[] => [
    [{ text: title, tone: 'accent' }],
    ...texts.flatMap((text) =>
      wrap(text, Math.max(10, width - 2 - mark.length)).map((line, i): Line => [
        pad(i === 0 ? `  ${mark}` : '', 2 + mark.length),
        line,
      ]),
    ),
  ];
  return [
    [{ text: it.title, strong: true }],
    ...section('What it teaches', [it.teaches]),
    ...section('What it does', [it.does]),
    ...section('Where to look', it.see, '- '),
    ...section('Faults', it.faults.length === 0 ? ['none'] : it.faults.map(describeFault)),
    ...section('Load', [`${it.load}, for ${it.duration} of production time`]),
    ...section(
      'Expectations',
      it.expectations.map(({ name, needsFault }) => `${name}${needsFault ? ' (with the fault)' : ''}`),
      '- ',
    ),
  ];
}

function describeFault({ fault, target, parameters, when }: ScenarioExplanation['faults'][number]): string {
  return [`${fault} on ${target}`, parameters && `(${parameters})`, when].filter(Boolean).join(' ');
}
