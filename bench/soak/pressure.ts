import { setTimeout as delay } from 'node:timers/promises';
import { Pool } from 'undici';
import { recordTemplate } from '../records.ts';
import { spansPerTrace, traceTemplate } from '../spans.ts';

const tracesPerRequest = 100;
const recordsPerRequest = 500;
/** Of each signal, at the same time. */
const senders = 3;
/** A client that was refused waits before it goes on. */
const pauseMs = 100;

/** What was sent of one signal: spans or log records. */
export interface SentItems {
  accepted: number;
  /** Answered with 429 or 503. */
  refused: number;
  /** Answered with another error, or not at all. */
  failed: number;
}

export interface PressureOptions {
  /** Base URL of the Collector's OTLP receiver. */
  url: string;
  /** Of each signal; as many as are taken if it is left out. A request has 500 spans or 500 log records. */
  requestsPerSecond?: number | undefined;
  /** One trace in this many has an error. */
  errorEvery?: number;
}

/** Sends spans and log records until it is stopped, and counts them. */
export class Pressure {
  readonly spans: SentItems = { accepted: 0, refused: 0, failed: 0 };
  readonly records: SentItems = { accepted: 0, refused: 0, failed: 0 };
  readonly #pool: Pool;
  readonly #stopping = new AbortController();
  readonly #sending: Promise<unknown>;

  constructor({ url, requestsPerSecond, errorEvery }: PressureOptions) {
    this.#pool = new Pool(url, { connections: 2 * senders });
    const intervalMs = requestsPerSecond === undefined ? 0 : (senders * 1000) / requestsPerSecond;
    const start = (path: string, sent: SentItems, items: number, template: { next(): Buffer }): Promise<void> =>
      this.#send(path, { sent, items, template, intervalMs });
    this.#sending = Promise.all(
      Array.from({ length: senders }, () => [
        start('/v1/traces', this.spans, tracesPerRequest * spansPerTrace, traceTemplate(tracesPerRequest, errorEvery)),
        start('/v1/logs', this.records, recordsPerRequest, recordTemplate(recordsPerRequest)),
      ]).flat(),
    );
  }

  /** Resolves when the last request is answered. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#sending;
    await this.#pool.destroy();
  }

  async #send(
    path: string,
    {
      sent,
      items,
      template,
      intervalMs,
    }: { sent: SentItems; items: number; template: { next(): Buffer }; intervalMs: number },
  ): Promise<void> {
    const { signal } = this.#stopping;
    const headers = { 'content-type': 'application/x-protobuf' };
    for (let due = performance.now(); !signal.aborted; due = Math.max(due + intervalMs, performance.now() - 1_000)) {
      await delay(Math.max(0, due - performance.now()), undefined, { signal }).catch(() => undefined);
      if (this.#stopping.signal.aborted) return;
      const status = await this.#pool.request({ method: 'POST', path, headers, body: template.next() }).then(
        async ({ statusCode, body }) => {
          await body.dump();
          return statusCode;
        },
        () => 0,
      );
      const isRefused = status === 429 || status === 503;
      sent[status === 200 ? 'accepted' : isRefused ? 'refused' : 'failed'] += items;
      if (status !== 200) await delay(pauseMs);
    }
  }
}
