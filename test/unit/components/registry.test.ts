import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../../../lib/paths.ts';
import { componentNames, componentsOf, findComponent } from '../../../stack/components/component.ts';
import { endpointsOf } from '../../../stack/components/endpoints.ts';
import { controlPortNames, publishedPorts, publishedPortNames } from '../../../stack/components/ports.ts';
import { portVariables } from '../../../stack/runtimes/docker/port-map.ts';
import { stopOrder } from '../../../stack/runtimes/stop-order.ts';
import { coreServiceNames, entryPoint, serviceNames, services } from '../../../stack/services/index.ts';

const calleesOf = (environment: (typeof services)[number]['environment']): string[] =>
  Object.values(environment).flatMap((value) => (typeof value === 'string' ? [] : [value.urlOf]));

describe('the service registry', () => {
  it('has every name once, also among the backends', () => {
    expect(new Set(componentNames).size).toBe(componentNames.length);
  });

  it.each(services)('refers to components that exist and to code that exists in $name', (service) => {
    const { environment, launcher, dependsOn } = service;
    for (const name of [...calleesOf(environment), ...dependsOn]) expect(findComponent(name)?.name).toBe(name);
    if (launcher.kind === 'node') expect(existsSync(join(packageRoot, `${launcher.main}.ts`))).toBe(true);
  });

  it.each(services)('stops $name no later than the components that it calls', ({ stopOrder: own, environment }) => {
    for (const name of calleesOf(environment)) expect(findComponent(name)?.stopOrder).toBeGreaterThanOrEqual(own);
  });

  it('leaves out what a selection does not need', () => {
    expect(componentsOf([])).toEqual(['otel-collector', 'jaeger', 'prometheus', 'loki', 'grafana']);
    expect(componentsOf(['gateway', 'payment'])).not.toContain('postgres');
    expect(componentsOf(coreServiceNames)).toEqual(expect.arrayContaining(['postgres', ...coreServiceNames]));
    expect(componentsOf(serviceNames)).toEqual(componentNames);
  });

  it('gives ports, endpoints and the stop order', () => {
    expect(publishedPorts[entryPoint.name]).toEqual({ component: 'gateway', port: 8080, serves: 'gateway' });
    expect(stopOrder).toEqual([
      ['gateway'],
      ['order', 'payment', 'inventory', 'shipping', 'legacy'],
      ['otel-collector'],
      ['jaeger', 'prometheus', 'loki', 'grafana', 'postgres', 'redis'],
    ]);
    const ports = Object.fromEntries([...publishedPortNames, ...controlPortNames].map((name, index) => [name, index]));
    const all = ports as Parameters<typeof endpointsOf>[0];
    expect(endpointsOf(all, { grafana: false, services: serviceNames })).toMatchObject({
      gateway: `http://127.0.0.1:${all.gateway}`,
      control: { order: `http://127.0.0.1:${all.orderControl}` },
    });
    expect(portVariables(all)).toMatchObject({
      SANDBOX_PORT_OTLP_GRPC: String(all.otlpGrpc),
      SANDBOX_PORT_PAYMENT_CONTROL: String(all.paymentControl),
    });
  });
});
