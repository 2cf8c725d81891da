/**
 * The status codes of gRPC by name, each with the HTTP status that has the same meaning. Those from 500 on are errors of
 * the server, as the semantic conventions define them. Sources: grpc.io, "Status codes"; google/rpc/code.proto;
 * OpenTelemetry semantic conventions, "gRPC".
 */
export const grpcStatuses = {
  CANCELLED: { code: 1, http: 499 },
  UNKNOWN: { code: 2, http: 500 },
  INVALID_ARGUMENT: { code: 3, http: 400 },
  DEADLINE_EXCEEDED: { code: 4, http: 504 },
  NOT_FOUND: { code: 5, http: 404 },
  ALREADY_EXISTS: { code: 6, http: 409 },
  PERMISSION_DENIED: { code: 7, http: 403 },
  RESOURCE_EXHAUSTED: { code: 8, http: 429 },
  FAILED_PRECONDITION: { code: 9, http: 400 },
  ABORTED: { code: 10, http: 409 },
  OUT_OF_RANGE: { code: 11, http: 400 },
  UNIMPLEMENTED: { code: 12, http: 501 },
  INTERNAL: { code: 13, http: 500 },
  UNAVAILABLE: { code: 14, http: 503 },
  DATA_LOSS: { code: 15, http: 500 },
  UNAUTHENTICATED: { code: 16, http: 401 },
} as const;

export type GrpcStatus = keyof typeof grpcStatuses;

export const grpcStatusNames = Object.keys(grpcStatuses) as GrpcStatus[];

const { INTERNAL, UNAVAILABLE, INVALID_ARGUMENT } = grpcStatuses;
/** Where several codes have the same HTTP status, or none has it. */
const preferred: Readonly<Record<number, number>> = {
  400: INVALID_ARGUMENT.code,
  409: grpcStatuses.ABORTED.code,
  500: INTERNAL.code,
  502: UNAVAILABLE.code,
};

/** The code of gRPC that has the meaning of an HTTP status. */
export function grpcCodeOf(http: number): number {
  if (http < 400) return 0;
  const same = Object.values(grpcStatuses).find((status) => status.http === http);
  return preferred[http] ?? same?.code ?? (http >= 500 ? INTERNAL.code : INVALID_ARGUMENT.code);
}

/** `NOT_FOUND` for 5; `OK` for 0. */
export function grpcStatusName(code: number): string {
  return grpcStatusNames.find((name) => grpcStatuses[name].code === code) ?? 'OK';
}
