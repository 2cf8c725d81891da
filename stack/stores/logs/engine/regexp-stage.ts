import type { RegexpStage } from '../logql/ast.ts';
import { compileRe2 } from '../logql/re2.ts';
import type { Line } from './line.ts';

/** Loki's `regexp`: the named groups of the first match as fields. */
export function compileRegexp(stage: RegexpStage): (line: Line) => boolean {
  const pattern = compileRe2(stage.pattern, false);
  return (line) => {
    for (const [name, value] of pattern.capture(line.text) ?? []) line.add(name, value);
    return true;
  };
}
