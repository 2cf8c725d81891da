import type { LineFilter, LogQuery, Stage } from '../logql/ast.ts';
import { compileRe2 } from '../logql/re2.ts';
import { type Labels, labelValue } from '../log-entry.ts';
import type { LogStore } from '../log-store.ts';
import type { LogStream } from '../log-stream.ts';
import { compileJson } from './json-stage.ts';
import { compileLabelFormat } from './label-format-stage.ts';
import { compilePredicate } from './label-filter.ts';
import type { Line } from './line.ts';
import { compileLineFormat } from './line-format-stage.ts';
import { compileLogfmt } from './logfmt-stage.ts';
import { compileMatcher } from './matcher.ts';
import { compilePattern } from './pattern-stage.ts';
import { compileRegexp } from './regexp-stage.ts';
import { compileDrop, compileKeep } from './select-labels-stage.ts';
import { compileUnpack } from './unpack-stage.ts';

/** Whether a line passes all stages; they add to it what they find. */
export function compileStages(stages: readonly Stage[]): (line: Line) => boolean {
  const steps = stages.map(compileStage);
  return (line) => steps.every((step) => step(line));
}

/** The streams that a query selects. */
export function* selectStreams(store: LogStore, matchers: LogQuery['matchers']): Generator<LogStream> {
  const matches = compileSelector(matchers);
  for (const stream of store.streams()) if (matches(stream.labels)) yield stream;
}

/** Whether a stream's labels fulfil all matchers. */
export function compileSelector(matchers: LogQuery['matchers']): (labels: Labels) => boolean {
  const tests = matchers.map((matcher) => ({ name: matcher.name, matches: compileMatcher(matcher) }));
  return (labels) => tests.every(({ name, matches }) => matches(labelValue(labels, name) ?? ''));
}

function compileStage(stage: Stage): (line: Line) => boolean {
  switch (stage.stage) {
    case 'line-filter':
      return compileLineFilter(stage);
    case 'label-filter':
      return compilePredicate(stage.predicate);
    case 'json':
      return compileJson(stage);
    case 'logfmt':
      return compileLogfmt(stage);
    case 'line-format':
      return compileLineFormat(stage);
    case 'regexp':
      return compileRegexp(stage);
    case 'pattern':
      return compilePattern(stage);
    case 'label-format':
      return compileLabelFormat(stage);
    case 'drop':
      return compileDrop(stage);
    case 'keep':
      return compileKeep(stage);
    case 'unpack':
      return compileUnpack();
  }
}

function compileLineFilter({ op, alternatives }: LineFilter): (line: Line) => boolean {
  if (op === '|=') return (line) => alternatives.some((part) => line.text.includes(part));
  if (op === '!=') return (line) => !alternatives.some((part) => line.text.includes(part));
  const patterns = alternatives.map((pattern) => compileRe2(pattern, false));
  if (op === '|~') return (line) => patterns.some((pattern) => pattern.test(line.text));
  return (line) => !patterns.some((pattern) => pattern.test(line.text));
}
