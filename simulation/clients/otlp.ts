import { type OtlpAnswer, OtlpClient, otlpAnswerOf } from '../../stack/clients/otlp.ts';
import type { MemoryHttpClient } from '../http/client.ts';

/** Sends spans to the Collector of this thread. */
export class MemoryOtlpClient extends OtlpClient {
  readonly #http: MemoryHttpClient;

  constructor(otlpHttp: string, http: MemoryHttpClient) {
    super(otlpHttp);
    this.#http = http;
  }

  override async sendSpans(body: Uint8Array, signal?: AbortSignal): Promise<OtlpAnswer> {
    const { hostname, port, pathname } = new URL(this.url);
    const headers = { 'content-type': 'application/x-protobuf' };
    const request = { method: 'POST', host: hostname, port: Number(port), path: pathname, headers, body, signal };
    const answer = await this.#http.request(request);
    return otlpAnswerOf(this.url, answer.status, answer.body.toString('utf8'));
  }
}
