import { parser } from '@grafana/lezer-logql';
import type { SyntaxNode, Tree } from '@lezer/common';
import type { LogQuery, Matcher, Query } from './ast.ts';
import { parseMetric } from './parse-metric.ts';
import { parseStages } from './parse-stage.ts';
import { parseMatcher } from './parse-terms.ts';
import { parseError, QueryError } from './query-error.ts';
import { compileMatcher } from '../engine/matcher.ts';
import { descendants } from './tree.ts';

/** Loki's. */
const maxLength = 131_072;
/** Nodes of the grammar above one another, far more than a readable query has; deeper ones would exhaust the stack. */
const maxDepth = 500;

/**
 * Reads a LogQL query with the grammar that Grafana publishes.
 *
 * @throws QueryError with the place of what is wrong, or of what this store does not support
 */
export function parseLogQL(query: string): Query {
  if (query.length > maxLength) {
    throw parseError(query, 0, `input size too long (${query.length} > ${maxLength})`);
  }
  const tree = parser.parse(query);
  checkSyntax(query, tree);
  const root = tree.topNode.getChild('Expr');
  const log = root?.getChild('LogExpr');
  if (log) return readLogQuery(query, log);
  const metric = root?.getChild('MetricExpr');
  if (metric) return parseMetric(query, metric, (node) => readLogQuery(query, node));
  throw parseError(query, 0, 'syntax error: unexpected $end');
}

/**
 * Reads a stream selector alone, as `match[]` of `/series` takes it.
 *
 * @throws QueryError when it is something else
 */
export function parseSelector(query: string): Matcher[] {
  const parsed = parseLogQL(query);
  if (parsed.kind !== 'log' || parsed.stages.length > 0) {
    throw new QueryError(`a stream selector such as {service_name="order"} is expected, not ${query}`);
  }
  return parsed.matchers;
}

function readLogQuery(query: string, node: SyntaxNode): LogQuery {
  const selector = descendants(node, 'Selector')[0];
  if (selector === undefined) throw parseError(query, node.from, 'syntax error: a stream selector is missing');
  const matchers = descendants(selector, 'Matcher').map((matcher) => parseMatcher(query, matcher));
  if (matchers.every((matcher) => compileMatcher(matcher)(''))) throw tooWide();
  const stages = descendants(node, 'PipelineStage').flatMap((stage) => parseStages(query, stage));
  return { kind: 'log', matchers, stages };
}

function checkSyntax(query: string, tree: Tree): void {
  if (query.trim() === '') throw parseError(query, 0, 'syntax error: unexpected $end');
  let at: number | undefined;
  let depth = 0;
  tree.iterate({
    enter: (node) => {
      depth += 1;
      if (depth > maxDepth) throw parseError(query, node.from, `the query is nested more than ${maxDepth} levels deep`);
      if (node.type.isError && at === undefined) at = node.from;
    },
    leave: () => void (depth -= 1),
  });
  if (at === undefined) return;
  const selector = tree.topNode.getChild('Expr')?.getChild('LogExpr')?.getChild('Selector');
  if (selector && /^\{\s*\}$/.test(query.slice(selector.from, selector.to))) throw tooWide();
  const rest = query.slice(at);
  const token = /^\s*("[^"]*"|`[^`]*`|\w+|[^\w\s]+)/.exec(rest)?.[1];
  const shift = token === undefined ? 0 : rest.indexOf(token);
  throw parseError(query, at + shift, `syntax error: unexpected ${token ?? '$end'}`);
}

/** Loki checks this after parsing the query, and reports no position. */
function tooWide(): QueryError {
  return new QueryError(
    'parse error : queries require at least one regexp or equality matcher that does not have an empty-compatible value. ' +
      'For instance, app=~".*" does not meet this requirement, but app=~".+" will',
  );
}
