import type { Attributes } from '../../lib/otlp/writer/attributes.ts';
import type { Instrument } from '../../lib/otlp/writer/records.ts';
import { attributeCache } from './attribute-cache.ts';
import { defaultBoundaries } from './instruments.ts';
import type { Address, Libraries } from './libraries.ts';

// Telemetry as the instrumentations of gRPC write it. Source: OpenTelemetry semantic conventions, "gRPC" and "RPC
// metrics", of the releases before `rpc` is stable, which is what SDKs emit without an opt-in.

const shared = attributeCache();
const scope = { name: 'opentelemetry.instrumentation.grpc' };

/** The method of an operation of gRPC, in place of one of HTTP. */
export const grpcMethod = 'GRPC';

const duration = (name: string, description: string): Instrument => ({
  scope,
  name,
  unit: 'ms',
  description,
  kind: { boundaries: defaultBoundaries },
});

function call(route: string, code: number, address?: Address): Attributes {
  return shared(`${address?.host ?? ''}:${address?.port ?? ''} ${route} ${code}`, () => {
    const [service = '', method = ''] = route.split('/');
    return {
      'rpc.system': 'grpc',
      'rpc.service': service,
      'rpc.method': method,
      'rpc.grpc.status_code': code,
      ...(address ? { 'server.address': address.host, 'server.port': address.port } : {}),
    };
  });
}

/** DEADLINE_EXCEEDED or UNAVAILABLE: without a response the client sets the code. */
const unanswered = (failure: string): number => (failure === 'TimeoutError' ? 4 : 14);
const none = shared('none', () => ({}));

/** The instrumentation of gRPC servers and clients; the route is `package.Service/Method`. */
export const rpcLibrary: Libraries['rpc'] = {
  server: {
    scope,
    attributes: (address, { route }, code) => [call(route, code, address)],
    metrics: [
      {
        instrument: duration('rpc.server.duration', 'Measures the duration of inbound RPC.'),
        attributes: ({ route }, code) => call(route, code),
      },
    ],
  },
  client: {
    scope,
    userAgent: '',
    attributes: (address, { route }, code, failure) => [call(route, code ?? unanswered(failure), address)],
    // gRPC has no attribute for it.
    resend: () => none,
    metrics: [
      {
        instrument: duration('rpc.client.duration', 'Measures the duration of outbound RPC.'),
        attributes: (address, { route }, code, failure) => call(route, code ?? unanswered(failure), address),
      },
    ],
  },
};
