import { formatDuration } from '../../lib/duration/format-duration.ts';
import { messageOf } from '../../lib/errors.ts';

/** A request that was answered with a status that its caller did not expect. */
export class HttpError extends Error {
  override readonly name = 'HttpError';
  readonly method: string;
  readonly url: string;
  readonly status: number;
  /** The start of the body, where most servers say what was wrong. */
  readonly body: string;

  constructor(method: string, url: string, status: number, body: string) {
    const start = excerpt(body);
    super(`${method} ${url} -> ${status}${start === '' ? '' : `: ${start}`}`);
    this.method = method;
    this.url = url;
    this.status = status;
    this.body = start;
  }
}

/** What carries a request in place of `fetch`. Rejects where no answer comes. */
export type Transport = (request: {
  url: string;
  method: string;
  /** Of the media type application/json. */
  body: string | undefined;
  signal: AbortSignal | undefined;
  token: string | undefined;
}) => Promise<Answer>;

export interface RequestOptions {
  method?: string;
  /** Sent as JSON. */
  json?: unknown;
  /** Sent as `Authorization: Bearer TOKEN`. */
  token?: string | undefined;
  /** 10 s by default; ends the request together with `signal`. */
  timeoutMs?: number;
  signal?: AbortSignal | undefined;
  /** Statuses that are accepted in addition to 2xx. */
  also?: readonly number[];
  /** Has no timeout but its own. */
  transport?: Transport | undefined;
}

export interface Answer {
  status: number;
  body: string;
}

/**
 * One HTTP request; rejects with an HttpError for an unexpected status, and with method, URL and reason where no answer
 * came.
 */
export async function request(url: string, options: RequestOptions = {}): Promise<Answer> {
  const { method = 'GET', json, token, timeoutMs = 10_000, signal, also = [] } = options;
  const transport = options.transport ?? fetching(timeoutMs);
  const body = json === undefined ? undefined : JSON.stringify(json);
  let answer: Answer;
  try {
    answer = await transport({ url, method, body, signal, token });
  } catch (error) {
    signal?.throwIfAborted();
    throw new Error(`${method} ${url} -> ${messageOf(error)}`, { cause: error });
  }
  const expected = (answer.status >= 200 && answer.status < 300) || also.includes(answer.status);
  if (!expected) throw new HttpError(method, url, answer.status, answer.body);
  return answer;
}

const tooLate = new Error('the time of this request is up');

function fetching(timeoutMs: number): Transport {
  return async ({ url, method, body, signal, token }) => {
    // Not `AbortSignal.any`: a signal that outlives its requests would remember each of them.
    const ending = new AbortController();
    const end = (): void => ending.abort(signal?.reason);
    const timer = setTimeout(() => ending.abort(tooLate), timeoutMs);
    signal?.addEventListener('abort', end, { once: true });
    try {
      signal?.throwIfAborted();
      const response = await fetch(url, {
        method,
        signal: ending.signal,
        headers: {
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        },
        ...(body === undefined ? {} : { body }),
      });
      return { status: response.status, body: await response.text() };
    } catch (error) {
      if (ending.signal.reason === tooLate)
        throw new Error(`no answer within ${formatDuration(timeoutMs)}`, { cause: error });
      throw error;
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener('abort', end);
    }
  };
}

/** As `request`, with the body parsed; an answer that is not JSON is an HttpError that shows how it starts. */
export async function requestJson(
  url: string,
  options: RequestOptions = {},
): Promise<{ status: number; value: unknown }> {
  const { status, body } = await request(url, options);
  try {
    return { status, value: body === '' ? undefined : (JSON.parse(body) as unknown) };
  } catch {
    throw new HttpError(options.method ?? 'GET', url, status, `not JSON: ${body}`);
  }
}

/** Builds `base + path` with the parameters that are set, in the order given. */
export function withQuery(url: string, parameters: Record<string, string | number | undefined>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) if (value !== undefined) query.set(name, String(value));
  const text = query.toString();
  return text === '' ? url : `${url}?${text}`;
}

function excerpt(body: string): string {
  const line = body.replaceAll(/\s+/g, ' ').trim();
  return line.length > 200 ? `${line.slice(0, 200)}…` : line;
}
