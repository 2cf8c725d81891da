import type { SendOtlp } from '../../simulation/services/otlp-exporter.ts';
import type { OtlpSignal } from '../../lib/otlp/signal.ts';
import type { MemoryHttpClient } from '../../simulation/http/client.ts';
import type { AdaptedReceiver } from '../inputs/collector/adapted-collector.ts';
import type { Volume } from './observations.ts';
import { noVolumes } from './capture.ts';
import { exportShapes } from '../../lib/otlp/scanner/export-shapes.ts';
import { walkExport } from '../../lib/otlp/scanner/walk-export.ts';

/** Sends the exports of the simulated services to the Collector's receivers, and counts what is sent. */
export class OtlpSender {
  /** Each export counts once, however often it is sent and whether it is accepted or not. */
  readonly sent: Record<OtlpSignal, Volume> = noVolumes();
  /** Real time that was spent on counting, in milliseconds. */
  busyMs = 0;
  readonly #http: MemoryHttpClient;
  readonly #ports: Partial<Record<OtlpSignal, number>> = {};
  /** Exports that were counted already: a refused export is sent again. */
  readonly #counted = new WeakSet<Uint8Array>();

  constructor(http: MemoryHttpClient, receivers: readonly AdaptedReceiver[]) {
    this.#http = http;
    for (const { port, trafficSignals } of receivers) for (const signal of trafficSignals) this.#ports[signal] ??= port;
  }

  /**
   * Sends an export to the receiver of its signal on a host. If there is none it is dropped, as if the SDK had no such
   * exporter.
   */
  sendTo(host: string): SendOtlp {
    return (signal, body) => {
      const port = this.#ports[signal];
      if (port === undefined) return Promise.resolve({ status: 200 });
      if (!this.#counted.has(body)) this.#count(signal, body);
      return this.#http.request({
        method: 'POST',
        host,
        port,
        path: `/v1/${signal}`,
        headers: { 'content-type': 'application/x-protobuf' },
        body,
      });
    };
  }

  #count(signal: OtlpSignal, body: Uint8Array): void {
    const begin = performance.now();
    this.#counted.add(body);
    const volume = this.sent[signal];
    volume.bytes += body.length;
    walkExport(exportShapes[signal], Buffer.from(body.buffer, body.byteOffset, body.length), {
      item: () => void (volume.items += 1),
    });
    this.busyMs += performance.now() - begin;
  }
}
