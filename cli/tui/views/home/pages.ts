import type { ComponentName } from '../../../../stack/components/component.ts';
import type { StackView } from '../../state/shared.ts';

/** What a browser can show of a component; undefined where it answers programs only. */
export function pageOf(name: ComponentName, { runtime, endpoints }: StackView): string | undefined {
  const { collector, jaeger, prometheus, loki, grafana, gateway, control } = endpoints;
  switch (name) {
    case 'otel-collector':
      return `${collector.metrics}/metrics`;
    case 'jaeger':
      return `${jaeger}/`;
    case 'prometheus':
      // The embedded one is built without its pages.
      return runtime === 'docker' ? `${prometheus}/` : undefined;
    case 'loki':
      // The store of the embedded runtime tells what it answers; Loki itself has nothing at its root.
      return runtime === 'docker' ? undefined : `${loki}/`;
    case 'grafana':
      return grafana === undefined ? undefined : `${grafana}/`;
    case 'gateway':
      return `${gateway}/products`;
    case 'order':
      return `${control.order}/faults`;
    case 'payment':
      return `${control.payment}/faults`;
    case 'postgres':
      return undefined;
  }
}
