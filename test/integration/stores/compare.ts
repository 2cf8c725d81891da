import { randomBytes } from 'node:crypto';
import { type Answer, request } from '../../../stack/clients/http.ts';

const anyStatus = Array.from({ length: 200 }, (_, index) => 400 + index);

/** A random trace id in hex. */
export const newTraceId = (): string => randomBytes(16).toString('hex');

/** Sends a request without following a redirect to a page of the UI, and accepts every status. */
export function ask(base: string, path: string, parameters: Record<string, string> = {}): Promise<Answer> {
  const query = new URLSearchParams(parameters).toString();
  return request(`${base}${path}${query === '' ? '' : `?${query}`}`, { also: anyStatus });
}

/** Sends OTLP as JSON. */
export function send(url: string, json: object): Promise<Answer> {
  return request(url, { method: 'POST', json });
}
