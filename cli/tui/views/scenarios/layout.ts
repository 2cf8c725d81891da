import { catalog } from '../../../../scenarios/catalog/index.ts';
import type { RunState } from '../../state/run-state.ts';
import type { Line } from '../../widgets/line.ts';
import { insideOf } from '../../widgets/pane.tsx';
import { explanationLines } from './draw-catalogue.ts';
import { evidenceLines, hasFailed, ledgerLines } from './draw-run.ts';
import { runTimeLine } from './draw-timeline.ts';
import { selectedScenario, type ScenariosSlice } from './slice.ts';

export interface Area {
  width: number;
  height: number;
}

/** Where the catalogue and the explanation stand, and what the latter says: for drawing, and for scrolling it by keys. */
export interface CatalogueLayout {
  isWide: boolean;
  list: Area;
  detail: Area;
  explanation: readonly Line[];
}

/** Beside each other where there is room, else one over the other. */
export function catalogueLayout(slice: ScenariosSlice, { width, height }: Area): CatalogueLayout {
  const isWide = width >= 110;
  const list = isWide ? { width: 44, height } : { width, height: Math.min(catalog.length + 3, Math.floor(height / 2)) };
  const detail = isWide ? { width: width - list.width, height } : { width, height: height - list.height };
  const scenario = selectedScenario(slice);
  const explanation = scenario ? explanationLines(scenario, insideOf(detail.width, detail.height).width) : [];
  return { isWide, list, detail, explanation };
}

export const runPanes = ['expectations', 'evidence', 'ledger'] as const;

/** The heights of a run's panes, one over the other, and what stands in them. */
export interface RunLayout {
  timeLine: number;
  expectations: number;
  evidence: number;
  ledger: number;
  lines: Record<'timeLine' | 'evidence' | 'ledger', readonly Line[]>;
  /** There is no room for all of them: the one that has the focus takes what there is. */
  isLow: boolean;
}

const border = 2;
/** Of a table of expectations: its heading and some rows. */
const leastTable = 8;

export function runLayout(
  run: RunState,
  { expectation }: ScenariosSlice,
  now: number,
  { width, height }: Area,
  pane: string,
): RunLayout {
  const inside = insideOf(width, height).width;
  const lines = {
    timeLine: runTimeLine(run, now, inside),
    evidence: evidenceLines(run, expectation, inside),
    ledger: ledgerLines(run, inside),
  };
  const timeLine = Math.min(lines.timeLine.length + border, Math.floor(height / 2));
  const rest = height - 1 - timeLine;
  const ledger = lines.ledger.length + border;
  const wanted = lines.evidence.length + border;
  const isLow = rest < ledger + leastTable + border + 6;
  if (isLow) {
    const shared = { timeLine, lines, isLow };
    if (pane === 'ledger') return { ...shared, expectations: 0, evidence: 0, ledger: rest };
    if (pane === 'evidence') return { ...shared, expectations: 0, evidence: rest, ledger: 0 };
    // Beside the expectations there is room for the reasons of one that failed, and of no other.
    const evidence = hasFailed(run, expectation) ? Math.min(wanted, Math.max(4, Math.floor(rest * 0.45))) : 0;
    return { ...shared, expectations: rest - evidence, evidence, ledger: 0 };
  }
  const evidence = Math.min(wanted, rest - ledger - leastTable - border, Math.max(6, Math.floor(rest * 0.4)));
  return { timeLine, lines, isLow, ledger, evidence, expectations: rest - ledger - evidence };
}
