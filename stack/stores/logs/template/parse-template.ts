import { unquote } from '../logql/string-literal.ts';
import type { Expression, TemplateNode } from './ast.ts';
import { functions } from './functions.ts';
import { type Piece, splitTemplate } from './tokens.ts';

const unsupportedActions = new Set(['range', 'with', 'define', 'template', 'block', 'break', 'continue']);
/** Of `if` actions and parentheses above one another; deeper ones would exhaust the stack. */
const maxDepth = 100;

/**
 * Reads the part of Go's template language that lines are formatted with: fields, literals, functions, pipelines and
 * `if`.
 *
 * @throws Error with what is wrong, or not supported
 */
export function parseTemplate(template: string): TemplateNode[] {
  const pieces = splitTemplate(template);
  const { nodes, end } = parseNodes(pieces, 0, 0);
  if (end < pieces.length) throw new Error(`template: unexpected {{${actionOf(pieces[end])}}}`);
  return nodes;
}

/** Reads up to the end, or to an `else` or `end` that belongs to an outer action. */
function parseNodes(pieces: readonly Piece[], from: number, depth: number): { nodes: TemplateNode[]; end: number } {
  if (depth > maxDepth) throw new Error(`template: nested more than ${maxDepth} levels deep`);
  const nodes: TemplateNode[] = [];
  let at = from;
  for (let piece = pieces[at]; piece; piece = pieces[at]) {
    at += 1;
    if ('text' in piece) {
      nodes.push({ kind: 'text', text: piece.text });
      continue;
    }
    const [first, ...rest] = piece.words;
    if (first === undefined) continue;
    if (first === 'else' || first === 'end') return { nodes, end: at - 1 };
    if (first === 'if') {
      const read = parseIf(pieces, at, rest, depth);
      nodes.push(read.node);
      at = read.end;
    } else {
      nodes.push({ kind: 'output', expression: parseExpression(piece.words) });
    }
  }
  return { nodes, end: at };
}

function parseIf(
  pieces: readonly Piece[],
  at: number,
  condition: readonly string[],
  depth: number,
): { node: TemplateNode; end: number } {
  const then = parseNodes(pieces, at, depth + 1);
  const node = { kind: 'if', condition: parseExpression(condition), then: then.nodes } as const;
  const closing = wordsOf(pieces[then.end]);
  if (closing[0] === 'end') return { node: { ...node, otherwise: [] }, end: then.end + 1 };
  if (closing[0] !== 'else') throw new Error('template: unexpected end of the template, {{end}} is missing');
  if (closing[1] === 'if') {
    const inner = parseIf(pieces, then.end + 1, closing.slice(2), depth + 1);
    return { node: { ...node, otherwise: [inner.node] }, end: inner.end };
  }
  const otherwise = parseNodes(pieces, then.end + 1, depth + 1);
  if (wordsOf(pieces[otherwise.end])[0] !== 'end') throw new Error('template: {{end}} is missing');
  return { node: { ...node, otherwise: otherwise.nodes }, end: otherwise.end + 1 };
}

function parseExpression(words: readonly string[]): Expression {
  const [first = ''] = words;
  if (unsupportedActions.has(first) || first.startsWith('$')) throw new Error(`template: "${first}" is not supported`);
  const { expression, end } = parsePipeline(words, 0, 0);
  if (end < words.length) throw new Error(`template: unexpected "${words[end]}"`);
  return expression;
}

/** `a | f x` is `f x a`. */
function parsePipeline(words: readonly string[], from: number, depth: number): { expression: Expression; end: number } {
  if (depth > maxDepth) throw new Error(`template: nested more than ${maxDepth} levels deep`);
  let piped: Expression | undefined;
  let at = from;
  for (;;) {
    const operands: Expression[] = [];
    const [name = ''] = words.slice(at);
    const isCall = /^[A-Za-z_]/.test(name) && name !== 'true' && name !== 'false';
    if (isCall) at += 1;
    for (let word = words[at]; word !== undefined && word !== '|' && word !== ')'; word = words[at]) {
      if (word === '(') {
        const inner = parsePipeline(words, at + 1, depth + 1);
        if (words[inner.end] !== ')') throw new Error('template: unclosed left paren');
        operands.push(inner.expression);
        at = inner.end + 1;
      } else {
        operands.push(parseOperand(word));
        at += 1;
      }
    }
    if (piped) operands.push(piped);
    piped = isCall ? call(name, operands) : single(operands);
    if (words[at] !== '|') return { expression: piped, end: at };
    at += 1;
  }
}

function parseOperand(word: string): Expression {
  if (/^["`]/.test(word)) return { kind: 'literal', value: unquote(word) };
  if (/^-?\d/.test(word)) return { kind: 'literal', value: Number(word) };
  if (word === 'true' || word === 'false') return { kind: 'literal', value: word === 'true' };
  if (/^\.\w+$/.test(word)) return { kind: 'field', name: word.slice(1) };
  if (/^[A-Za-z_]\w*$/.test(word)) return call(word, []);
  throw new Error(`template: unexpected "${word}"`);
}

function call(name: string, args: Expression[]): Expression {
  const known = Object.hasOwn(functions, name) ? functions[name] : undefined;
  if (!known) throw new Error(`template: function "${name}" not defined`);
  const [least, most] = known.arguments;
  if (args.length < least || args.length > most) {
    throw new Error(`template: wrong number of args for ${name}: want ${least}, got ${args.length}`);
  }
  return { kind: 'call', name, args };
}

function single(operands: readonly Expression[]): Expression {
  const [operand, ...more] = operands;
  if (operand && more.length === 0) return operand;
  throw new Error(operand ? "template: can't give argument to non-function" : 'template: missing value for command');
}

function wordsOf(piece: Piece | undefined): string[] {
  return piece && 'words' in piece ? piece.words : [];
}

function actionOf(piece: Piece | undefined): string {
  return wordsOf(piece).join(' ');
}
