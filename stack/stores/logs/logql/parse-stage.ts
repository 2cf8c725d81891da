import type { SyntaxNode } from '@lezer/common';
import type { CompareOp, Extraction, LabelPredicate, LineFilter, Stage } from './ast.ts';
import { parseLabelFormats, parseSelectedLabels } from './parse-labels.ts';
import { parsePattern } from './parse-pattern.ts';
import { attempt, checkRegex, parseMatcher, parseText } from './parse-terms.ts';
import { unsupported } from './query-error.ts';
import { compileRe2 } from './re2.ts';
import { parseTemplate } from '../template/parse-template.ts';
import { children, childText, descendants, textOf } from './tree.ts';
import { parseNanoseconds } from '../../../../lib/duration/nanoseconds.ts';
import { parseBytes } from './parse-bytes.ts';

const supportedStages =
  'it has line filters (|= != |~ !~), label filters (= != =~ !~ == > >= < <=, and, or), json, logfmt, regexp, pattern, ' +
  'unpack, line_format, label_format, drop and keep';

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
      return [parseParser(query, stage)];
    case 'JsonExpressionParser':
      return [{ stage: 'json', extractions: parseExtractions(query, stage) }];
    case 'LineFormatExpr': {
      const template = parseText(query, descendants(stage, 'String')[0] ?? stage);
      return [{ stage: 'line-format', template: attempt(query, node, () => parseTemplate(template)) }];
    }
    case 'LabelFormatExpr':
      return [{ stage: 'label-format', formats: parseLabelFormats(query, stage) }];
    case 'DropLabelsExpr':
      return [{ stage: 'drop', labels: parseSelectedLabels(query, stage) }];
    case 'KeepLabelsExpr':
      return [{ stage: 'keep', labels: parseSelectedLabels(query, stage) }];
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

/** A parser that takes no labels. */
function parseParser(query: string, node: SyntaxNode): Stage {
  const argument = node.getChild('String');
  const text = argument ? parseText(query, argument) : '';
  if (node.getChild('Regexp')) {
    attempt(query, node, () => checkCaptures(text));
    return { stage: 'regexp', pattern: text };
  }
  if (node.getChild('Pattern')) return { stage: 'pattern', pieces: attempt(query, node, () => parsePattern(text)) };
  return node.getChild('Unpack') ? { stage: 'unpack' } : { stage: 'json', extractions: [] };
}

function checkCaptures(pattern: string): void {
  const { names } = compileRe2(pattern, false);
  if (names.length === 0) throw new Error('at least one named capture must be supplied');
  const invalid = names.find((name) => !/^[A-Za-z_]\w*$/.test(name));
  if (invalid !== undefined) throw new Error(`invalid extracted label name '${invalid}'`);
}

function parseLineFilter(query: string, node: SyntaxNode): LineFilter {
  const op = childText(query, node, 'Filter');
  if (op === '|>' || op === '!>')
    throw unsupported(query, node.from, `the pattern filter ${op}`, 'use |~ with a regular expression');
  const ip = descendants(node, 'FilterOp')[0];
  if (ip) throw unsupported(query, ip.from, 'ip() in a line filter', 'use |~ with a regular expression');
  const alternatives = descendants(node, 'String').map((literal) => parseText(query, literal));
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
    return { label, from: path ? parseText(query, path) : label };
  });
}
