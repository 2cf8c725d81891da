import { type SentSpan, spanAttribute } from './trace-spans.ts';

/*
 * Evaluates the OTTL conditions that policies usually have: comparisons of attributes, status, kind and name, IsMatch,
 * and, or, not. Anything else is unknown.
 */

type Result = boolean | undefined;

const token =
  /\s*(?:("(?:[^"\\]|\\.)*")|(\d+(?:\.\d+)?)|(==|!=|>=|<=|>|<|\(|\)|,)|((?:resource\.|span\.)?attributes\["(?:[^"\\]|\\.)*"\])|([\w.]+))/gy;
const codes: Readonly<Record<string, string>> = {
  STATUS_CODE_ERROR: 'error',
  STATUS_CODE_OK: 'ok',
  STATUS_CODE_UNSET: 'unset',
};
const kinds = ['', 'INTERNAL', 'SERVER', 'CLIENT', 'PRODUCER', 'CONSUMER'];
const unknown = Symbol('unknown');

/** Whether a span meets a condition; undefined if the condition has parts that are not evaluated. */
export function meetsCondition(condition: string, span: SentSpan): Result {
  const tokens = tokensOf(condition);
  if (!tokens) return undefined;
  const reader = new Reader(tokens, span);
  const result = reader.or();
  return reader.isAtEnd ? result : undefined;
}

function tokensOf(text: string): string[] | undefined {
  const found: string[] = [];
  token.lastIndex = 0;
  while (token.lastIndex < text.trimEnd().length) {
    const match = token.exec(text);
    if (!match) return undefined;
    found.push(match[0].trim());
  }
  return found;
}

class Reader {
  readonly #tokens: readonly string[];
  readonly #span: SentSpan;
  #at = 0;

  constructor(tokens: readonly string[], span: SentSpan) {
    this.#tokens = tokens;
    this.#span = span;
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#tokens.length;
  }

  or(): Result {
    let result = this.#and();
    while (this.#take('or')) {
      const right = this.#and();
      result = result === true || right === true ? true : result === false && right === false ? false : undefined;
    }
    return result;
  }

  #and(): Result {
    let result = this.#not();
    while (this.#take('and')) {
      const right = this.#not();
      result = result === false || right === false ? false : result === true && right === true ? true : undefined;
    }
    return result;
  }

  #not(): Result {
    if (!this.#take('not')) return this.#primary();
    const inner = this.#not();
    return inner === undefined ? undefined : !inner;
  }

  #primary(): Result {
    if (this.#take('(')) {
      const inner = this.or();
      this.#take(')');
      return inner;
    }
    if (this.#take('true')) return true;
    if (this.#take('false')) return false;
    if (this.#take('IsMatch')) return this.#isMatch();
    const left = this.#value();
    const operator = this.#tokens[this.#at];
    if (operator === undefined || !/^(==|!=|>=|<=|>|<)$/.test(operator)) return undefined;
    this.#at += 1;
    return compare(left, operator, this.#value());
  }

  #isMatch(): Result {
    this.#take('(');
    const value = this.#value();
    this.#take(',');
    const pattern = this.#value();
    this.#take(')');
    if (typeof pattern !== 'string' || (typeof value !== 'string' && value !== undefined)) return undefined;
    try {
      return value === undefined ? false : new RegExp(pattern).test(value);
    } catch {
      return undefined;
    }
  }

  #value(): unknown {
    const text = this.#tokens[this.#at] ?? '';
    this.#at += 1;
    if (text.startsWith('"')) return unquoted(text);
    if (/^\d/.test(text)) return Number(text);
    if (text === 'nil') return undefined;
    if (text === 'true' || text === 'false') return text === 'true';
    const { resource, record } = this.#span;
    const [, place, key] = /^(?:(resource|span)\.)?attributes\[("(?:[^"\\]|\\.)*")\]$/.exec(text) ?? [];
    if (key !== undefined) {
      const name = unquoted(key);
      return place === 'resource' ? resource[name] : spanAttribute(this.#span, name);
    }
    if (codes[text] !== undefined) return codes[text];
    if (text.startsWith('SPAN_KIND_')) return text;
    switch (text.replace(/^span\./, '')) {
      case 'status.code':
        return record.error ? 'error' : 'unset';
      case 'name':
        return record.name;
      case 'kind':
        return `SPAN_KIND_${kinds[record.kind] ?? ''}`;
      default:
        return unknown;
    }
  }

  #take(word: string): boolean {
    if (this.#tokens[this.#at] !== word) return false;
    this.#at += 1;
    return true;
  }
}

function compare(left: unknown, operator: string, right: unknown): Result {
  if (left === unknown || right === unknown) return undefined;
  if (operator === '==') return left === right;
  if (operator === '!=') return left !== right;
  if (typeof left !== 'number' || typeof right !== 'number') return false;
  if (operator === '>=') return left >= right;
  if (operator === '<=') return left <= right;
  return operator === '>' ? left > right : left < right;
}

function unquoted(text: string): string {
  return text.slice(1, -1).replaceAll(/\\(.)/g, '$1');
}
