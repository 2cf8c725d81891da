import type { Transition } from './transitions.ts';
import { agrees } from './watcher.ts';

/** The state changes of the alerts with these labels, in order. */
export function timelineOf(
  transitions: readonly Transition[],
  alertname: string,
  labels: Record<string, string>,
): Transition[] {
  return transitions.filter((change) => change.alertname === alertname && agrees(change.labels, labels));
}

/** Whether a single alert went from pending to firing and back to inactive. */
export function firesAndResolves(timeline: readonly Transition[]): boolean {
  const states = new Map<string, string>();
  for (const { labels, to } of timeline) {
    const key = JSON.stringify(labels);
    states.set(key, `${states.get(key) ?? ''} ${to}`);
  }
  return [...states.values()].some((sequence) => sequence.includes('pending firing inactive'));
}

/** `inactive -> pending 12:00:03.250 -> firing 12:00:09.250`, for each alert that has these labels. */
export function describeTimeline(timeline: readonly Transition[]): string {
  if (timeline.length === 0) return 'inactive all the time';
  const alerts = new Map<string, string>();
  for (const { labels, from, to, at } of timeline) {
    const key = Object.entries(labels)
      .filter(([name]) => name !== 'severity')
      .map(([name, value]) => `${name}=${value}`)
      .join(', ');
    alerts.set(key, `${alerts.get(key) ?? from} -> ${to} ${timeOfDay(at)}`);
  }
  return [...alerts].map(([key, states]) => (key === '' ? states : `${states} (${key})`)).join('; ');
}

function timeOfDay(at: string): string {
  const [, time] = /T(\d\d:\d\d:\d\d(?:\.\d{1,3})?)/.exec(at) ?? [];
  return time ?? at;
}
