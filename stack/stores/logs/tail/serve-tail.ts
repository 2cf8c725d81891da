import { WebSocketServer } from 'ws';
import { HttpError } from '../../http/http-error.ts';
import { requestUrl } from '../../http/url-parts.ts';
import type { UpgradeHandler } from '../../http/upgrade.ts';
import { QueryBudget, type QueryLimits } from '../../query-budget.ts';
import type { LogStore } from '../log-store.ts';
import { parseLogQL } from '../logql/parse.ts';
import { QueryError } from '../logql/query-error.ts';
import { unixNow } from '../../unix-now.ts';
import { readLimit, readTime } from '../params.ts';
import { recentLines, Tail, type TailMessage } from './tail.ts';

export interface TailServerOptions {
  /** The most lines with which a tail begins. */
  maxLimit: number;
  queryLimits: QueryLimits;
}

/** Loki's. */
const mostTails = 10;
const mostDelaySeconds = 5;
const hour = 3_600_000_000_000n;
/** Of a client that reads slowly; beyond it lines are dropped. */
const mostUnreadBytes = 2 ** 20;
/** The close code of a server that goes away. */
const goingAway = 1001;

/** Serves `GET /loki/api/v1/tail` as a WebSocket. */
export function serveTail(store: LogStore, { maxLimit, queryLimits }: TailServerOptions): UpgradeHandler {
  const server = new WebSocketServer({ noServer: true, maxPayload: 1024 });
  let count = 0;
  return (request, socket, head, closing) => {
    const { pathname, searchParams: params } = requestUrl(request);
    if (pathname !== '/loki/api/v1/tail') throw new HttpError(404, `${pathname} is not a WebSocket.`);
    const query = parseQuery(params.get('query') ?? '');
    const delayMs = readDelay(params) * 1000;
    const now = unixNow();
    // Lines that have come and are of the future are not new.
    const range = {
      start: readTime(params, 'start') ?? now - hour,
      end: now + hour,
      limit: readLimit(params, maxLimit),
    };
    if (count >= mostTails) {
      throw new HttpError(
        400,
        `max concurrent tail requests limit exceeded, count > limit (${count + 1} > ${mostTails})`,
      );
    }
    const recent = recentLines(store, query, range, new QueryBudget(queryLimits));
    count += 1;
    // Also for a handshake that fails.
    socket.once('close', () => (count -= 1));
    server.handleUpgrade(request, socket, head, (client) => {
      const sendNow = (message: TailMessage): void => client.send(JSON.stringify(message), () => undefined);
      const send = delayMs === 0 ? sendNow : (message: TailMessage) => void setTimeout(sendNow, delayMs, message);
      const tail = new Tail(store, { query, send, isSlow: () => client.bufferedAmount > mostUnreadBytes });
      const close = (): void => client.close(goingAway);
      client.on('error', () => undefined);
      client.once('close', () => {
        tail.end();
        closing.removeEventListener('abort', close);
      });
      closing.addEventListener('abort', close);
      if (closing.aborted) close();
      if (recent.length > 0) send({ streams: recent });
    });
  };
}

function parseQuery(text: string): ReturnType<typeof parseLogQL> & { kind: 'log' } {
  try {
    const query = parseLogQL(text);
    if (query.kind === 'log') return query;
  } catch (error) {
    if (error instanceof QueryError) throw new HttpError(400, error.message, { cause: error });
    throw error;
  }
  throw new HttpError(400, 'A metric query cannot be tailed; use a log query.');
}

function readDelay(params: URLSearchParams): number {
  const text = params.get('delay_for') ?? '';
  const seconds = text === '' ? 0 : Number(text);
  if (!Number.isInteger(seconds) || seconds < 0)
    throw new HttpError(400, `delay_for "${text}" is not a number of seconds`);
  if (seconds > mostDelaySeconds) throw new HttpError(400, `delay_for can't be greater than ${mostDelaySeconds}`);
  return seconds;
}
