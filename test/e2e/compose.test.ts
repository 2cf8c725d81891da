import { execa } from 'execa';
import { dirname } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { waitUntil } from '../../lib/wait.ts';
import { CollectorClient } from '../../stack/clients/collector.ts';
import { request, requestJson } from '../../stack/clients/http.ts';
import { JaegerClient } from '../../stack/clients/jaeger.ts';
import { asArray, asObject } from '../../lib/json.ts';
import { LokiClient } from '../../stack/clients/loki.ts';
import { PrometheusClient } from '../../stack/clients/prometheus.ts';
import { componentsOf } from '../../stack/components/component.ts';
import { findFreePorts } from '../../stack/components/free-ports.ts';
import { publishedPorts, type PortName } from '../../stack/components/ports.ts';
import { composeFile } from '../../stack/images/pinned.ts';
import { hasImage } from '../../stack/images/present.ts';
import { coreServiceNames, serviceNames } from '../../stack/services/index.ts';
import { builtImagesOrReason, dockerOrReason, titled } from '../docker/docker-or-reason.ts';

const found = await dockerOrReason();
const { reason: reasonOfAll } = await builtImagesOrReason(serviceNames);
const { env: connection, reason } = found;
const docker = found.docker as NonNullable<typeof found.docker>;

// As a user without the command: the clone's own files, production pace. Only name and ports differ.
describe.skipIf(reason)(titled('docker compose up --wait alone', reason), () => {
  const project = `sandbox-e2e-${process.pid}`;
  const images = {
    SANDBOX_SERVICES_IMAGE: `${project}:local`,
    SANDBOX_GO_SERVICES_IMAGE: `${project}-go:local`,
    SANDBOX_INVENTORY_IMAGE: `${project}-inventory:local`,
  };
  const ports = {} as Record<PortName, number>;
  let env: Record<string, string>;
  const compose = (...args: string[]) =>
    execa('docker', ['compose', '-p', project, ...args], { cwd: dirname(composeFile), env, all: true });
  const url = (name: PortName): string => `http://127.0.0.1:${ports[name]}`;

  beforeAll(async () => {
    const names = Object.keys(publishedPorts) as PortName[];
    const free = await findFreePorts(names.length);
    for (const [index, name] of names.entries()) ports[name] = free[index] ?? 0;
    const variables = names.map((name) => [
      `SANDBOX_PORT_${name.replaceAll(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`,
      String(ports[name]),
    ]);
    // Images of their own names, which are built here; the classic builder is on every machine.
    env = {
      ...connection,
      ...(Object.fromEntries(variables) as Record<string, string>),
      ...images,
      DOCKER_BUILDKIT: '0',
    };
    await compose('up', '--wait', '--wait-timeout', '100');
  });
  afterAll(async () => {
    await compose('--profile', 'all', 'down', '--volumes', '--timeout', '5');
    for (const image of Object.values(images)) {
      if (await hasImage(docker, image)) await docker.getImage(image).remove();
    }
    const label = [`com.docker.compose.project=${project}`];
    expect(await docker.listContainers({ all: true, filters: { label } })).toEqual([]);
    expect(await docker.listNetworks({ filters: { label } })).toEqual([]);
    expect((await docker.listVolumes({ filters: { label } })).Volumes).toEqual([]);
  });

  /** What `ask` answers, once it is something. */
  async function eventually<T>(what: string, ask: () => Promise<T | undefined>): Promise<T> {
    const waited = await waitUntil<T>(
      async () => {
        const answer = await ask();
        return answer === undefined ? { done: false, seen: 'nothing' } : { done: true, value: answer };
      },
      { timeoutMs: 90_000, intervalMs: 500 },
    );
    if (!waited.ok) throw new Error(`${what}: ${waited.lastSeen} after ${waited.tries} tries`);
    return waited.value;
  }
  /** The trace ID of an order that was accepted. */
  const placeOrder = async (): Promise<string> => {
    const answer = await eventually('the gateway', async () => {
      const response = await fetch(`${url('gateway')}/orders`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ productId: 3, quantity: 2 }),
      });
      await response.text();
      return response.status === 201 ? response : undefined;
    });
    return answer.headers.get('traceresponse')?.split('-')[1] ?? '';
  };
  const traceThrough = (traceId: string, names: readonly string[]): Promise<unknown> =>
    eventually(`a trace through ${names.join(', ')}`, async () => {
      const trace = await new JaegerClient(url('jaeger')).trace(traceId);
      const services = new Set(trace?.spans.map(({ service }) => service));
      return names.every((name) => services.has(name)) ? trace : undefined;
    });
  const recently = (): { start: number; end: number } => ({ start: Date.now() - 300_000, end: Date.now() + 10_000 });

  it('is a file that compose takes without a word', async () => {
    expect((await compose('config', '--quiet')).all).toBe('');
  });

  it('answers requests, and their traces, metrics and lines are found', async () => {
    const traceId = await placeOrder();
    await traceThrough(traceId, coreServiceNames);

    const prometheus = new PrometheusClient(url('prometheus'));
    const query = 'sum by (service_name) (traces_span_metrics_calls_total{span_kind="SPAN_KIND_SERVER"})';
    const samples = await eventually('span metrics', async () => {
      const found = await prometheus.query(query);
      return found.length === 3 ? found : undefined;
    });
    expect(samples.map(({ labels }) => labels.service_name).sort()).toEqual(['gateway', 'order', 'payment']);
    await eventually("the Collector's own metrics", async () => (await prometheus.query('otelcol_process_uptime'))[0]);

    await eventually("the gateway's line on the request", async () => {
      const found = await new LokiClient(url('loki')).queryRange(`{service_name=~".+"} | trace_id="${traceId}"`, {
        ...recently(),
        limit: 100,
      });
      return found.find(({ line }) => line === 'POST /orders 201');
    });
  });

  it("shows the span metrics in Jaeger's monitor", async () => {
    const ask = `service=gateway&endTs=${Date.now()}&lookback=600000&step=5000&ratePer=600000&spanKind=server`;
    const metrics = await eventually('latencies', async () => {
      const { value } = await requestJson(
        `${url('jaeger')}/api/metrics/latencies?quantile=0.5&${ask.replace(/endTs=\d+/, `endTs=${Date.now()}`)}`,
      );
      const found = asArray(asObject(value).metrics);
      return found.length > 0 ? found : undefined;
    });
    expect(asObject(metrics[0]).labels).toEqual([{ name: 'service_name', value: 'gateway' }]);
  });

  it('answers at every port that is documented', async () => {
    await request(`${url('collectorHealth')}/`);
    await request(`${url('grafana')}/api/health`);
    const read = await new CollectorClient(url('collectorMetrics')).read();
    expect(read.sum('receiver_accepted_spans')).toBeGreaterThan(0);
    await request(`${url('otlpHttp')}/v1/traces`, { method: 'POST', json: { resourceSpans: [] } });
  });

  it('gives no container more rights than it needs', async () => {
    const containers = await docker.listContainers({ filters: { label: [`com.docker.compose.project=${project}`] } });
    expect(containers.map(({ Labels }) => Labels['com.docker.compose.service']).sort()).toEqual(
      [...componentsOf(coreServiceNames)].sort(),
    );
    for (const { Id } of containers) {
      const { Config, HostConfig, NetworkSettings } = await docker.getContainer(Id).inspect();
      expect(Config.User).toMatch(/^(?!root|0(:|$))./);
      expect(HostConfig).toMatchObject({
        ReadonlyRootfs: true,
        CapDrop: ['ALL'],
        SecurityOpt: ['no-new-privileges:true'],
      });
      expect(HostConfig.Memory).toBeGreaterThan(0);
      // Null for a port that the image exposes and that is not published.
      const ports = NetworkSettings.Ports as Record<string, { HostIp: string }[] | null>;
      const addresses = Object.values(ports).flatMap((bound) => bound?.map(({ HostIp }) => HostIp) ?? []);
      expect(addresses.filter((address) => address !== '127.0.0.1')).toEqual([]);
    }
  });

  it.skipIf(reasonOfAll)(titled('adds the other services to it with --profile all', reasonOfAll), async () => {
    await compose('--profile', 'all', 'up', '--wait', '--wait-timeout', '100');
    // At its start it looks up which services are there.
    await compose('restart', 'order');
    await traceThrough(await placeOrder(), ['gateway', 'order', 'inventory', 'shipping', 'payment']);
    const prometheus = new PrometheusClient(url('prometheus'));
    await eventually('the scrape of legacy', async () => (await prometheus.query('up{job="legacy"} == 1'))[0]);
  });
});
