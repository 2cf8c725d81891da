import fastify, { LogController, type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import pino from 'pino';
import { refusalOf } from './local-only.ts';
import { healthPath } from './health.ts';

/** One line per request, once it is answered, instead of Fastify's two; the URL is in its text and in its fields. */
class RequestLog extends LogController {
  override incomingRequest(): void {
    // The line of the response has everything.
  }

  override requestCompleted(_error: Error | null | undefined, request: FastifyRequest, reply: FastifyReply): void {
    const { method, url } = request;
    const { statusCode } = reply;
    const responseTime = Math.round(reply.elapsedTime * 1000) / 1000;
    request.log.info({ req: { method, url }, res: { statusCode }, responseTime }, `${method} ${url} ${statusCode}`);
  }
}

/** Fastify with the log, the error responses and the health check that all services share. */
export function createHttpApp({ isHealthy }: { isHealthy: () => Promise<boolean> }): FastifyInstance {
  const app = fastify({
    logController: new RequestLog(),
    logger: {
      level: process.env.LOG_LEVEL ?? 'info',
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      // Asynchronous: lines that arrive during a write go out together. Flushed when the process exits.
      stream: pino.destination({ sync: false }),
    },
  });

  app.addHook('onRequest', async (request, reply) => {
    const refusal = refusalOf(request.headers);
    if (refusal !== undefined) return reply.code(403).send({ error: 'Forbidden', message: refusal });
  });
  app.setErrorHandler((error: Error & { statusCode?: number; code?: string }, request, reply) => {
    const status = error.statusCode ?? 500;
    if (status >= 500) request.log.error({ err: error }, error.message);
    // An unexpected error's message could contain anything: it is logged, and not sent to the caller.
    const message = error.statusCode === undefined ? 'internal error' : error.message;
    return reply.code(status).send({ error: error.code ?? error.name, message });
  });
  app.setNotFoundHandler((request, reply) =>
    reply
      .code(404)
      .send({ error: 'NotFound', message: `there is no ${request.method} ${request.url.split('?', 1).join('')}` }),
  );

  app.get(healthPath, { logLevel: 'silent' }, async (_request, reply) => {
    const healthy = await isHealthy();
    return reply.code(healthy ? 200 : 503).send({ status: healthy ? 'ok' : 'unavailable' });
  });
  return app;
}
