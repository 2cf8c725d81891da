import type { Scenario } from '../scenario.ts';
import { explainScenario } from './explain.ts';

/** A scenario's page in docs/scenarios, generated so that it always matches the scenario. */
export function scenarioMarkdown(scenario: Scenario): string {
  const it = explainScenario(scenario);
  const faults = it.faults.map(
    ({ fault, target, parameters, when }) => `| ${code(fault)} | ${target} | ${code(parameters)} | ${when} |`,
  );
  const expectations = it.expectations.map(
    ({ name, expected, needsFault }) =>
      `| ${cell(name)} | ${cell(expected)} | ${needsFault ? 'with faults only' : 'always'} |`,
  );
  return (
    [
      `# ${it.title} (\`${it.name}\`)`,
      it.teaches,
      '## What it does',
      it.does,
      `Load: ${it.load}, for ${it.duration} after the steady state is reached.`,
      ...(faults.length === 0
        ? ['It injects no fault.']
        : [['| Fault | Target | Parameters | When |', '|---|---|---|---|', ...faults].join('\n')]),
      '## Expectations',
      list(it.see),
      ['| Expectation | In detail | Evaluated |', '|---|---|---|', ...expectations].join('\n'),
      '## Steady state before the faults',
      list(it.steadyState),
      ...(faults.length === 0 ? [] : ['## Recovery', list(it.recovery)]),
      '## Run it',
      '```sh\nsandbox run ' + it.name + '\n```',
      'Durations are in production time and are divided by the pace (`--pace 1` is production).',
      '',
    ]
      .join('\n\n')
      .trimEnd() + '\n'
  );
}

function list(items: readonly string[]): string {
  return items.map((item) => `- ${item}`).join('\n');
}

/** A query can contain a pipe, which would end a cell. */
function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}

function code(text: string): string {
  return text === '' ? '' : `\`${cell(text)}\``;
}
