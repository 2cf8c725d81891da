import type { IncomingMessage } from 'node:http';
import { messageOf } from '../../../lib/errors.ts';
import { HttpError } from './http-error.ts';

/**
 * The URL of a request. What follows `//` at the start of a path is a part of it, and no host.
 *
 * @throws HttpError 400
 */
export function requestUrl({ url: text = '/' }: Pick<IncomingMessage, 'url'>): URL {
  const url = text.startsWith('/') ? `http://127.0.0.1${text}` : text;
  if (!URL.canParse(url)) throw new HttpError(400, `malformed URL "${text}"`);
  return new URL(url);
}

/**
 * The parsed value of the first of these parameters that is there and not empty; undefined without one. `problem` begins
 * the message about one that `parse` rejects.
 *
 * @throws HttpError 400
 */
export function readParam<T>(
  params: URLSearchParams,
  names: readonly string[],
  parse: (text: string) => T,
  problem: (name: string) => string,
): T | undefined {
  for (const name of names) {
    const text = params.get(name);
    if (text === null || text === '') continue;
    try {
      return parse(text);
    } catch (error) {
      throw new HttpError(400, `${problem(name)}: ${messageOf(error)}`, { cause: error });
    }
  }
  return undefined;
}

/**
 * A segment of a path without its escapes; `problem` makes the message about one that is malformed.
 *
 * @throws HttpError 400
 */
export function decodeSegment(segment: string, problem: (quoted: string) => string): string {
  try {
    return decodeURIComponent(segment);
  } catch (error) {
    throw new HttpError(400, problem(`"${segment}"`), { cause: error });
  }
}
