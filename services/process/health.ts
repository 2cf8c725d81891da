/** Every service answers `GET /health`: 200, or 503 when it cannot serve requests. */
export const healthPath = '/health';

/** Whether a path, with or without a query, is the health check, which is not traced, measured or logged. */
export function isHealthCheck(path: string | undefined): boolean {
  return path === healthPath || path?.startsWith(`${healthPath}?`) === true;
}
