import { asObject, asString } from '../../lib/json.ts';
import { messageOf } from '../../lib/errors.ts';

/** The message of an error for the page: of a backend's answer only its reason, without the request. */
export function errorText(error: unknown): { message: string; hint?: string } {
  if (typeof error === 'object' && error !== null && 'body' in error && 'status' in error) {
    const { body, status } = error as { body: string; status: number };
    return { message: reasonIn(body) || `The backend answered with status ${status}.` };
  }
  const hint = (error as { hint?: string } | undefined)?.hint;
  return { message: messageOf(error), ...(hint === undefined ? {} : { hint }) };
}

/** Prometheus answers with JSON that has an `error`, Loki and Jaeger with text. */
function reasonIn(body: string): string {
  try {
    const { error, message } = asObject(JSON.parse(body));
    return asString(error) || asString(asObject(error).message) || asString(message);
  } catch {
    // An excerpt of JSON is no JSON.
    return /"error":"((?:[^"\\]|\\.)*)/.exec(body)?.[1] ?? body;
  }
}
