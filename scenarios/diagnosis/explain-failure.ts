import { defined } from '../../lib/defined.ts';
import type { ClosedContext, RunContext } from '../run/context.ts';
import { ledgerClass, noCounts } from '../sampling/ledger/class-counts.ts';
import { queuedItems, readCounters, since } from '../sampling/ledger/pipeline-counters.ts';
import type { LedgerClass } from '../../lib/events/run-event.ts';
import type { Expectation } from '../scenario.ts';
import { diagnoseAlert, diagnoseRefusal, diagnoseSignal, diagnoseTraces, type Diagnosis } from './diagnose.ts';

/**
 * Where in the pipeline the data of a failed expectation stopped, from the Collector's own counters; undefined where no
 * counter shows it.
 */
export async function explainFailure(
  expectation: Expectation,
  context: RunContext | ClosedContext,
): Promise<Diagnosis | undefined> {
  const { clients, atStart, signal } = context;
  const metrics = await clients.collector.read(signal);
  const counters = since(atStart.counters, readCounters(metrics));
  switch (expectation.type) {
    case 'traces':
      return 'ledger' in context ? traces(entryOf(expectation.class, context.ledger.classes), context) : undefined;
    case 'accounted':
      return 'ledger' in context ? traces(allOf(context.ledger.classes), context) : undefined;
    case 'alert-fires':
    case 'alert-quiet': {
      const rule = context.watch.rule(expectation.alertname);
      const sources = await count(context, 'count(traces_span_metrics_calls_total{span_kind="SPAN_KIND_SERVER"})');
      const queued = queuedItems(metrics);
      return diagnoseAlert({ rule, alertname: expectation.alertname, sources: sources ?? 0, counters, queued });
    }
    case 'metric':
      return diagnoseSignal('metrics', counters);
    case 'logs':
      return diagnoseSignal('logs', counters);
    case 'trace-path':
      return lossyTraces(context);
    case 'link': {
      // A link is broken where its target was lost, and missing where its source is.
      const lossy = lossyTraces(context);
      if (lossy) return lossy;
      return diagnoseSignal(expectation.link === 'exemplar-to-trace' ? 'metrics' : 'logs', counters);
    }
    case 'refused':
      return diagnoseRefusal(counters, context.flood);
    case 'load':
    case 'no-leak':
      return undefined;
  }
}

/** Of the first class that lost traces, if there is one. */
function lossyTraces(context: RunContext | ClosedContext): Diagnosis | undefined {
  if (!('ledger' in context)) return undefined;
  const lossy = context.ledger.classes.find(({ kept, expected }) => kept < expected.min);
  return lossy && traces(lossy, context);
}

function traces(entry: LedgerClass, context: ClosedContext): Diagnosis {
  const { ledger, load, flood } = context;
  return diagnoseTraces({
    entry,
    sent: load.requests.filter(({ traceId }) => traceId !== undefined).length,
    arrived: ledger.arrived.count,
    losses: ledger.losses,
    counters: ledger.counters,
    flood,
    ...defined({ droppedBySdks: ledger.droppedBySdks }),
  });
}

function entryOf(name: string, classes: readonly LedgerClass[]): LedgerClass {
  return classes.find((entry) => entry.class === name) ?? ledgerClass(noCounts(name), { min: 0, max: 0 });
}

/** All classes as one; every trace is expected. */
function allOf(classes: readonly LedgerClass[]): LedgerClass {
  const sum = (of: (entry: LedgerClass) => number): number => classes.reduce((total, entry) => total + of(entry), 0);
  const sent = sum((entry) => entry.sent);
  return ledgerClass({ ...noCounts('normal'), sent, kept: sum(({ kept }) => kept) }, { min: sent, max: sent });
}

/**
 * A number from Prometheus, undefined where the query fails: a failed expectation must not become an error of its
 * explanation.
 */
async function count({ clients, signal }: RunContext, query: string): Promise<number | undefined> {
  const [sample] = await clients.prometheus.query(query, { signal }).catch(() => []);
  return sample?.value;
}
