import type { Finding } from '../../lib/events/finding.ts';
import type { AlertEpisode, Rule } from '../inputs/rules/rule.ts';
import type { FaultWindow, Timeline } from '../run/timeline.ts';
import { faultAt } from '../analysis/rules/fault-at.ts';
import { describeLabels } from '../analysis/rules/missing-series.ts';
import { elapsed } from '../analysis/rules/threshold.ts';

/** From so many lives on an alert flaps, unless each belongs to another fault. */
const manyLives = 3;

/** That one alert came and went more than once for one fault, or again and again; undefined where none did. */
export function flaps(rule: Rule, episodes: readonly AlertEpisode[], timeline: Timeline): Finding | undefined {
  const alerts = new Map<string, AlertEpisode[]>();
  for (const episode of episodes) {
    const key = JSON.stringify(Object.entries(episode.labels).sort());
    alerts.set(key, [...(alerts.get(key) ?? []), episode]);
  }
  const flapping = [...alerts.values()].map((lives) => ({ lives, ...countsOf(lives, timeline) })).filter(isFlapping);
  const worst = flapping.sort((a, b) => b.lives.length - a.lives.length)[0];
  if (!worst) return undefined;
  const { lives, most, fault } = worst;
  const where = most > 1 && fault ? `${most} times during ${fault.label}` : `${lives.length} times in all`;
  return {
    kind: 'alert-flaps',
    severity: 'warning',
    subject: rule.name,
    message: `${rule.name} came and went ${where}.`,
    why: `${describeLabels({ ...(lives[0]?.labels ?? {}) })} left its condition and met it again within ${shortestGap(lives)}.`,
    hint: 'Give it keep_firing_for, or a longer range or `for`.',
    source: rule.source,
    evidence: lives.slice(0, 8).map(({ pendingAt, firingAt, resolvedAt }) => ({
      label: `after ${elapsed(pendingAt - timeline.start)}`,
      text: `${firingAt === undefined ? 'pending only' : 'fired'}, ${resolvedAt === undefined ? 'to the end' : `for ${elapsed(resolvedAt - pendingAt)}`}`,
    })),
  };
}

interface Counts {
  lives: AlertEpisode[];
  /** Of the fault during which it came most often. */
  most: number;
  fault?: FaultWindow | undefined;
  /** How many faults it came for; what came for none counts as one each. */
  occasions: number;
}

function countsOf(lives: readonly AlertEpisode[], timeline: Timeline): Omit<Counts, 'lives'> {
  const faults = new Map<FaultWindow, number>();
  let quiet = 0;
  for (const { pendingAt, labels } of lives) {
    const fault = faultAt(timeline, pendingAt, labels);
    if (fault) faults.set(fault, (faults.get(fault) ?? 0) + 1);
    else quiet = 1;
  }
  const [entry] = [...faults].sort((a, b) => b[1] - a[1]);
  return { most: entry?.[1] ?? 0, fault: entry?.[0], occasions: faults.size + quiet };
}

function isFlapping({ lives, most, occasions }: Counts): boolean {
  return most > 1 || (lives.length >= manyLives && lives.length > occasions);
}

function shortestGap(lives: readonly AlertEpisode[]): string {
  const gaps = lives.slice(1).map(({ pendingAt }, index) => pendingAt - (lives[index]?.resolvedAt ?? pendingAt));
  return elapsed(Math.min(...gaps));
}
