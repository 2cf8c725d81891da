import type { SyntaxNode } from '@lezer/common';
import type { CompareOp, Extraction, LabelPredicate, LineFilter, Matcher, MatchOp, Stage } from './ast.ts';
import { parseError, unsupported } from './query-error.ts';
import { compileRe2 } from './re2.ts';
import { unquote } from './string-literal.ts';
import { parseTemplate } from '../template/parse-template.ts';
import { children, childText, descendants, textOf } from './tree.ts';
import { parseNanoseconds } from '../../../../lib/duration/nanoseconds.ts';
import { parseBytes } from './parse-bytes.ts';

const supportedStages =
  'it has line filters (|= != |~ !~), label filters (= != =~ !~ == > >= < <=, and, or), json, logfmt and line_format';

/** The stages in one `PipelineStage` of the grammar; line filters in a row are one of them. */
export function parseStages(query: string, node: SyntaxNode): Stage[] {
  const stage = children(node).find((child) => child.name !== 'Pipe');
  if (stage === undefined) throw new TypeError('a stage of a pipeline is empty');
  switch (stage.name) {
    case 'LineFilters':
      return descendants(stage, 'LineFilter').map((filter) => parseLineFilter(query, filter));
    case 'LabelFilter':
      return [{ stage: 'label-filter', predicate: parsePredicate(query, stage) }];
    case 'LabelParser':
      if (stage.getChild('Json') === null) break;
      return [{ stage: 'json', extractions: [] }];
    case 'JsonExpressionParser':
      return [{ stage: 'json', extractions: parseExtractions(query, stage) }];
    case 'LineFormatExpr': {
      const template = text(query, descendants(stage, 'String')[0] ?? stage);
      return [{ stage: 'line-format', template: attempt(query, node, () => parseTemplate(template)) }];
    }
    case 'LogfmtParser':
    case 'LogfmtExpressionParser': {
      const flags = descendants(stage, 'ParserFlag').map((flag) => textOf(query, flag));
      const [strict, keepEmpty] = [flags.includes('--strict'), flags.includes('--keep-empty')];
      return [{ stage: 'logfmt', extractions: parseExtractions(query, stage), strict, keepEmpty }];
    }
  }
  const word = /^\|?\s*(\w*)/.exec(textOf(query, node))?.[1] ?? '';
  throw unsupported(query, node.from, `the stage ${word}`, supportedStages);
}

export function parseMatcher(query: string, node: SyntaxNode): Matcher {
  const op = children(node).find((child) => ['Eq', 'Neq', 'Re', 'Nre'].includes(child.name));
  const name = childText(query, node, 'Identifier');
  const value = attempt(query, node, () => unquote(childText(query, node, 'String')));
  const matcher: Matcher = { name, op: op ? (textOf(query, op) as MatchOp) : '=', value };
  if (matcher.op === '=~' || matcher.op === '!~') checkRegex(query, node, value, true);
  return matcher;
}

function parseLineFilter(query: string, node: SyntaxNode): LineFilter {
  const op = childText(query, node, 'Filter');
  if (op === '|>' || op === '!>')
    throw unsupported(query, node.from, `the pattern filter ${op}`, 'use |~ with a regular expression');
  const ip = descendants(node, 'FilterOp')[0];
  if (ip) throw unsupported(query, ip.from, 'ip() in a line filter', 'use |~ with a regular expression');
  const alternatives = descendants(node, 'String').map((literal) => text(query, literal));
  if (op === '|~' || op === '!~') for (const pattern of alternatives) checkRegex(query, node, pattern, false);
  return { stage: 'line-filter', op: op as LineFilter['op'], alternatives };
}

function parsePredicate(query: string, node: SyntaxNode): LabelPredicate {
  const [left, right] = node.getChildren('LabelFilter');
  if (left && right) {
    // A comma and a space say "and".
    const kind = node.getChild('Or') === null ? 'and' : 'or';
    return { kind, left: parsePredicate(query, left), right: parsePredicate(query, right) };
  }
  if (left) return parsePredicate(query, left);
  const matcher = node.getChild('Matcher');
  if (matcher) return { kind: 'match', matcher: parseMatcher(query, matcher) };
  const filter =
    descendants(node, 'NumberFilter')[0] ??
    descendants(node, 'DurationFilter')[0] ??
    descendants(node, 'BytesFilter')[0];
  if (filter === undefined) throw unsupported(query, node.from, `the filter ${textOf(query, node)}`, supportedStages);
  return parseComparison(query, filter);
}

function parseComparison(query: string, node: SyntaxNode): LabelPredicate {
  const name = childText(query, node, 'Identifier');
  const op = children(node).find((child) => ['Eq', 'Eql', 'Neq', 'Gtr', 'Gte', 'Lss', 'Lte'].includes(child.name));
  const comparison = { kind: 'compare', name, op: (op ? textOf(query, op) : '==') as CompareOp } as const;
  if (node.name === 'DurationFilter') {
    const value = Number(attempt(query, node, () => parseNanoseconds(childText(query, node, 'Duration'))));
    return { ...comparison, unit: 'duration', value };
  }
  if (node.name === 'BytesFilter') {
    return {
      ...comparison,
      unit: 'bytes',
      value: attempt(query, node, () => parseBytes(childText(query, node, 'Bytes'))),
    };
  }
  return { ...comparison, unit: 'number', value: Number(childText(query, node, 'LiteralExpr').replace(/\s/g, '')) };
}

function parseExtractions(query: string, node: SyntaxNode): Extraction[] {
  return descendants(node, 'LabelExtractionExpression').map((extraction) => {
    const label = childText(query, extraction, 'Identifier');
    const path = extraction.getChild('String');
    return { label, from: path ? text(query, path) : label };
  });
}

function text(query: string, node: SyntaxNode): string {
  return attempt(query, node, () => unquote(textOf(query, node)));
}

function checkRegex(query: string, node: SyntaxNode, pattern: string, anchored: boolean): void {
  attempt(query, node, () => compileRe2(pattern, anchored));
}

function attempt<T>(query: string, node: SyntaxNode, parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    throw parseError(query, node.from, error instanceof Error ? error.message : String(error));
  }
}
