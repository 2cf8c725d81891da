import { Box } from 'ink';
import type { ReactNode } from 'react';
import { catalog } from '../../../../scenarios/catalog/index.ts';
import type { RunState } from '../../state/run-state.ts';
import { defineView, type ViewProps } from '../../view.ts';
import { insideOf, Pane } from '../../widgets/pane.tsx';
import { Rows } from '../../widgets/rows.tsx';
import { catalogueLines, explanationLines } from './draw-catalogue.ts';
import { expectationLines, ledgerLines, runHeading } from './draw-run.ts';
import { runTimeLine } from './draw-time-line.ts';
import { runEffect, scenarioKeys } from './keys.ts';
import { initialScenarios, reduceScenarios, selectedScenario, shownRun, type ScenariosSlice } from './slice.ts';

export const scenariosView = defineView<ScenariosSlice, never>({
  id: 'scenarios',
  title: 'Scenarios',
  key: '2',
  about:
    'The catalogue, what each scenario teaches, and a run as it goes: phases, faults, alerts, expectations, ledger.',
  panes: ['expectations', 'ledger'],
  initial: initialScenarios,
  reduce: reduceScenarios,
  keys: scenarioKeys,
  onEntered(slice, { text }, shared) {
    const seed = Number(text);
    if (!/^\d+$/.test(text.trim()) || seed > 0xffffffff) {
      return {
        effects: [{ type: 'say', text: `"${text}" is no seed: a whole number from 0 to 4294967295.`, tone: 'bad' }],
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
  return run ? <Run {...props} run={run} /> : <Catalogue {...props} />;
}

/** Beside each other where there is room, else one over the other. */
function Catalogue({ slice, shared, width, height }: ViewProps<ScenariosSlice>): ReactNode {
  const isWide = width >= 110;
  const list = isWide ? { width: 44, height } : { width, height: Math.min(catalog.length + 3, Math.floor(height / 2)) };
  const detail = isWide ? { width: width - list.width, height } : { width, height: height - list.height };
  const scenario = selectedScenario(slice);
  const inside = insideOf(list.width, list.height);
  return (
    <Box flexDirection={isWide ? 'row' : 'column'} width={width} height={height}>
      <Pane
        title="Catalogue"
        focused
        lines={catalogueLines(shared, slice.selected, inside.width, inside.height)}
        {...list}
      />
      <Pane
        title={scenario?.name ?? ''}
        lines={scenario ? explanationLines(scenario, insideOf(detail.width, detail.height).width) : []}
        {...detail}
      />
    </Box>
  );
}

/** Low screens have room for either the expectations or the ledger: the one that has the focus. */
function Run({ slice, shared, width, height, pane, run }: ViewProps<ScenariosSlice> & { run: RunState }): ReactNode {
  const inside = insideOf(width, height).width;
  const tracks = runTimeLine(run, shared.now, inside);
  const timeLine = { width, height: Math.min(tracks.length + 2, Math.floor(height / 2)) };
  const rest = height - 1 - timeLine.height;
  const ledger = ledgerLines(run, inside);
  const isHigh = rest >= ledger.length + 2 + 12;
  const ledgerHeight = isHigh ? ledger.length + 2 : pane === 'ledger' ? rest : 0;
  const expectationsHeight = rest - ledgerHeight;
  const held = run.verdicts.filter(({ type }) => type === 'expect.pass').length;
  const failed = run.verdicts.filter(({ type }) => type === 'expect.fail').length;
  return (
    <Box flexDirection="column" width={width} height={height}>
      <Rows lines={[runHeading(run, shared.now)]} width={width} height={1} />
      <Pane title="Time line" note="seconds" lines={tracks} {...timeLine} />
      <Pane
        title="Expectations"
        note={`${held} held, ${failed} failed${isHigh ? '' : '; tab: ledger'}`}
        focused={pane === 'expectations'}
        lines={expectationLines(run, slice.expectation, inside, Math.max(0, expectationsHeight - 2))}
        width={width}
        height={expectationsHeight}
      />
      <Pane
        title="Ledger"
        note={isHigh ? 'traces by class' : 'traces by class; tab: expectations'}
        focused={pane === 'ledger'}
        lines={ledger}
        width={width}
        height={ledgerHeight}
      />
    </Box>
  );
}
