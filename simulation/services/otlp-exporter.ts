import type { Random } from '../../lib/random.ts';
import type { OtlpSignal } from '../../lib/otlp/signal.ts';
import type { VirtualTime } from '../clock/virtual-time.ts';

/** Sends an export request and resolves to its HTTP status; rejects if there is no response. */
export type SendOtlp = (signal: OtlpSignal, body: Uint8Array) => Promise<{ status: number }>;

const attempts = 5;
const firstPauseMs = 1000;
const longestPauseMs = 5000;
const growth = 1.5;
const jitter = 0.2;
/** Source: OTLP specification, "Retryable Response Codes". */
const retryable = new Set([429, 502, 503, 504]);

/** An OTLP/HTTP exporter with the retries of the SDK for JavaScript. It resolves to whether the export was accepted. */
export function otlpExporter(
  signal: OtlpSignal,
  { send, time, random }: { send: SendOtlp; time: VirtualTime; random: Random },
): (body: Uint8Array) => Promise<boolean> {
  return async (body) => {
    let pauseMs = firstPauseMs;
    for (let attempt = 1; ; attempt += 1) {
      const status = await send(signal, body).then(
        (answer) => answer.status,
        () => 503,
      );
      if (status >= 200 && status < 300) return true;
      if (!retryable.has(status) || attempt > attempts) return false;
      await time.sleep(pauseMs * (1 + (random.next() * 2 - 1) * jitter));
      pauseMs = Math.min(longestPauseMs, pauseMs * growth);
    }
  };
}
