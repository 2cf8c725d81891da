import { loadSpike } from '../../scenarios/faults/load-spike.ts';
import { formatDuration } from '../../lib/duration/format-duration.ts';
import { formatCountsInText } from '../../lib/format/list.ts';
import { formatCount, formatNumber, plural } from '../../lib/format/number.ts';
import { formatPercent } from '../../lib/format/percent.ts';
import { evictions, isMostlyEvicted, moreTraces, numTraces, peakPerSecond } from '../analysis/sampling/evictions.ts';
import type { FindingDefinition } from './definition.ts';
import type { FindingInputs } from './inputs.ts';

export const tracesEvicted: FindingDefinition<Pick<FindingInputs, 'collector' | 'observations'>> = {
  kind: 'traces-evicted',
  category: 'sampling',
  severity: 'error',
  summary: 'The tail sampler evicted most traces before it decided on them.',
  docs: {
    meaning:
      'The sampler keeps `num_traces` traces in memory and evicts the oldest for a new one. If more arrive within ' +
      '`decision_wait`, traces are lost undecided, whatever the policies say. Fewer evictions are a cause of ' +
      '[traces-lost](traces-lost.md) and [trace-incomplete](trace-incomplete.md).',
    example: 'tail_sampling evicted 56,530 of 56,619 traces (99.8%) before it decided on them',
    action: 'Set `num_traces` to at least twice the traces that arrive within `decision_wait`.',
  },
  find({ collector, observations }) {
    const [sampler] = collector.samplers;
    if (!sampler || !isMostlyEvicted(observations)) return [];
    const { evicted, received } = evictions(observations);
    const { timeline, classes } = observations;
    const perSecond = peakPerSecond(received, timeline);
    const isSpike = timeline.faults.some(({ fault }) => fault === loadSpike.name);
    const waitS = sampler.decisionWaitMs / 1000;
    const { held, needed } = numTraces(collector, sampler, observations);
    const all = classes.reduce((sum, one) => sum + one.sent, 0);
    const lost = Math.min(
      evicted,
      classes.reduce((sum, one) => sum + one.sent - one.kept, 0),
    );
    const kept = Object.fromEntries(classes.map((one) => [one.class, one.kept]));
    const sent = Object.fromEntries(classes.map((one) => [one.class, one.sent]));
    return [
      {
        subject: sampler.id,
        message:
          `${sampler.id} evicted ${formatCount(lost)} of ${formatCount(all)} traces ` +
          `(${formatPercent(lost / all)}) before it decided on them`,
        why:
          `It holds ${formatCount(held)} traces (num_traces), but ${formatNumber(perSecond)} arrive per second${isSpike ? ' during the load spike' : ''}, ` +
          `${formatCount(Math.round(perSecond * waitS))} within decision_wait (${formatDuration(sampler.decisionWaitMs)}). ` +
          'An evicted trace is lost; its later spans count as a new one.',
        hint:
          `Set num_traces to at least ${formatCount(needed)} for this traffic; in production, to twice the traces per ` +
          'second times decision_wait.',
        proposal: {
          changes: moreTraces(collector, observations),
          length: 'short',
          outcome: (after) => ({
            left: evictions(after).evicted,
            text: `with it, ${formatCount(evictions(after).evicted)} of ${plural(evictions(after).received, 'trace')} are evicted`,
          }),
          hides: ['traces-lost', 'trace-incomplete', 'policy-never-samples', 'policy-samples-everything'],
        },
        source: collector.sourceOf(['processors', sampler.id, 'num_traces']) ?? sampler.source,
        evidence: [
          { label: 'sent', text: formatCountsInText(sent) },
          { label: 'kept', text: formatCountsInText(kept) || 'nothing' },
        ],
      },
    ];
  },
};
