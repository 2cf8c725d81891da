import type { Matcher } from '../logql/ast.ts';
import { compileRe2 } from '../logql/re2.ts';

/** Whether a label's value is one that the matcher wants; a label that is not there has the value ''. */
export function compileMatcher(matcher: Matcher): (value: string) => boolean {
  const wanted = matcher.value;
  switch (matcher.op) {
    case '=':
      return (value) => value === wanted;
    case '!=':
      return (value) => value !== wanted;
    case '=~': {
      const pattern = compileRe2(wanted, true);
      return (value) => pattern.test(value);
    }
    case '!~': {
      const pattern = compileRe2(wanted, true);
      return (value) => !pattern.test(value);
    }
  }
}
