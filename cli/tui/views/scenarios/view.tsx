import { Box } from 'ink';
import type { ReactNode } from 'react';
import type { RunState } from '../../../../ui/runs/run-state.ts';
import { defineView, type ViewProps } from '../../view.ts';
import { insideOf, Pane } from '../../widgets/pane.tsx';
import { Rows } from '../../widgets/rows.tsx';
import { scrolled } from '../../widgets/scroll.ts';
import { catalogLines } from './draw-catalog.ts';
import { expectationLines, expectationName, runHeading } from './draw-run.ts';
import { catalogPanes, runEffect, scenarioKeys } from './keys.ts';
import { catalogLayout, runLayout, runPanes } from './layout.ts';
import { initialScenarios, reduceScenarios, selectedScenario, shownRun, type ScenariosSlice } from './slice.ts';

export const scenariosView = defineView<ScenariosSlice, never>({
  id: 'scenarios',
  title: 'Scenarios',
  key: '2',
  about: 'The scenario catalog, and the phases, faults, alerts, expectations and ledger of a run.',
  panes: ({ page }) => (page === 'run' ? runPanes : catalogPanes),
  initial: initialScenarios,
  reduce: reduceScenarios,
  keys: scenarioKeys,
  onEntered(slice, { text }, shared) {
    const seed = Number(text);
    if (!/^\d+$/.test(text.trim()) || seed > 0xffffffff) {
      return {
        effects: [
          { type: 'message', text: `"${text}" is not a seed. Use an integer from 0 to 4294967295.`, tone: 'bad' },
        ],
      };
    }
    const name = selectedScenario(slice)?.name ?? '';
    return { effects: [runEffect({ type: 'run', scenarios: [name], withFaults: true, seed }, shared)] };
  },
  feeds: [],
  Component: Scenarios,
});

function Scenarios(props: ViewProps<ScenariosSlice>): ReactNode {
  const run = props.slice.page === 'run' ? shownRun(props.slice, props.shared) : undefined;
  return run ? <Run {...props} run={run} /> : <Catalog {...props} />;
}

function Catalog({ slice, shared, width, height, pane }: ViewProps<ScenariosSlice>): ReactNode {
  const { isWide, list, detail, explanation } = catalogLayout(slice, { width, height });
  const inside = insideOf(list.width, list.height);
  const { lines, more } = scrolled(explanation, slice.scroll, insideOf(detail.width, detail.height).height);
  const onCatalog = pane === 'catalog';
  return (
    <Box flexDirection={isWide ? 'row' : 'column'} width={width} height={height}>
      <Pane
        title="Catalog"
        focused={onCatalog}
        lines={catalogLines(shared, slice.selected, inside.width, inside.height)}
        {...list}
      />
      <Pane
        title={selectedScenario(slice)?.name ?? ''}
        note={more === '' ? '' : `${more}${onCatalog ? '  tab' : ''}`}
        focused={!onCatalog}
        lines={lines}
        {...detail}
      />
    </Box>
  );
}

/** Low screens show only the focused pane. */
function Run({ slice, shared, width, height, pane, run }: ViewProps<ScenariosSlice> & { run: RunState }): ReactNode {
  const layout = runLayout(run, slice, shared.now, { width, height }, pane);
  const { timeline, expectations, evidence, ledger, lines, isLow } = layout;
  const inside = insideOf(width, expectations);
  const passed = run.verdicts.filter(({ type }) => type === 'expect.pass').length;
  const failed = run.verdicts.filter(({ type }) => type === 'expect.fail').length;
  const shown = scrolled(lines.evidence, slice.scroll, insideOf(width, evidence).height);
  return (
    <Box flexDirection="column" width={width} height={height}>
      <Rows lines={[runHeading(run, shared.now)]} width={width} height={1} />
      <Pane title="Timeline" note="since the start of the run" lines={lines.timeline} width={width} height={timeline} />
      <Pane
        title="Expectations"
        note={`${passed} passed, ${failed} failed${isLow ? '; tab: evidence, ledger' : ''}`}
        focused={pane === 'expectations'}
        lines={expectationLines(run, slice.expectation, inside.width, inside.height)}
        width={width}
        height={expectations}
      />
      <Pane
        title={`Evidence: ${expectationName(run, slice.expectation)}`}
        note={[shown.more, isLow && pane === 'evidence' ? 'tab: ledger' : ''].filter(Boolean).join('  ')}
        focused={pane === 'evidence'}
        lines={shown.lines}
        width={width}
        height={evidence}
      />
      <Pane
        title="Ledger: traces by class"
        note={isLow ? 'tab: expectations' : ''}
        focused={pane === 'ledger'}
        lines={lines.ledger}
        width={width}
        height={ledger}
      />
    </Box>
  );
}
