import fastify, {
  LogController,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  type FastifySchema,
} from 'fastify';
import pino from 'pino';
import type { FaultSet } from '../faults/fault-set.ts';
import { healthPath } from '../telemetry/instrumentations.ts';

/** One line for each request, once it is answered, in place of fastify's two: the URL is in its text and in its fields. */
class RequestLog extends LogController {
  override incomingRequest(): void {
    // The line of the answer says it all.
  }

  override requestCompleted(_error: Error | null | undefined, request: FastifyRequest, reply: FastifyReply): void {
    const { method, url } = request;
    const { statusCode } = reply;
    const responseTime = Math.round(reply.elapsedTime * 1000) / 1000;
    request.log.info({ req: { method, url }, res: { statusCode }, responseTime }, `${method} ${url} ${statusCode}`);
  }
}

/** Fastify with the log, the answers to errors and the health check that all services share. */
export function createHttpApp({ isHealthy }: { isHealthy: () => Promise<boolean> }): FastifyInstance {
  const app = fastify({
    logController: new RequestLog(),
    logger: {
      level: process.env.LOG_LEVEL ?? 'info',
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      // Not within the request: lines that come while one is being written go out together. Flushed when the process exits.
      stream: pino.destination({ sync: false }),
    },
  });

  app.setErrorHandler((error: Error & { statusCode?: number; code?: string }, request, reply) => {
    const status = error.statusCode ?? 500;
    if (status >= 500) request.log.error({ err: error }, error.message);
    // What is not a ServiceError can carry anything in its message; the log has it, the caller need not.
    const message = error.statusCode === undefined ? 'internal error' : error.message;
    return reply.code(status).send({ error: error.code ?? error.name, message });
  });
  app.setNotFoundHandler((request, reply) =>
    reply
      .code(404)
      .send({ error: 'NotFound', message: `there is no ${request.method} ${request.url.split('?', 1).join('')}` }),
  );

  app.get(healthPath, { logLevel: 'silent', config: { otel: false } }, async (_request, reply) => {
    const healthy = await isHealthy();
    return reply.code(healthy ? 200 : 503).send({ status: healthy ? 'ok' : 'unavailable' });
  });
  return app;
}

export interface BusinessRoute {
  method: 'GET' | 'POST';
  /** A pattern of fastify, such as `/orders/:id`. */
  url: string;
  schema?: FastifySchema;
  /** Must call `struck` once, in the span that a fault is to show in. */
  handler: (request: FastifyRequest, reply: FastifyReply, struck: () => Promise<void>) => Promise<unknown>;
}

/** Adds a route that faults can strike. */
export function addBusinessRoute(app: FastifyInstance, faults: FaultSet, route: BusinessRoute): void {
  const { method, url, schema, handler } = route;
  const name = `${method} ${url}`;
  faults.addRoute(name);
  app.route({
    method,
    url,
    ...(schema ? { schema } : {}),
    handler: (request, reply) => handler(request, reply, () => faults.beforeWork(name)),
  });
}
