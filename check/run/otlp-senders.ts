import type { SendOtlp } from '../../simulation/services/otlp-exporter.ts';
import type { OtlpSignal } from '../../lib/otlp/signal.ts';
import type { MemoryHttpClient } from '../../simulation/http/client.ts';
import type { WayIn } from '../inputs/collector/adapted-collector.ts';
import type { Volume } from './observations.ts';
import { noVolumes } from './capture.ts';
import { shapes } from '../../lib/otlp/scanner/shapes.ts';
import { walkExport } from '../../lib/otlp/scanner/walk.ts';

/** Sends the services' exports to the receivers of the Collector, and keeps count of what was sent. */
export class WaysIn {
  /** Of each export once, whatever became of it. */
  readonly sent: Record<OtlpSignal, Volume> = noVolumes();
  /** Milliseconds of this machine that were spent on counting. */
  busyMs = 0;
  readonly #http: MemoryHttpClient;
  readonly #ports: Partial<Record<OtlpSignal, number>> = {};
  /** Exports that were refused come again. */
  readonly #counted = new WeakSet<Uint8Array>();

  constructor(http: MemoryHttpClient, waysIn: readonly WayIn[]) {
    this.#http = http;
    for (const { port, gets } of waysIn) for (const signal of gets) this.#ports[signal] ??= port;
  }

  /** What no receiver takes is not sent, as nobody would have configured its sender. */
  readonly send: SendOtlp = (signal, body) => {
    const port = this.#ports[signal];
    if (port === undefined) return Promise.resolve({ status: 200 });
    if (!this.#counted.has(body)) this.#count(signal, body);
    return this.#http.request({
      method: 'POST',
      host: 'otel-collector',
      port,
      path: `/v1/${signal}`,
      headers: { 'content-type': 'application/x-protobuf' },
      body,
    });
  };

  #count(signal: OtlpSignal, body: Uint8Array): void {
    const begin = performance.now();
    this.#counted.add(body);
    const volume = this.sent[signal];
    volume.bytes += body.length;
    walkExport(shapes[signal], Buffer.from(body.buffer, body.byteOffset, body.length), {
      item: () => void (volume.items += 1),
    });
    this.busyMs += performance.now() - begin;
  }
}
