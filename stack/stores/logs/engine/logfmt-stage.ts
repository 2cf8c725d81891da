import type { LogfmtStage } from '../logql/ast.ts';
import { unquote } from '../logql/string-literal.ts';
import { fieldName } from './json-stage.ts';
import type { Line } from './line.ts';

/** Loki's `logfmt`: `key=value` and `key="quoted value"` as fields. */
export function compileLogfmt(stage: LogfmtStage): (line: Line) => boolean {
  const labelOf = new Map(stage.extractions.map(({ label, from }) => [from, label]));
  return (line) => {
    const { pairs, problem } = parseLogfmt(line.text);
    for (const [key, value] of pairs) {
      if (value === '' && !stage.keepEmpty) continue;
      if (labelOf.size === 0) line.add(fieldName(key), value);
      else if (labelOf.has(key)) line.add(labelOf.get(key) ?? key, value);
    }
    // Without --strict Loki passes over what is not a pair.
    if (stage.strict && problem !== undefined) line.fail('LogfmtParserErr', problem);
    return true;
  };
}

/** The pairs of a line, and what in it is not one. */
export function parseLogfmt(text: string): { pairs: [string, string][]; problem?: string } {
  const pairs: [string, string][] = [];
  let problem: string | undefined;
  const token = /\s*([^\s="]+)(?:=("(?:[^"\\]|\\[^])*"|[^\s"]*))?(?=\s|$)/y;
  const end = text.trimEnd().length;
  let at = 0;
  while (at < end) {
    token.lastIndex = at;
    const match = token.exec(text);
    if (match?.[1] === undefined) {
      problem ??= `logfmt syntax error at pos ${at + 1}`;
      at += Math.max(/^\s*\S+/.exec(text.slice(at))?.[0].length ?? 1, 1);
      continue;
    }
    at = token.lastIndex;
    const value = match[2] ?? '';
    pairs.push([match[1], value.startsWith('"') ? lenientUnquote(value) : value]);
  }
  return problem === undefined ? { pairs } : { pairs, problem };
}

function lenientUnquote(literal: string): string {
  try {
    return unquote(literal);
  } catch {
    return literal.slice(1, -1);
  }
}
