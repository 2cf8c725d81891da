import type { ComponentRole, PipelinesAnswer } from '../workbench/api.ts';
import { countersOf, type Flow, type SignalName } from './flow.ts';
import { type ComponentProblem, problemsOf } from './problems.ts';
import type { Count } from './readings.ts';

/** A component in one pipeline. */
export interface LaneNode {
  id: string;
  role: ComponentRole;
  /** Items per second on the edge: out of receivers and processors, into exporters. Undefined if it is not measured. */
  rate: number | undefined;
  problems: readonly ComponentProblem[];
  /** Of a connector: the pipelines at its other side. */
  joins: readonly string[];
}

/** A pipeline from its receivers to its exporters. */
export interface Lane {
  id: string;
  signal: SignalName;
  receivers: readonly LaneNode[];
  processors: readonly LaneNode[];
  exporters: readonly LaneNode[];
}

export const unitsOf: Readonly<Record<SignalName, string>> = {
  traces: 'spans',
  metrics: 'metric points',
  logs: 'log records',
};

type Pipeline = PipelinesAnswer['pipelines'][number];

/** The pipelines with the rates of their edges; each after those that feed it through connectors. */
export function lanesOf({ pipelines, components }: PipelinesAnswer, count: Count | undefined): Lane[] {
  const isJoin = (id: string): boolean => components.some((one) => one.id === id && one.role === 'connector');
  const rateOf: Rates = {
    received: (id, signal) => rate(count, ({ receivers }) => countersOf(receivers, id, signal)?.accepted),
    passed: (id, signal) => rate(count, ({ processors }) => countersOf(processors, id, signal)?.outgoing),
    sent: (id, signal) => rate(count, ({ exporters }) => countersOf(exporters, id, signal)?.sent),
  };
  return inOrder(pipelines, isJoin).map((pipeline) => {
    const { id, signal, receivers, processors, exporters } = pipeline;
    const node = (role: ComponentRole, of: string, measured: number | undefined): LaneNode => ({
      ...{ id: of, role, rate: measured, problems: role === 'connector' ? [] : problemsOf(count, role, of, signal) },
      joins: [],
    });
    const others = (of: string, side: 'receivers' | 'exporters'): string[] =>
      pipelines.filter((one) => one[side].includes(of)).map((one) => one.id);
    const out = outOf(pipeline, rateOf, isJoin);
    return {
      ...{ id, signal },
      receivers: receivers.map((of) =>
        isJoin(of)
          ? { ...node('connector', of, joinRate(of, rateOf, pipelines, isJoin)), joins: others(of, 'exporters') }
          : node('receiver', of, rateOf.received(of, signal)),
      ),
      processors: processors.map((of) => node('processor', of, rateOf.passed(of, signal))),
      exporters: exporters.map((of) =>
        isJoin(of)
          ? { ...node('connector', of, out), joins: others(of, 'receivers') }
          : node('exporter', of, rateOf.sent(of, signal)),
      ),
    };
  });
}

interface Rates {
  received: (id: string, signal: SignalName) => number | undefined;
  passed: (id: string, signal: SignalName) => number | undefined;
  sent: (id: string, signal: SignalName) => number | undefined;
}

/** Undefined where the newest flow does not have the counter. */
function rate(count: Count | undefined, read: (flow: Flow) => number | undefined): number | undefined {
  const values: (number | undefined)[] = [];
  const counted = count?.((flow) => {
    values.push(read(flow));
    return values.at(-1) ?? 0;
  });
  return values.every((value) => value === undefined) ? undefined : counted?.perSecond;
}

/** What leaves the processors of a pipeline; without processors, what its receivers accepted. */
function outOf(
  { signal, receivers, processors }: Pipeline,
  rateOf: Rates,
  isJoin: (id: string) => boolean,
): number | undefined {
  const last = processors.at(-1);
  if (last !== undefined) return rateOf.passed(last, signal);
  if (receivers.some(isJoin)) return undefined;
  return receivers.reduce<number | undefined>((sum, id) => add(sum, rateOf.received(id, signal)), 0);
}

/** What a connector passes into pipelines: `forward` all that it gets. Others do not count what they make. */
function joinRate(
  id: string,
  rateOf: Rates,
  pipelines: readonly Pipeline[],
  isJoin: (id: string) => boolean,
): number | undefined {
  if (id.split('/')[0] !== 'forward') return undefined;
  const sources = pipelines.filter(({ exporters }) => exporters.includes(id));
  return sources.reduce<number | undefined>((sum, one) => add(sum, outOf(one, rateOf, isJoin)), 0);
}

function add(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined || b === undefined ? undefined : a + b;
}

/** Each pipeline after those whose connectors feed it, as far as there is no circle; otherwise as written. */
function inOrder(pipelines: readonly Pipeline[], isJoin: (id: string) => boolean): Pipeline[] {
  const ordered: Pipeline[] = [];
  const visit = (pipeline: Pipeline, path: readonly Pipeline[]): void => {
    if (ordered.includes(pipeline) || path.includes(pipeline)) return;
    const joins = pipeline.receivers.filter(isJoin);
    for (const one of pipelines) if (one.exporters.some((id) => joins.includes(id))) visit(one, [...path, pipeline]);
    ordered.push(pipeline);
  };
  for (const pipeline of pipelines) visit(pipeline, []);
  return ordered;
}
