import { ExpressInstrumentation, ExpressLayerType } from '@opentelemetry/instrumentation-express';
import { HttpInstrumentation } from '@opentelemetry/instrumentation-http';
import { PgInstrumentation } from '@opentelemetry/instrumentation-pg';
import { PinoInstrumentation } from '@opentelemetry/instrumentation-pino';
import { RuntimeNodeInstrumentation } from '@opentelemetry/instrumentation-runtime-node';
import { UndiciInstrumentation } from '@opentelemetry/instrumentation-undici';
// The same class as `import { NodeSDK } from '@opentelemetry/sdk-node'`, without what it loads in addition.
import { NodeSDK } from '@opentelemetry/sdk-node/build/src/sdk.js';

/** How long the last telemetry may take when the application ends. */
const shutdownMs = 2000;

/** Starts the OpenTelemetry SDK with the settings in the `OTEL_*` variables. */
export function startInstrumentation(): void {
  const sdk = new NodeSDK({
    instrumentations: [
      new HttpInstrumentation(),
      new UndiciInstrumentation(),
      // The route names the server span; a span for each middleware would only add noise.
      new ExpressInstrumentation({ ignoreLayersType: [ExpressLayerType.MIDDLEWARE, ExpressLayerType.ROUTER] }),
      new PgInstrumentation(),
      new PinoInstrumentation(),
      new RuntimeNodeInstrumentation(),
    ],
  });
  sdk.start();
  const flush = async (): Promise<void> => {
    await Promise.race([
      sdk.shutdown().catch(() => undefined),
      new Promise((resolve) => setTimeout(resolve, shutdownMs).unref()),
    ]);
  };
  process.once('beforeExit', () => void flush());
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    const end = (): void => {
      // An application with a handler of its own ends itself; without one, the signal still ends the process.
      if (process.listenerCount(signal) > 0) void flush();
      else void flush().then(() => process.kill(process.pid, signal));
    };
    process.once(signal, end);
  }
}
