import { once } from 'node:events';
import {
  Agent as HttpAgent,
  createServer,
  request as httpRequest,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { messageOf } from '../../lib/errors.ts';
import type { Random } from '../../lib/random.ts';
import { requireLocal } from '../../stack/stores/http/local-only.ts';
import { localUrl } from '../../stack/components/endpoints.ts';
import type { OtlpApi } from '../../stack/clients/clients.ts';
import { proxyErrorHeader } from '../load/response-headers.ts';
import { ProxyFaults, type RequestFaults } from './proxy-faults.ts';
import { proxyService } from './proxy-service.ts';
import { type Outcome, ProxySpan } from './proxy-span.ts';
import { SpanExporter } from './span-exporter.ts';
import { throttle } from './throttle.ts';

/** A proxy in front of the user's own application. */
export interface Proxy {
  /** Without a trailing slash. */
  url: string;
  faults: ProxyFaults;
  /** Spans of the proxy that never reached the Collector. */
  droppedSpans: () => number;
  /** Sends its remaining spans, for at most `limitMs`. */
  flush: (limitMs: number) => Promise<void>;
  stop: () => Promise<void>;
}

/**
 * Starts an HTTP proxy on a free port of this machine. Faults are injected in it, so that the application is neither
 * changed nor restarted. Each request is a server span of the service `sandbox-proxy`, the root of its trace.
 */
export async function startProxy(options: { target: string; otlp: OtlpApi; random: Random }): Promise<Proxy> {
  const target = new URL(options.target);
  const isTls = target.protocol === 'https:';
  const agent = isTls ? new HttpsAgent({ keepAlive: true }) : new HttpAgent({ keepAlive: true });
  const exporter = new SpanExporter(options.otlp, {
    'service.name': proxyService,
    'service.namespace': 'sandbox',
    'service.instance.id': `${proxyService}-1`,
  });
  const faults = new ProxyFaults(options.random);

  const send = (incoming: IncomingMessage, span: ProxySpan): ReturnType<typeof httpRequest> => {
    const headers = { ...incoming.headers, host: target.host, traceparent: span.traceparent };
    const path = `${target.pathname.replace(/\/$/, '')}${incoming.url ?? '/'}`;
    const { method } = incoming;
    return (isTls ? httpsRequest : httpRequest)(target, { agent, path, headers, ...(method ? { method } : {}) });
  };

  const forward = async (
    incoming: IncomingMessage,
    response: ServerResponse,
    { span, injected }: { span: ProxySpan; injected: RequestFaults },
  ): Promise<Outcome> => {
    const { socket } = incoming;
    const outgoing = send(incoming, span);
    const answered = once(outgoing, 'response') as Promise<[IncomingMessage]>;
    answered.catch(() => undefined);
    outgoing.on('error', () => undefined);
    response.once('close', () => {
      if (!response.writableFinished) outgoing.destroy();
    });
    outgoing.flushHeaders();
    const sending = pipeline(incoming, throttle(injected.bytesPerSecond), outgoing);
    // The application may respond before it has read the whole body.
    sending.catch(() => undefined);
    const [answer] = await answered;
    const status = answer.statusCode ?? 502;
    if (injected.aborts) {
      outgoing.destroy();
      socket.resetAndDestroy();
      return { error: 'injected' };
    }
    response.writeHead(status, answer.rawHeaders);
    response.flushHeaders();
    await pipeline(answer, throttle(injected.bytesPerSecond), response);
    return { status };
  };

  const handle = async (incoming: IncomingMessage, response: ServerResponse): Promise<void> => {
    // Node clears the property once the connection is closed.
    const { socket } = incoming;
    const span = new ProxySpan(incoming);
    const injected = faults.next();
    let outcome: Outcome;
    try {
      if (injected.delayMs > 0) await delay(injected.delayMs);
      if (injected.status === undefined) outcome = await forward(incoming, response, { span, injected });
      else {
        outcome = { status: injected.status, error: 'injected' };
        await refuse(response, injected.status, 'injected');
      }
    } catch (error) {
      const { code = 'ERROR' } = error as NodeJS.ErrnoException;
      outcome = response.headersSent || socket.destroyed ? { error: code } : { status: 502, error: code };
      if (response.headersSent) socket.resetAndDestroy();
      else await refuse(response, 502, code).catch(() => undefined);
    }
    exporter.add(span.end(outcome));
  };

  const server = createServer((incoming, response) => {
    try {
      // The application would get its own name in place of that of a web page.
      requireLocal({ headers: { host: incoming.headers.host } });
    } catch (error) {
      response.writeHead(403).end(`${messageOf(error)}\n`);
      return;
    }
    void handle(incoming, response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: localUrl((server.address() as AddressInfo).port),
    faults,
    droppedSpans: () => exporter.dropped,
    flush: (limitMs) => exporter.flush(limitMs),
    async stop() {
      server.close();
      server.closeAllConnections();
      agent.destroy();
      await exporter.flush(0);
    },
  };
}

/** Answers without the application. */
async function refuse(response: ServerResponse, status: number, error: string): Promise<void> {
  response.writeHead(status, { 'content-type': 'application/json', [proxyErrorHeader]: error });
  await pipeline(Readable.from([JSON.stringify({ error })]), response);
}
