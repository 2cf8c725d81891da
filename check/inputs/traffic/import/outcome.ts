import type { StoredSpan } from '../../../../lib/otlp/json/read-spans.ts';
import { grpcStatuses, grpcStatusName } from '../../../../simulation/services/grpc-status.ts';
import { textOf } from './span-roles.ts';

/** How an operation ended: the key of its share under `errors`, if it failed, or its status. */
export interface Outcome {
  error: string | undefined;
  status: number;
}

export function outcomeOf(span: StoredSpan, kind: 'route' | 'grpc' | 'consumes'): Outcome {
  if (kind === 'grpc') {
    const code = Number(textOf(span.attributes, 'rpc.grpc.status_code'));
    const name = textOf(span.attributes, 'rpc.response.status_code');
    const error = Object.hasOwn(grpcStatuses, name) ? name : grpcStatusName(code);
    return { error: error !== 'OK' ? error : span.status.error ? 'UNKNOWN' : undefined, status: 200 };
  }
  const status = Number(textOf(span.attributes, 'http.response.status_code', 'http.status_code')) || 0;
  if (kind === 'route' && status >= 400 && status <= 599) return { error: String(status), status };
  return { error: span.status.error ? '500' : undefined, status: status >= 200 && status < 400 ? status : 200 };
}
