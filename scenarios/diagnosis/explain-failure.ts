import { defined } from '../../lib/defined.ts';
import type { ClosedContext, RunContext } from '../run/context.ts';
import { queuedItems, readCounters, since } from '../sampling/ledger/pipeline-counters.ts';
import type { LedgerClass } from '../../lib/events/run-event.ts';
import type { Expectation } from '../scenario.ts';
import { diagnoseAlert, diagnoseRefusal, diagnoseSignal, diagnoseTraces, type Diagnosis } from './diagnose.ts';

/** Where in the pipeline the data of a failed expectation stopped, from the Collector's own counters; undefined for what no counter tells. */
export async function explainFailure(
  expectation: Expectation,
  context: RunContext | ClosedContext,
): Promise<Diagnosis | undefined> {
  const { clients, opening, signal } = context;
  const metrics = await clients.collector.read(signal);
  const counters = since(opening.counters, readCounters(metrics));
  switch (expectation.type) {
    case 'traces':
      return 'ledger' in context ? traces(classOf(expectation.class, context.ledger.classes), context) : undefined;
    case 'accounted':
      return 'ledger' in context ? traces(allOf(context.ledger.classes), context) : undefined;
    case 'alert-life':
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
    case 'link': {
      // A link dangles where its target was lost, and is not there where its source is not.
      const lossy =
        'ledger' in context ? context.ledger.classes.find(({ kept, expected }) => kept < expected.min) : undefined;
      if (lossy && 'ledger' in context) return traces(lossy, context);
      return diagnoseSignal(expectation.link === 'exemplar-to-trace' ? 'metrics' : 'logs', counters);
    }
    case 'refused':
      return diagnoseRefusal(counters, context.flood);
    case 'load':
    case 'no-leak':
      return undefined;
  }
}

function traces(entry: LedgerClass, context: ClosedContext): Diagnosis {
  const { ledger, load, flood } = context;
  return diagnoseTraces({
    entry,
    generated: load.requests.filter(({ traceId }) => traceId !== undefined).length,
    arrived: ledger.arrived.count,
    losses: ledger.losses,
    counters: ledger.counters,
    flood,
    ...defined({ givenUp: ledger.givenUp }),
  });
}

function classOf(name: LedgerClass['class'], classes: readonly LedgerClass[]): LedgerClass {
  const none = { generated: 0, kept: 0, dropped: 0, expected: { min: 0, max: 0 }, fragments: 0, policies: {} };
  return classes.find((entry) => entry.class === name) ?? { class: name, ...none };
}

/** All classes as one, of which every trace that is missing is in question. */
function allOf(classes: readonly LedgerClass[]): LedgerClass {
  const sum = (of: (entry: LedgerClass) => number): number => classes.reduce((total, entry) => total + of(entry), 0);
  const generated = sum((entry) => entry.generated);
  return {
    class: 'normal',
    generated,
    kept: sum((entry) => entry.kept),
    dropped: sum((entry) => entry.dropped),
    expected: { min: generated, max: generated },
    fragments: 0,
    policies: {},
  };
}

/** A number from Prometheus, if it answers with one: a failed expectation must not turn into an error of its explanation. */
async function count({ clients, signal }: RunContext, query: string): Promise<number | undefined> {
  const [sample] = await clients.prometheus.query(query, { signal }).catch(() => []);
  return sample?.value;
}
