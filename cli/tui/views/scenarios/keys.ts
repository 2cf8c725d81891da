import { defined } from '../../../../lib/defined.ts';
import { catalog } from '../../../../scenarios/catalog/index.ts';
import type { KeyBinding, KeyScope } from '../../keys/binding.ts';
import { movementKeys } from '../../keys/movement.ts';
import type { Effect } from '../../state/effect.ts';
import type { Shared } from '../../state/shared.ts';
import { insideOf } from '../../widgets/pane.tsx';
import { lastScroll } from '../../widgets/scroll.ts';
import { evidenceUrl } from './draw-run.ts';
import { expectedRows } from './expected.ts';
import { catalogueLayout, runLayout } from './layout.ts';
import { runsOf, selectedScenario, shownRun, type ScenariosSlice } from './slice.ts';

/** What `tab` moves between before a run is shown. */
export const cataloguePanes = ['catalogue', 'explanation'] as const;

const isFree = (_: ScenariosSlice, { shared }: KeyScope): boolean =>
  shared.activity === 'ready' && shared.usedBy === undefined;
const isRunning = (_: ScenariosSlice, { shared }: KeyScope): boolean => shared.activity === 'running';
const inCatalogue = ({ page }: ScenariosSlice): boolean => page === 'catalogue';
const inRun = ({ page }: ScenariosSlice): boolean => page === 'run';

/** A run, after asking where faults are on by hand: they would be taken back for it. */
export function runEffect(run: Extract<Effect, { type: 'run' }>, { handFaults }: Pick<Shared, 'handFaults'>): Effect {
  if (handFaults.length === 0) return run;
  const question = `Take back ${handFaults.length === 1 ? 'the fault that is' : `the ${handFaults.length} faults that are`} on, and run?`;
  return { type: 'confirm', question, confirmed: [run] };
}

function press(make: (name: string) => Extract<Effect, { type: 'run' }>): KeyBinding<ScenariosSlice>['press'] {
  return (slice, { shared }) => {
    const name = selectedScenario(slice)?.name;
    return name === undefined ? {} : { effects: [runEffect(make(name), shared)] };
  };
}

const runSelected = press((name) => ({ type: 'run', scenarios: [name], withFaults: true }));

const cancel: Effect = {
  type: 'confirm',
  question: 'Cancel the run?',
  detail: 'Its faults are taken back; the sandbox stays.',
  confirmed: [{ type: 'cancel-run' }],
};

