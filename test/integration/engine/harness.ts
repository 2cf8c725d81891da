import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import { waitUntil } from '../../../lib/wait.ts';
import { ensureEngine, ensureShop } from '../../../stack/engine/build/ensure-engine.ts';
import { type LoadedEngine, loadEngine } from '../../../stack/engine/load.ts';
import {
  type EngineHandle,
  type EngineOptions,
  type EngineRole,
  type ShopRole,
  startEngine,
} from '../../../stack/engine/start.ts';
import { once } from '../../../lib/once.ts';

/** A component under test with everything that it has said. */
export interface Started {
  handle: EngineHandle;
  lines: string[];
}

/** What a test file starts and writes; `close` ends and removes all of it. */
export class Bench {
  readonly folder: string = mkdtempSync(join(tmpdir(), 'sandbox-engine-test-'));
  readonly #engine = once(async (): Promise<LoadedEngine> => loadEngine(await ensureEngine()));
  readonly #shop = once(async (): Promise<LoadedEngine> => loadEngine(await ensureShop()));
  readonly #handles: EngineHandle[] = [];
  readonly #servers: Server[] = [];
  #files = 0;

  async start(role: EngineRole | ShopRole, options: Omit<EngineOptions, 'engine' | 'onLog'>): Promise<Started> {
    const lines: string[] = [];
    const handle = startEngine(role, {
      engine: await (role === 'collector' || role === 'prometheus' ? this.#engine() : this.#shop()),
      ...options,
      onLog: (line) => lines.push(line.text),
    });
    this.#handles.push(handle);
    return { handle, lines };
  }

  /** Writes a file into the folder of the test and returns its path. */
  file(content: string, name = `file-${++this.#files}.yaml`): string {
    const path = join(this.folder, name);
    writeFileSync(path, content);
    return path;
  }

  /** Starts a Collector with a configuration and waits until it is ready. */
  async collector(config: string, options: Partial<EngineOptions> = {}): Promise<Started & { ports: Ports }> {
    const started = await this.start('collector', {
      ...options,
      argv: [`--config=${this.file(config)}`, ...(options.argv ?? [])],
    });
    return { ...started, ports: await started.handle.ready };
  }

  async prometheus(config: string, options: Partial<EngineOptions> = {}): Promise<Started & { url: string }> {
    const started = await this.start('prometheus', {
      ...options,
      argv: [
        `--config.file=${this.file(config)}`,
        `--storage.tsdb.path=${join(this.folder, `data-${++this.#files}`)}`,
        '--scrape.discovery-reload-interval=50ms',
        ...(options.argv ?? []),
      ],
    });
    const ports = await started.handle.ready;
    return { ...started, url: `http://127.0.0.1:${ports[9090] ?? 0}` };
  }

  /** An OTLP/HTTP backend that keeps what it is sent as JSON, which the exporters under test are configured to send. */
  async backend(): Promise<Backend> {
    const bodies: unknown[] = [];
    const server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        bodies.push(JSON.parse(Buffer.concat(chunks).toString()));
        response.setHeader('content-type', 'application/json');
        response.end('{}');
      });
    });
    return {
      address: await this.listen(server),
      bodies: () => bodies,
      spans: () => bodies.flatMap((body) => spansOf(body as TracesBody)),
      points: (name) => bodies.flatMap((body) => pointsOf(body as MetricsBody, name)),
    };
  }

  /** Lets a server listen on a free port; its address as `127.0.0.1:port`. */
  async listen(server: Server): Promise<string> {
    this.#servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return `127.0.0.1:${(server.address() as { port: number }).port}`;
  }

  async close(): Promise<void> {
    await Promise.all(this.#handles.map((handle) => handle.terminate()));
    for (const server of this.#servers) {
      server.closeAllConnections();
      server.close();
    }
    rmSync(this.folder, { recursive: true, force: true });
  }
}

export type Ports = Readonly<Record<number, number>>;

export interface Backend {
  address: string;
  /** What it was sent, in OTLP's JSON. */
  bodies: () => readonly unknown[];
  spans: () => ReceivedSpan[];
  /** Of the gauge or counter with this name, in the order of arrival. */
  points: (name: string) => ReceivedPoint[];
}

