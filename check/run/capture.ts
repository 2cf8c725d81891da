import { gunzipSync } from 'node:zlib';
import { messageOf } from '../../lib/errors.ts';
import type { OtlpSignal } from '../../lib/otlp/signal.ts';
import { type HttpServerResponse, type HttpServerRequest, serveHttp } from '../../simulation/http/server.ts';
import type { MemoryNetwork } from '../../simulation/network/memory-network.ts';
import type { AdaptedExporter } from '../inputs/collector/adapted-collector.ts';
import type { Volume } from './observations.ts';
import type { LeakSearch } from '../analysis/secrets/leak-search.ts';
import { scanSpans } from '../../lib/otlp/scanner/scan-spans.ts';
import { exportShapes } from '../../lib/otlp/scanner/export-shapes.ts';
import { walkExport } from '../../lib/otlp/scanner/walk-export.ts';
import type { TraceLedger } from './traces/trace-ledger.ts';

export interface CaptureOptions {
  ledger: TraceLedger;
  leaks: LeakSearch | undefined;
  /** Receives the exported metrics that reach Prometheus in no other way, as ExportMetricsServiceRequests. */
  forwardMetrics: (exporter: string, body: Buffer) => void;
}

/**
 * The backends of the Collector's captured exporters: counts what they receive, searches it for secrets, and passes
 * spans to the ledger and metrics on.
 */
export class Capture {
  /** By the exporter's name in the user's file; of the agents, with `agentPrefix` in front. */
  readonly received: Record<string, Record<OtlpSignal, Volume>> = {};
  /** Real time that was spent here, in milliseconds. */
  busyMs = 0;
  readonly #options: CaptureOptions;
  readonly #duplicates = new Set<string>();

  constructor(options: CaptureOptions) {
    this.#options = options;
  }

  /** Starts a backend for each captured exporter. */
  async listen(network: MemoryNetwork, exporters: readonly AdaptedExporter[], prefix = ''): Promise<void> {
    for (const { id: own, how, host, isDuplicate } of exporters) {
      if (how !== 'captured' || host === undefined) continue;
      const id = `${prefix}${own}`;
      this.received[id] = noVolumes();
      if (isDuplicate) this.#duplicates.add(id);
      await serveHttp(network.join(host), 4318, (request) => {
        const begin = performance.now();
        const answer = this.#answer(id, request);
        this.busyMs += performance.now() - begin;
        return answer;
      });
    }
  }

  #answer(exporter: string, { path, headers, body }: HttpServerRequest): HttpServerResponse {
    const signal = signalOf(path);
    if (signal === undefined) return { status: 404, body: `there is no ${path}` };
    try {
      const content = headers.get('content-encoding') === 'gzip' ? gunzipSync(body) : body;
      this.#receive(exporter, signal, content);
    } catch (error) {
      return { status: 400, body: messageOf(error) };
    }
    // An empty Export*ServiceResponse: everything was accepted.
    return { status: 200, headers: { 'content-type': 'application/x-protobuf' } };
  }

  #receive(exporter: string, signal: OtlpSignal, body: Buffer): void {
    const { ledger, leaks, forwardMetrics } = this.#options;
    const volume = this.received[exporter]?.[signal] ?? { items: 0, bytes: 0 };
    volume.bytes += body.length;
    const count = (): void => void (volume.items += 1);
    if (signal === 'traces') {
      scanSpans(body, (span) => {
        count();
        ledger.see(exporter, span);
      });
    } else {
      walkExport(exportShapes[signal], body, { item: count });
    }
    leaks?.search(exporter, signal, body);
    if (signal === 'metrics' && !this.#duplicates.has(exporter)) forwardMetrics(exporter, body);
  }
}

export function noVolumes(): Record<OtlpSignal, Volume> {
  const none = (): Volume => ({ items: 0, bytes: 0 });
  return { traces: none(), metrics: none(), logs: none() };
}

function signalOf(path: string): OtlpSignal | undefined {
  const [, name] = /^\/v1\/(traces|metrics|logs)$/.exec(path) ?? [];
  return name as OtlpSignal | undefined;
}
