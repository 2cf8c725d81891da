import { type OtlpAnswer, type OtlpApi, otlpAnswerOf } from '../../stack/clients/otlp.ts';
import type { MemoryHttpClient } from '../http/client.ts';

/** Sends spans to the Collector over the memory network. */
export class MemoryOtlpClient implements OtlpApi {
  readonly url: string;
  readonly #http: MemoryHttpClient;

  constructor(otlpHttp: string, http: MemoryHttpClient) {
    this.url = `${otlpHttp}/v1/traces`;
    this.#http = http;
  }

  async sendSpans(body: Uint8Array, signal?: AbortSignal): Promise<OtlpAnswer> {
    const { hostname, port, pathname } = new URL(this.url);
    const headers = { 'content-type': 'application/x-protobuf' };
    const request = { method: 'POST', host: hostname, port: Number(port), path: pathname, headers, body, signal };
    const answer = await this.#http.request(request);
    return otlpAnswerOf(this.url, answer.status, answer.body.toString('utf8'));
  }
}
