import { formatDuration } from '../../lib/duration/format-duration.ts';
import { formatCountsInText } from '../../lib/format/list.ts';
import { formatCount } from '../../lib/format/number.ts';
import { formatPercent } from '../../lib/format/percent.ts';
import { reportCauses } from '../analysis/sampling/cause.ts';
import { isMostlyEvicted } from '../analysis/sampling/evictions.ts';
import { incompleteTraceCauses } from '../analysis/sampling/incomplete-traces.ts';
import { traceSplits } from '../analysis/sampling/split-traces.ts';
import type { Observations } from '../run/observations.ts';
import type { FindingDefinition } from './definition.ts';
import type { FindingInputs } from './inputs.ts';

export const traceIncomplete: FindingDefinition<Pick<FindingInputs, 'tiers' | 'collector' | 'observations'>> = {
  kind: 'trace-incomplete',
  category: 'sampling',
  severity: 'error',
  summary: 'Kept traces are incomplete: some of their spans are missing.',
  docs: {
    meaning:
      'Some traces came out of the Collector without all of their spans: no exporter sent the others. Either the sampler decided before a trace ' +
      'was complete (`decision_wait` shorter than the trace), it lost its record of the trace (`num_traces` too ' +
      'small), or a component dropped single spans.',
    example: '37 of 412 kept traces (9%) are incomplete: slow (37)',
    action:
      'Set `decision_wait` to more than your longest trace, and add a `decision_cache` for spans that are later still.',
  },
  find({ tiers, collector, observations }) {
    const { classes } = observations;
    const incomplete = sum(observations, 'incomplete');
    // traces-evicted reports that hardly any trace was decided on, trace-split that tail samplers decided on parts.
    if (incomplete === 0 || isMostlyEvicted(observations)) return [];
    if (traceSplits({ tiers, collector, observations }).length > 0) return [];
    const longest = Math.max(...classes.map(({ longestIncompleteMs }) => longestIncompleteMs));
    const durations = classes.flatMap(
      ({ incompleteMs, longestIncompleteMs: ms }) => incompleteMs ?? (ms > 0 ? [ms] : []),
    );
    const { agents } = observations;
    const causes = [
      ...(tiers && agents ? incompleteTraceCauses(tiers.agent, { ...observations, ...agents }, durations) : []),
      ...incompleteTraceCauses(collector, observations, durations),
    ];
    const example = classes.map(({ examples }) => examples.incomplete).find((id) => id !== undefined);
    const byClass = Object.fromEntries(
      classes.filter(({ incomplete }) => incomplete > 0).map((one) => [one.class, one.incomplete]),
    );
    const kept = sum(observations, 'kept');
    const [sampler] = collector.samplers;
    const { changes, ...reported } = reportCauses(causes);
    return [
      {
        subject: sampler?.id ?? 'traces',
        message:
          `${formatCount(incomplete)} of ${formatCount(kept)} kept traces ` +
          `(${formatPercent(incomplete / kept)}) are incomplete: ${formatCountsInText(byClass)}`,
        ...reported,
        proposal: {
          changes,
          length: 'whole',
          outcome: (after) => ({
            left: sum(after, 'incomplete'),
            text: `${formatCount(sum(after, 'incomplete'))} of ${formatCount(sum(after, 'kept'))} kept traces incomplete`,
          }),
        },
        source: causes[0]?.source ?? sampler?.source,
        evidence: [
          { label: 'longest', text: formatDuration(longest) },
          ...(example === undefined ? [] : [{ label: 'an incomplete trace', text: example }]),
        ],
      },
    ];
  },
};

function sum({ classes }: Observations, of: 'kept' | 'incomplete'): number {
  return classes.reduce((all, one) => all + one[of], 0);
}