interface ScopeSpans {
  scope?: { attributes?: { key: string; value: { stringValue?: string } }[] };
  spans: { traceId: string; name: string }[];
}

export interface ReceivedSpan {
  traceId: string;
  name: string;
  /** The sampling policy, which the Collector records on the scope of the spans. */
  policy: string | undefined;
}

interface TracesBody {
  resourceSpans?: { scopeSpans: ScopeSpans[] }[];
}

export interface ReceivedPoint {
  value: number;
  attributes: Record<string, unknown>;
  resource: Record<string, unknown>;
}

type Attributes = { key: string; value: { stringValue?: string } }[];
interface Points {
  dataPoints: { asDouble?: number; asInt?: string; attributes?: Attributes }[];
}
interface MetricsBody {
  resourceMetrics?: {
    resource: { attributes?: Attributes };
    scopeMetrics: { metrics: { name: string; gauge?: Points; sum?: Points }[] }[];
  }[];
}

const textsOf = (attributes: Attributes = []): Record<string, unknown> =>
  Object.fromEntries(attributes.map(({ key, value }) => [key, value.stringValue]));

function pointsOf(body: MetricsBody, name: string): ReceivedPoint[] {
  return (body.resourceMetrics ?? []).flatMap(({ resource, scopeMetrics }) =>
    scopeMetrics
      .flatMap(({ metrics }) => metrics)
      .filter((metric) => metric.name === name)
      .flatMap(({ gauge, sum }) => (gauge ?? sum)?.dataPoints ?? [])
      .map(({ asDouble, asInt, attributes }) => ({
        value: asDouble ?? Number(asInt),
        attributes: textsOf(attributes),
        resource: textsOf(resource.attributes),
      })),
  );
}

const spansOf = (body: TracesBody): ReceivedSpan[] =>
  (body.resourceSpans ?? []).flatMap(({ scopeSpans }) =>
    scopeSpans.flatMap(({ scope, spans }) => {
      const policy = scope?.attributes?.find(({ key }) => key === 'tailsampling.policy')?.value.stringValue;
      return spans.map(({ traceId, name }) => ({ traceId, name, policy }));
    }),
  );

/** Trace `n` of a test, as 32 hexadecimal digits. */
export const traceId = (n: number): string => n.toString(16).padStart(32, '0');

/** Sends one-span traces to an OTLP/HTTP receiver. */
export async function sendTraces(
  port: number | undefined,
  traces: { id: string; error?: boolean }[],
): Promise<Response> {
  const now = BigInt(Date.now()) * 1_000_000n;
  const spans = traces.map(({ id, error }) => ({
    traceId: id,
    spanId: id.slice(16),
    name: 'GET /products',
    kind: 2,
    startTimeUnixNano: String(now - 20_000_000n),
    endTimeUnixNano: String(now),
    status: error === true ? { code: 2 } : {},
  }));
  const resource = { attributes: [{ key: 'service.name', value: { stringValue: 'order' } }] };
  return fetch(`http://127.0.0.1:${port ?? 0}/v1/traces`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ resourceSpans: [{ resource, scopeSpans: [{ spans }] }] }),
  });
}

/** Waits until `look` answers something else than undefined; a wait that ends without is a failed test that says what was seen. */
export async function eventually<T>(
  look: () => T | undefined | Promise<T | undefined>,
  seen: () => unknown,
): Promise<T> {
  const waited = await waitUntil(
    async () => {
      const value = await look();
      return value === undefined ? { done: false, seen: JSON.stringify(seen()) } : { done: true, value };
    },
    { timeoutMs: 30_000, intervalMs: 20 },
  );
  if (!waited.ok) expect.fail(`after ${waited.ms}ms and ${waited.tries} tries: ${waited.lastSeen}`);
  return waited.value;
}

/** The value of a metric in the Prometheus text format, summed over its series. */
export async function metric(port: number | undefined, name: string): Promise<number> {
  const text = await (await fetch(`http://127.0.0.1:${port ?? 0}/metrics`)).text();
  return text
    .split('\n')
    .filter((line) => line.startsWith(`${name}{`) || line.startsWith(`${name} `))
    .reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' ') + 1)), 0);
}
