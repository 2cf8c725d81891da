import { formatCountsInText, formatList } from '../../lib/format/list.ts';
import { formatCount } from '../../lib/format/number.ts';
import { redactionOf } from '../analysis/secrets/redaction-changes.ts';
import { pipelineLine, redactorsBefore } from '../analysis/secrets/redaction.ts';
import type { AdaptedCollector } from '../inputs/collector/adapted-collector.ts';
import type { Leak } from '../run/observations.ts';
import type { FindingDefinition, Found } from './definition.ts';
import type { FindingInputs } from './inputs.ts';

/** Redactors often list many attributes. */
const shownKeys = 8;

export const secretLeaked: FindingDefinition<Pick<FindingInputs, 'collector' | 'observations'>> = {
  kind: 'secret-leaked',
  category: 'secret',
  severity: 'error',
  isForAgents: true,
  summary: 'An exporter sent a secret: a match of `--secrets`, or one that the traffic carries.',
  docs: {
    meaning:
      'Text that matches a pattern of `--secrets`, or a secret that the simulated requests carry, came out of the ' +
      'Collector. Excerpts in the evidence are masked.',
    example:
      'planted token was exported by otlp_http/traces in traces, 12 times: span attribute url.full (9), span ' +
      'attribute url.query (3)',
    action:
      'Redact every place that the finding lists, before the first exporter. Keep the pattern under `secrets` in ' +
      '[sandbox.yaml](../sandbox-yaml.md).',
  },
  find({ collector, observations: { leaks } }) {
    const groups = new Map<string, Leak[]>();
    for (const leak of leaks) {
      const key = JSON.stringify([leak.pattern, leak.exporter, leak.signal]);
      groups.set(key, [...(groups.get(key) ?? []), leak]);
    }
    return [...groups.values()].flatMap((group): Found[] => {
      const [first] = group;
      if (!first) return [];
      const { pattern, exporter, signal } = first;
      const total = group.reduce((sum, { count }) => sum + count, 0);
      const redactors = redactorsBefore(collector, first);
      const [redactor] = redactors;
      const places = formatCountsInText(Object.fromEntries(group.map(({ place, count }) => [place, count])));
      return [
        {
          subject: pattern,
          message:
            `${pattern} was exported by ${exporter} in ${signal}, ` +
            `${total === 1 ? 'once' : `${formatCount(total)} times`}: ` +
            places,
          ...explain(redactors, group, collector),
          source:
            redactor === undefined ? pipelineLine(collector, first) : collector.sourceOf(['processors', redactor]),
          evidence: group.map(({ place, example }) => ({ label: place, text: example })),
        },
      ];
    });
  },
};

/** A processor that masks the secret wherever it is. */
function suggestion(collector: AdaptedCollector, [leak]: readonly Leak[]): Pick<Found, 'hint' | 'proposal'> {
  const redaction = leak && redactionOf(collector, leak);
  if (!redaction) return {};
  const { id, pattern, pipelines, changes } = redaction;
  return {
    hint: `Add ${id} with blocked_values ${pattern} to the end of ${formatList(pipelines)}.`,
    proposal: { changes, length: 'whole' },
  };
}

function explain(
  redactors: readonly string[],
  leaks: readonly Leak[],
  collector: AdaptedCollector,
): Pick<Found, 'why' | 'hint' | 'proposal'> {
  const places = formatList([...new Set(leaks.map(({ place }) => place))]);
  const [first] = redactors;
  const { attributes } = collector;
  const suggested = suggestion(collector, leaks);
  if (first === undefined) {
    return {
      why: 'No processor in front of this exporter redacts anything.',
      ...suggested,
    };
  }
  const isOne = redactors.length === 1;
  const keys = new Set(attributes.filter(({ component }) => redactors.includes(component)).map(({ key }) => key));
  const named = formatList([...keys].slice(0, shownKeys));
  const scope = keys.size === 0 ? '' : ` ${isOne ? 'It names' : 'They name'} ${named}.`;
  return {
    why: `${formatList(redactors)} ${isOne ? 'does' : 'do'} not redact it in ${places}.${scope}`,
    ...suggested,
  };
}
