import type { RunEvent } from '../../lib/events/run-event.ts';
import { asObject, asString } from '../../lib/json.ts';
import { workbenchPaths } from '../../ui/workbench/paths.ts';
import { workbenchClients } from '../../ui/workbench/clients.ts';
import { ApiError, type Source } from './source.ts';
import { currentToken } from './token.ts';

/** A running sandbox, whose server sent this page. */
export function liveSource(): Source {
  return {
    clients: workbenchClients(location.origin),
    prometheusUrl: `${location.origin}${workbenchPaths.backend}/prometheus`,
    canAct: () => currentToken() !== undefined,

    async call<T>(route: string, body?: unknown, signal?: AbortSignal): Promise<T> {
      const [method = 'GET', path = ''] = route.split(' ');
      const token = method === 'GET' ? undefined : currentToken();
      const response = await fetch(path, {
        method,
        headers: {
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        ...(signal === undefined ? {} : { signal }),
      }).catch((error: unknown) => {
        signal?.throwIfAborted();
        throw new ApiError('The sandbox does not answer.', 0, String(error));
      });
      const text = await response.text();
      if (response.ok) return JSON.parse(text) as T;
      const { message, hint } = sentError(text);
      throw new ApiError(message, response.status, hint);
    },

    listen({ onSnapshot, onEvent, onConnection }) {
      const stream = new EventSource(workbenchPaths.events);
      stream.addEventListener('snapshot', ({ data }) => {
        onConnection('open');
        onSnapshot(JSON.parse(data as string) as RunEvent[]);
      });
      stream.addEventListener('run', ({ data }) => onEvent(JSON.parse(data as string) as RunEvent));
      stream.addEventListener('error', () => onConnection('lost'));
      return () => stream.close();
    },
  };
}

function sentError(text: string): { message: string; hint?: string } {
  try {
    const { message, hint } = asObject(JSON.parse(text));
    return { message: asString(message), ...(hint === undefined ? {} : { hint: asString(hint) }) };
  } catch {
    return { message: text.trim() };
  }
}
