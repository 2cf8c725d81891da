import { configDuration, formatSeconds } from '../../lib/duration/format-duration.ts';
import { formatLabels } from '../../lib/format/labels.ts';
import { formatCount } from '../../lib/format/number.ts';
import { alertsOf, type EvaluatedRule } from '../analysis/rules/evaluated-rules.ts';
import { faultAt } from '../analysis/rules/fault-at.ts';
import { usualWaitsMs } from '../analysis/rules/usual-waits.ts';
import type { AlertEpisode, Rule } from '../inputs/rules/rule.ts';
import type { FaultWindow, Timeline } from '../run/timeline.ts';
import type { FindingDefinition, Found } from './definition.ts';
import type { FindingInputs } from './inputs.ts';

/** An alert with so many episodes flaps, unless each is for another fault. */
const manyEpisodes = 3;

/** An alert on a change also becomes active when a fault is over; before that it was quiet for this time. */
const leastQuietMs = 2 * 60_000;

export const alertFlaps: FindingDefinition<Pick<FindingInputs, 'rules'>> = {
  kind: 'alert-flaps',
  category: 'rule',
  needsTime: true,
  severity: 'warning',
  summary: 'An alert became active several times for one fault.',
  docs: {
    meaning: 'Each time the alert fires is a notification, although nothing new happened.',
    example: 'HighErrorRate became active 4 times during errors at payment',
    action: 'Use a longer range in `rate`, a longer `for`, or `keep_firing_for`.',
    silence: '`alerts: {HighErrorRate: ignore}` under `expect` in [sandbox.yaml](../sandbox-yaml.md).',
  },
  find({ rules }) {
    return alertsOf(rules).flatMap((alert) => flapping(alert));
  },
};

/** The labels of the alert that flaps most; none where no labels do. */
function flapping({ rule, episodes, context }: EvaluatedRule): Found[] {
  const { timeline } = context.queries;
  const byLabels = new Map<string, AlertEpisode[]>();
  for (const episode of episodes) {
    // Without firing there is no notification.
    if (episode.firingAt === undefined) continue;
    const key = JSON.stringify(Object.entries(episode.labels).sort());
    byLabels.set(key, [...(byLabels.get(key) ?? []), episode]);
  }
  const [worst] = [...byLabels.values()]
    .map((own) => ({ own, ...countsOf(own, timeline) }))
    .filter(isFlapping)
    .sort((a, b) => b.own.length - a.own.length);
  if (!worst) return [];
  const { own, most, fault } = worst;
  const when =
    most > 1 && fault
      ? `${formatCount(most)} times during ${fault.label}`
      : `${formatCount(own.length)} times in total`;
  return [
    {
      subject: rule.name,
      message: `${rule.name} became active ${when}`,
      why:
        `Its condition was false for only ${shortestGap(own)} between two of them, with the labels ` +
        `${formatLabels({ ...(own[0]?.labels ?? {}) })}.`,
      ...suggestion(rule, own, timeline),
      source: rule.source,
      evidence: own.slice(0, 8).map(({ pendingAt, resolvedAt }) => ({
        label: `after ${formatSeconds(pendingAt - timeline.start)}`,
        text: resolvedAt === undefined ? 'until the end' : `for ${formatSeconds(resolvedAt - pendingAt)}`,
      })),
    },
  ];
}

/** `keep_firing_for`, if one of the usual durations bridges the gaps within a fault and none between two. */
function suggestion(rule: Rule, own: readonly AlertEpisode[], timeline: Timeline): Pick<Found, 'hint' | 'proposal'> {
  const gaps = own.slice(1).map((episode, index) => ({
    ms: episode.pendingAt - (own[index]?.resolvedAt ?? episode.pendingAt),
    isWithin: faultOf(timeline, episode) === faultOf(timeline, own[index]),
  }));
  const within = Math.max(0, ...gaps.filter(({ isWithin }) => isWithin).map(({ ms }) => ms));
  const between = Math.min(Infinity, ...gaps.filter(({ isWithin }) => !isWithin).map(({ ms }) => ms));
  const ms = usualWaitsMs.toReversed().find((wait) => wait > within && wait < between);
  if (ms === undefined) return {};
  const value = configDuration(ms);
  return {
    hint: `Write: keep_firing_for: ${value}.`,
    proposal: {
      changes: [{ of: 'rule', rule: rule.source, key: 'keep_firing_for', value }],
      length: 'whole',
      verified: 'it then fires once for each fault',
    },
  };
}

function faultOf(timeline: Timeline, episode: AlertEpisode | undefined): FaultWindow | undefined {
  return episode && faultAt(timeline, episode.pendingAt, episode.labels);
}

interface Counts {
  own: AlertEpisode[];
  /** The most episodes for one fault, and that fault. */
  most: number;
  fault?: FaultWindow | undefined;
  /** Faults that began or ended with an episode; all episodes without a fault count as one. */
  occasions: number;
}

function countsOf(episodes: readonly AlertEpisode[], timeline: Timeline): Omit<Counts, 'own'> {
  const [begun, ended] = [new Map<FaultWindow, number>(), new Map<FaultWindow, number>()];
  let withoutFault = 0;
  for (const [index, { pendingAt, labels }] of episodes.entries()) {
    const fault = faultAt(timeline, pendingAt, labels);
    if (!fault) {
      withoutFault = 1;
      continue;
    }
    const quietMs = pendingAt - (episodes[index - 1]?.resolvedAt ?? pendingAt);
    const counts = pendingAt >= fault.end && quietMs >= leastQuietMs ? ended : begun;
    counts.set(fault, (counts.get(fault) ?? 0) + 1);
  }
  const [entry] = [...begun, ...ended].sort((a, b) => b[1] - a[1]);
  return { most: entry?.[1] ?? 0, fault: entry?.[0], occasions: begun.size + ended.size + withoutFault };
}

function isFlapping({ own, most, occasions }: Counts): boolean {
  return most > 1 || (own.length >= manyEpisodes && own.length > occasions);
}

function shortestGap(episodes: readonly AlertEpisode[]): string {
  const gaps = episodes.slice(1).map(({ pendingAt }, index) => pendingAt - (episodes[index]?.resolvedAt ?? pendingAt));
  return formatSeconds(Math.min(...gaps));
}
