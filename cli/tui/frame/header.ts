import { formatAge } from '../../../lib/duration/format-duration.ts';
import type { Activity, Shared } from '../state/shared.ts';
import type { ViewId } from '../state/effect.ts';
import type { View } from '../view.ts';
import type { Line, Span } from '../widgets/line.ts';
import { alertMarks, type Mark } from '../widgets/theme.ts';

const activityMarks: Record<Activity, Mark> = {
  booting: { icon: '…', word: 'booting', tone: 'accent' },
  ready: { icon: '✓', word: 'ready', tone: 'good' },
  running: { icon: '▸', word: 'running', tone: 'accent' },
  stopping: { icon: '■', word: 'stopping', tone: 'warn' },
  ended: { icon: '■', word: 'stopped', tone: 'quiet' },
};

/** The two rows above every view: the views with their keys, and how the sandbox is. */
export function headerLines(views: readonly View[], shown: ViewId, shared: Shared): Line[] {
  const tabs = views.map(({ id, key, title }): Span => {
    if (id === shown) return { text: `[${key} ${title}]`, strong: true, inverse: true };
    return { text: ` ${key} ${title} ` };
  });
  return [tabs, statusLine(shared)];
}

function statusLine(shared: Shared): Line {
  const { stack, startedAt, readyAt, now } = shared;
  const parts: Line[] = [
    [activitySpan(shared)],
    ...(readyAt === undefined ? [[formatAge(now - startedAt)]] : []),
    ...(stack ? [[`${stack.runtime}, pace ${stack.pace}`]] : []),
    ...failedSpans(shared),
    [alertsSpan(shared)],
    ...(shared.handFaults.length > 0 ? [[handFaultsSpan(shared)]] : []),
    [trafficSpan(shared)],
  ];
  return [' ', ...parts.flatMap((part, i) => (i === 0 ? part : [{ text: '  │  ', tone: 'quiet' as const }, ...part]))];
}

function activitySpan({ activity, plan }: Shared): Span {
  const { icon, word, tone } = activityMarks[activity];
  // After its last event a run still gives the sandbox back as it was.
  const what = activity === 'running' ? (plan?.scenarios[0] ?? 'a run to its end') : '';
  return { text: `${icon} ${word} ${what}`.trimEnd(), tone, strong: true };
}

/** A component that ended by itself: nothing else on most screens would tell. */
function failedSpans({ components, stack }: Shared): Line[] {
  const failed = stack ? components.filter(({ state }) => state === 'failed') : [];
  const [first] = failed;
  if (!first) return [];
  const who = failed.length === 1 ? first.name : `${failed.length} components`;
  return [[{ text: `✗ ${who} failed`, tone: 'bad', strong: true }]];
}

/** The most urgent state of all alerts, and how many are in it. */
function alertsSpan({ rules, rulesFailure }: Shared): Span {
  if (rules.length === 0)
    return { text: rulesFailure === undefined ? 'alerts not read yet' : 'alerts cannot be read', tone: 'quiet' };
  const states = rules.flatMap(({ alerts }) => alerts.map(({ state }) => state));
  const state = states.includes('firing') ? 'firing' : states.includes('pending') ? 'pending' : 'inactive';
  const count = states.filter((one) => one === state).length;
  const { icon, tone } = alertMarks[state];
  return count === 0
    ? { text: 'no alert', tone }
    : { text: `${icon} ${count} ${state}`, tone, strong: state === 'firing' };
}

function handFaultsSpan({ handFaults }: Shared): Span {
  return { text: `✗ ${handFaults.length} ${handFaults.length === 1 ? 'fault' : 'faults'} on`, tone: 'warn' };
}

function trafficSpan({ traffic, usedBy, activity }: Shared): Span {
  if (usedBy !== undefined && activity === 'ready') return { text: `in use by ${usedBy}`, tone: 'warn' };
  if (!traffic || traffic.rate === 0) return { text: 'no traffic', tone: 'quiet' };
  return { text: traffic.paused ? 'traffic rests' : `traffic ${traffic.rate}/s`, tone: 'quiet' };
}
