import type { BackendName } from '../../../../stack/components/backends.ts';
import type { ComponentName } from '../../../../stack/components/component.ts';
import { findService, isPublished } from '../../../../stack/services/index.ts';
import { controlPath } from '../../../../stack/services/service.ts';
import type { StackView } from '../../state/shared.ts';

/** The page of a component that a browser can show; undefined where only programs can use its answers. */
export function pageOf(name: ComponentName, { runtime, endpoints }: StackView): string | undefined {
  const service = findService(name);
  if (service) {
    const { page } = service;
    const isOpen = page !== undefined && isPublished(service);
    const base = isOpen ? endpoints[service.name] : endpoints.control[service.name];
    return base === undefined ? undefined : `${base}${isOpen ? page : controlPath}`;
  }
  const { collector, jaeger, prometheus, loki, grafana } = endpoints;
  switch (name as BackendName) {
    case 'otel-collector':
      return `${collector.metrics}/metrics`;
    case 'jaeger':
      return `${jaeger}/`;
    case 'prometheus':
      // The embedded one is built without its pages.
      return runtime === 'docker' ? `${prometheus}/` : undefined;
    case 'loki':
      // The embedded store lists its routes at its root; Loki has no page there.
      return runtime === 'docker' ? undefined : `${loki}/`;
    case 'grafana':
      return grafana === undefined ? undefined : `${grafana}/`;
    case 'postgres':
    case 'redis':
      return undefined;
  }
}
