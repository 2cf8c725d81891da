import { catalog } from '../../../../scenarios/catalog/index.ts';
import type { RunState } from '../../../../ui/runs/run-state.ts';
import type { Line } from '../../widgets/line.ts';
import { insideOf } from '../../widgets/pane.tsx';
import { explanationLines } from './draw-catalog.ts';
import { evidenceLines, hasFailed, ledgerLines } from './draw-run.ts';
import { runTimeline } from './draw-timeline.ts';
import { selectedScenario, type ScenariosSlice } from './slice.ts';

export interface Area {
  width: number;
  height: number;
}

/** Areas of the catalog and the explanation, and its lines: for drawing and scrolling. */
export interface CatalogLayout {
  isWide: boolean;
  list: Area;
  detail: Area;
  explanation: readonly Line[];
}

/** Side by side on wide screens, otherwise stacked. */
export function catalogLayout(slice: ScenariosSlice, { width, height }: Area): CatalogLayout {
  const isWide = width >= 110;
  const list = isWide ? { width: 44, height } : { width, height: Math.min(catalog.length + 3, Math.floor(height / 2)) };
  const detail = isWide ? { width: width - list.width, height } : { width, height: height - list.height };
  const scenario = selectedScenario(slice);
  const explanation = scenario ? explanationLines(scenario, insideOf(detail.width, detail.height).width) : [];
  return { isWide, list, detail, explanation };
}

export const runPanes = ['expectations', 'evidence', 'ledger'] as const;

/** The heights of a run's panes, stacked, and their lines. */
export interface RunLayout {
  timeline: number;
  expectations: number;
  evidence: number;
  ledger: number;
  lines: Record<'timeline' | 'evidence' | 'ledger', readonly Line[]>;
  /** Not all panes fit: the focused one takes the space. */
  isLow: boolean;
}

const border = 2;
/** The heading and some rows of the expectations. */
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
    timeline: runTimeline(run, now, inside),
    evidence: evidenceLines(run, expectation, inside),
    ledger: ledgerLines(run, inside),
  };
  const timeline = Math.min(lines.timeline.length + border, Math.floor(height / 2));
  const rest = height - 1 - timeline;
  const ledger = lines.ledger.length + border;
  const wanted = lines.evidence.length + border;
  const isLow = rest < ledger + leastTable + border + 6;
  if (isLow) {
    const shared = { timeline, lines, isLow };
    if (pane === 'ledger') return { ...shared, expectations: 0, evidence: 0, ledger: rest };
    if (pane === 'evidence') return { ...shared, expectations: 0, evidence: rest, ledger: 0 };
    // With the expectations, only the evidence of a failed one fits.
    const evidence = hasFailed(run, expectation) ? Math.min(wanted, Math.max(4, Math.floor(rest * 0.45))) : 0;
    return { ...shared, expectations: rest - evidence, evidence, ledger: 0 };
  }
  const evidence = Math.min(wanted, rest - ledger - leastTable - border, Math.max(6, Math.floor(rest * 0.4)));
  return { timeline, lines, isLow, ledger, evidence, expectations: rest - ledger - evidence };
}
