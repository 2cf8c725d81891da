/** How a Collector took what was sent to it. */
export type OtlpAnswer = 'accepted' | 'refused';

/** Retryable statuses of a receiver. Source: OTLP 1.x, "OTLP/HTTP Response", retryable codes. */
const retryable = new Set([429, 502, 503, 504]);

/** Sends spans to a Collector, without retries. */
export interface OtlpApi {
  readonly url: string;
  /** `body` is an ExportTraceServiceRequest in protobuf. Rejects if there is no response, or one that means neither. */
  sendSpans(body: Uint8Array<ArrayBuffer>, signal?: AbortSignal): Promise<OtlpAnswer>;
}

/** Sends spans to a Collector over OTLP/HTTP. */
export class OtlpClient implements OtlpApi {
  readonly url: string;

  constructor(otlpHttp: string) {
    this.url = `${otlpHttp}/v1/traces`;
  }

  async sendSpans(body: Uint8Array<ArrayBuffer>, signal?: AbortSignal): Promise<OtlpAnswer> {
    const response = await fetch(this.url, {
      method: 'POST',
      headers: { 'content-type': 'application/x-protobuf' },
      body,
      ...(signal ? { signal } : {}),
    });
    // A body left unread would keep its connection from being used again.
    return otlpAnswerOf(this.url, response.status, await response.text());
  }
}

/** Reads the answer to an export; throws where it is neither success nor a retryable refusal. */
export function otlpAnswerOf(url: string, status: number, body: string): OtlpAnswer {
  if (status >= 200 && status < 300) return 'accepted';
  if (retryable.has(status)) return 'refused';
  throw new Error(`POST ${url} -> ${status} ${body.slice(0, 100)}`);
}
