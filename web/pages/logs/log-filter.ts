import { defined } from '../../../lib/defined.ts';
import { type LevelFilter, levelFilters, logQuery } from '../../../ui/logs/query.ts';

/** The LogQL query of an address: as written, or made from service, level and words. */
export function queryOf(params: URLSearchParams): string {
  const query = params.get('q');
  if (query !== null && query.trim() !== '') return query;
  const service = params.get('service') ?? '';
  return logQuery({
    text: params.get('text') ?? '',
    level: levelOf(params),
    ...defined({ service: service === '' ? undefined : service }),
  });
}

export function levelOf(params: URLSearchParams): LevelFilter {
  return levelFilters.find((level) => level === params.get('level')) ?? 'all levels';
}

/** Whether a query asks for numbers: a query for lines begins with its selector. */
export function isMetricQuery(query: string): boolean {
  return !/^[\s(]*(\{|$)/.test(query);
}
