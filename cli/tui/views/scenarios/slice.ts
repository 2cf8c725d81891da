import { catalog } from '../../../../scenarios/catalog/index.ts';
import type { Scenario } from '../../../../scenarios/scenario.ts';
import type { ViewAction } from '../../state/action.ts';
import type { RunState } from '../../../../ui/runs/run-state.ts';
import type { Shared } from '../../state/shared.ts';
import { expectedRows } from './expected.ts';

export interface ScenariosSlice {
  /** Index in the catalog. */
  selected: number;
  page: 'catalog' | 'run';
  /** The shown run; default: the newest run of the selected scenario. */
  runId?: string;
  /** Index of the selected expectation. */
  expectation: number;
  /** Scroll position of the explanation or the evidence. */
  scroll: number;
}

export const initialScenarios: ScenariosSlice = { selected: 0, page: 'catalog', expectation: 0, scroll: 0 };

/** Shows a run when it starts, and selects an expectation when it fails. */
export function reduceScenarios(
  slice: ScenariosSlice,
  action: ViewAction<never>,
  shared: Pick<Shared, 'runs'>,
): ScenariosSlice {
  if (action.type === 'event' && action.event.type === 'expect.fail')
    return showFailure(slice, action.event.name, shared);
  if (action.type === 'event' && action.event.type === 'run.start') {
    const { id, scenario } = action.event.run;
    return { selected: indexOf(scenario, slice.selected), page: 'run', runId: id, expectation: 0, scroll: 0 };
  }
  if (action.type === 'shown' && action.target?.type === 'scenario') {
    return { ...initialScenarios, selected: indexOf(action.target.name, slice.selected) };
  }
  return slice;
}

function showFailure(slice: ScenariosSlice, failed: string, shared: Pick<Shared, 'runs'>): ScenariosSlice {
  const run = shownRun(slice, shared);
  const index = run ? expectedRows(run).findIndex(({ name }) => name === failed) : -1;
  return index === -1 || run?.end ? slice : { ...slice, expectation: index, scroll: 0 };
}

function indexOf(name: string, otherwise: number): number {
  const index = catalog.findIndex((scenario) => scenario.name === name);
  return index === -1 ? otherwise : index;
}

export function selectedScenario({ selected }: ScenariosSlice): Scenario | undefined {
  return catalog[Math.min(selected, catalog.length - 1)];
}

/** The runs of the selected scenario, oldest first. */
export function runsOf(slice: ScenariosSlice, { runs }: Pick<Shared, 'runs'>): readonly RunState[] {
  const name = selectedScenario(slice)?.name;
  return runs.filter(({ scenario }) => scenario === name);
}

export function shownRun(slice: ScenariosSlice, shared: Pick<Shared, 'runs'>): RunState | undefined {
  const runs = runsOf(slice, shared);
  return runs.find(({ id }) => id === slice.runId) ?? runs.at(-1);
}
