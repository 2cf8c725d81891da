import { messageOf } from '../../lib/errors.ts';
import type { MemoryHttpClient } from '../../simulation/http/client.ts';
import type { VirtualTime } from '../../simulation/clock/virtual-time.ts';

/**
 * Forwards the metrics that the Collector exports to Prometheus, one export at a time: the points of a series must
 * arrive in order.
 */
export class MetricsForwarder {
  readonly #http: MemoryHttpClient;
  readonly #time: VirtualTime;
  readonly #onRefused: (exporter: string, reason: string) => void;
  readonly #waiting: { exporter: string; body: Buffer }[] = [];
  #isBusy = false;
  #whenIdle: (() => void)[] = [];

  constructor(
    http: MemoryHttpClient,
    time: VirtualTime,
    onRefused: (exporter: string, reason: string) => void = () => undefined,
  ) {
    this.#http = http;
    this.#time = time;
    this.#onRefused = onRefused;
  }

  readonly forward = (exporter: string, body: Buffer): void => {
    this.#waiting.push({ exporter, body });
    if (!this.#isBusy) void this.#work();
  };

  /** Resolves when everything was forwarded. */
  idle(): Promise<void> {
    if (!this.#isBusy) return Promise.resolve();
    return new Promise((resolve) => this.#whenIdle.push(resolve));
  }

  async #work(): Promise<void> {
    this.#isBusy = true;
    this.#time.settles();
    for (let next = this.#waiting.shift(); next; next = this.#waiting.shift()) {
      try {
        const answer = await this.#http.request({
          method: 'POST',
          host: 'prometheus',
          port: 9090,
          path: '/api/v1/otlp/v1/metrics',
          headers: { 'content-type': 'application/x-protobuf' },
          body: next.body,
        });
        if (answer.status >= 300) this.#onRefused(next.exporter, `${answer.status}: ${answer.body.toString('utf8')}`);
      } catch (error) {
        this.#onRefused(next.exporter, messageOf(error));
      }
    }
    this.#isBusy = false;
    this.#time.settles();
    for (const resolve of this.#whenIdle.splice(0)) resolve();
  }
}