export const scenarioKeys: readonly KeyBinding<ScenariosSlice>[] = [
  ...movementKeys<ScenariosSlice>({
    pane: 'catalogue',
    count: () => catalog.length,
    read: ({ selected }) => selected,
    write: (_, selected) => ({ page: 'catalogue', selected, expectation: 0, scroll: 0 }),
  }),
  ...movementKeys<ScenariosSlice>({
    pane: 'explanation',
    count(slice, scope) {
      const { detail, explanation } = catalogueLayout(slice, scope);
      return lastScroll(explanation.length, insideOf(detail.width, detail.height).height) + 1;
    },
    read: ({ scroll }) => scroll,
    write: (slice, scroll) => ({ ...slice, scroll }),
  }),
  ...movementKeys<ScenariosSlice>({
    pane: 'expectations',
    count(slice, { shared }) {
      const run = shownRun(slice, shared);
      return run ? expectedRows(run).length : 0;
    },
    read: ({ expectation }) => expectation,
    write: (slice, expectation) => ({ ...slice, expectation, scroll: 0 }),
  }),
  ...movementKeys<ScenariosSlice>({
    pane: 'evidence',
    count(slice, { shared, pane, ...area }) {
      const run = shownRun(slice, shared);
      if (!run) return 0;
      const { evidence, lines } = runLayout(run, slice, shared.now, area, pane);
      return lastScroll(lines.evidence.length, insideOf(area.width, evidence).height) + 1;
    },
    read: ({ scroll }) => scroll,
    write: (slice, scroll) => ({ ...slice, scroll }),
  }),
  {
    keys: ['enter', 'r'],
    label: 'run',
    help: 'Runs the selected scenario.',
    when: (slice, scope) => inCatalogue(slice) && isFree(slice, scope),
    press: runSelected,
  },
  {
    keys: ['r'],
    label: 'run again',
    help: 'Runs the scenario again.',
    when: (slice, scope) => inRun(slice) && isFree(slice, scope),
    press: runSelected,
  },
  {
    keys: ['R'],
    label: 'run all',
    help: 'Runs every scenario of the catalogue, one after another.',
    when: (slice, scope) => inCatalogue(slice) && isFree(slice, scope),
    press: (_, { shared }) => ({
      effects: [runEffect({ type: 'run', scenarios: catalog.map(({ name }) => name), withFaults: true }, shared)],
    }),
  },
  {
    keys: ['n'],
    label: 'no fault',
    help: 'Runs it without its faults: the alerts must stay quiet, and what only a fault can show is not asked.',
    when: isFree,
    press: press((name) => ({ type: 'run', scenarios: [name], withFaults: false })),
  },
  {
    keys: ['s'],
    label: 'seed',
    help: 'Runs it with another seed, which is asked for: other requests, in another order.',
    when: isFree,
    press: (slice, { shared }) => ({
      effects: [
        {
          type: 'prompt',
          id: 'seed',
          label: 'Run with seed',
          text: String((shownRun(slice, shared)?.seed ?? shared.stack?.seed ?? 1) + 1),
        },
      ],
    }),
  },
  {
    keys: ['right'],
    label: 'its run',
    help: 'Shows the last run of the selected scenario.',
    when: (slice, { shared }) => inCatalogue(slice) && shownRun(slice, shared) !== undefined,
    press: (slice) => ({ slice: { ...slice, page: 'run', expectation: 0, scroll: 0 } }),
  },
  {
    keys: ['x'],
    label: 'cancel',
    help: 'Cancels the run, after asking; its faults are taken back.',
    when: (slice, scope) => inRun(slice) && isRunning(slice, scope),
    press: () => ({ effects: [cancel] }),
  },
  {
    keys: ['escape', 'left'],
    label: 'catalogue',
    help: 'Back to the catalogue; a run goes on.',
    when: inRun,
    press: ({ selected }) => ({ slice: { page: 'catalogue', selected, expectation: 0, scroll: 0 } }),
  },
  {
    keys: ['[', ']'],
    label: 'other run',
    help: 'Shows the run before or after, to compare them.',
    when: (slice, { shared }) => inRun(slice) && runsOf(slice, shared).length > 1,
    press: (slice, { shared }) => {
      const runs = runsOf(slice, shared);
      const index = runs.findIndex(({ id }) => id === shownRun(slice, shared)?.id);
      const id = runs[(index + 1) % runs.length]?.id;
      return { slice: { ...slice, expectation: 0, scroll: 0, ...defined({ runId: id }) } };
    },
  },
  {
    keys: ['o'],
    label: 'evidence',
    help: 'Opens the evidence of the selected expectation in a browser, where it has an address.',
    when: (slice, { shared }) => inRun(slice) && urlOf(slice, shared) !== undefined,
    press: (slice, { shared }) => ({
      effects: [{ type: 'open', url: urlOf(slice, shared) ?? '', what: 'the evidence' }],
    }),
  },
  {
    keys: ['c'],
    label: 'copy evidence',
    help: 'Copies the address of the evidence of the selected expectation.',
    quiet: true,
    when: (slice, { shared }) => inRun(slice) && urlOf(slice, shared) !== undefined,
    press: (slice, { shared }) => ({
      effects: [{ type: 'copy', text: urlOf(slice, shared) ?? '', what: 'the address of the evidence' }],
    }),
  },
];

function urlOf(slice: ScenariosSlice, shared: Shared): string | undefined {
  const run = shownRun(slice, shared);
  return run && evidenceUrl(run, slice.expectation);
}
