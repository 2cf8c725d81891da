import { decidersOf } from '../../analysis/sampling/trace-votes.ts';
import type { AdaptedCollector } from '../../inputs/collector/adapted-collector.ts';
import { ExampleTraces } from './example-traces.ts';
import { SentSpans } from './sent-spans.ts';
import { TraceFates } from './trace-fates.ts';

/** What looks at the spans of traces when they are settled. */
export interface TraceWatchers {
  spans: SentSpans;
  /** Missing where there are no policies. */
  fates?: TraceFates;
  examples: ExampleTraces;
}

/** For traces that go through these Collectors, one after the other. */
export function traceWatchers(...collectors: readonly AdaptedCollector[]): TraceWatchers {
  const spans = new SentSpans();
  const deciders = decidersOf(...collectors);
  return {
    spans,
    examples: new ExampleTraces(spans, deciders),
    ...(deciders.policies.length > 0 ? { fates: new TraceFates(spans, deciders) } : {}),
  };
}
