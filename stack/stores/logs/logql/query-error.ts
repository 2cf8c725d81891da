/** A query that cannot be answered, with what is wrong with it; the HTTP API answers it with 400. */
export class QueryError extends Error {
  override readonly name = 'QueryError';
}

/** Loki's form of a parse error: line and column count from 1. */
export function parseError(query: string, offset: number, problem: string): QueryError {
  const before = query.slice(0, offset).split('\n');
  const column = (before.at(-1) ?? '').length + 1;
  return new QueryError(`parse error at line ${before.length}, col ${column}: ${problem}`);
}

/** For what LogQL has and this store lacks. */
export function unsupported(query: string, offset: number, what: string, instead: string): QueryError {
  return parseError(query, offset, `${what} is not supported by the log store of the embedded sandbox; ${instead}`);
}
