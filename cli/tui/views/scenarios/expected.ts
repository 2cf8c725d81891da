import { findScenario } from '../../../../scenarios/catalog/index.ts';
import { describeExpectation, withoutFaults } from '../../../../scenarios/expectations/expectation.ts';
import { describeProbe } from '../../../../scenarios/run/probes.ts';
import type { RunState } from '../../../../ui/runs/run-state.ts';

/** An expectation of a run, with its result if there is one. */
export interface ExpectedRow {
  name: string;
  /** Description of the expected value. */
  expected: string;
  verdict?: RunState['verdicts'][number];
  /** Whether the run has ended, so that missing verdicts will not come. */
  isOver: boolean;
}

/** The expectations of a run in order: steady state, scenario, recovery. */
export function expectedRows(run: RunState): ExpectedRow[] {
  const isOver = run.end !== undefined;
  const planned = plannedRows(run).map((row): ExpectedRow => {
    const verdict = run.verdicts.find(({ name }) => name === row.name);
    return { ...row, isOver, ...(verdict ? { verdict } : {}) };
  });
  const names = new Set(planned.map(({ name }) => name));
  const others = run.verdicts.filter(({ name }) => !names.has(name));
  return [...planned, ...others.map((verdict) => ({ name: verdict.name, expected: '', isOver, verdict }))];
}

function plannedRows({ scenario: name, withFaults }: RunState): Pick<ExpectedRow, 'name' | 'expected'>[] {
  const scenario = findScenario(name);
  if (!scenario) return [];
  const { steadyState, expectations, recovery, faults } = scenario;
  const asked = expectations.map((one) => (withFaults ? one : (withoutFaults(one) ?? one)));
  return [
    { name: 'steady state', expected: steadyState.probes.map(describeProbe).join('; ') },
    ...asked.map((one) => ({ name: one.name, expected: describeExpectation(one) })),
    ...(withFaults && faults.length > 0
      ? [{ name: 'recovery', expected: recovery.probes.map(describeProbe).join('; ') }]
      : []),
  ];
}
