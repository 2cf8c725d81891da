import type { ComponentName } from '../components/component.ts';

/** In which order a stack ends, the members of a group at once: what sends goes before what receives, so that nothing under way is lost. */
export const stopOrder: readonly (readonly ComponentName[])[] = [
  ['gateway'],
  ['order', 'payment'],
  ['otel-collector'],
  ['prometheus', 'jaeger', 'loki', 'grafana', 'postgres'],
];
