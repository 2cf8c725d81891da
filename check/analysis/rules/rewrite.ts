import type { Context } from './context.ts';
import { baseName } from './prometheus-names.ts';
import { currentLabel, namesFrom, nearestMetrics, replacementOf } from './nearest-metrics.ts';
import {
  at,
  binaryOf,
  comparisons,
  type Expression,
  isConstant,
  parseExpression,
  selectorsOf,
} from './promql/expression.ts';
import { labelsIn, partsOf } from './promql/parts.ts';
import { replaceParts } from './promql/replace-parts.ts';

interface Replacement {
  part: Expression;
  text: string;
}

/**
 * An expression with the current names of its metrics and labels, and thresholds in their unit; undefined where nothing
 * is to be replaced.
 */
export async function rewritten(text: string, context: Context): Promise<string | undefined> {
  const root = parseExpression(text);
  if (!root) return undefined;
  const names = await context.queries.metricNames();
  const isThere = new Set(names);
  const replacements: Replacement[] = [];
  const renamed = new Map<string, string>();
  const natives = new Set<string>();
  for (const { metric } of selectorsOf(root)) {
    if (metric === undefined || isThere.has(metric) || renamed.has(metric)) continue;
    const lost = context.flow?.lostMetric(metric, names);
    if (lost?.native !== undefined) natives.add(metric);
    const now = lost?.native ?? lost?.rename?.to ?? (lost ? undefined : currentName(metric, names, labelsIn(root)));
    if (now === undefined) return undefined;
    renamed.set(metric, now);
  }
  const labels = await labelsOf(
    [...selectorsOf(root)].flatMap(({ metric }) => (metric === undefined ? [] : [renamed.get(metric) ?? metric])),
    context,
  );
  for (const part of partsOf(root)) {
    const { name } = part.node;
    if (name === 'Identifier' && part.node.parent?.name === 'VectorSelector') {
      const now = renamed.get(part.text);
      if (now !== undefined) replacements.push({ part, text: now });
    } else if (name === 'LabelName') {
      const now = currentLabel(part.text, labels);
      if (now !== undefined) replacements.push({ part, text: now }, ...valueFor(now, part));
    } else {
      const factor = factorOf(part, renamed);
      if (factor !== 1) replacements.push({ part, text: String(Number(part.text) * factor) });
    }
  }
  if (replacements.length === 0) return undefined;
  const changed = replaceParts(text, replacements);
  return natives.size === 0 ? changed : withoutClassic(changed, natives);
}

/** The existing name of a metric, with the series of a histogram that the former name selected. */
function currentName(metric: string, names: readonly string[], labels: readonly string[]): string | undefined {
  const instead = replacementOf(metric, names, labels);
  // Several metrics took its place, or none with the same meaning.
  if (instead?.more !== undefined) return undefined;
  const found = instead ? namesFrom(instead.name, metric, names) : nearestMetrics(metric, names);
  const suffix = metric.slice(baseName(metric).length);
  const [first] = found.filter((name) => name.endsWith(suffix));
  return first ?? found[0];
}

async function labelsOf(metrics: readonly string[], { queries }: Context): Promise<Set<string>> {
  const all = new Set<string>();
  for (const metric of new Set(metrics)) {
    for (const series of await queries.series(`{__name__=${JSON.stringify(metric)}}`)) {
      for (const label of Object.keys(series)) all.add(label);
    }
  }
  return all;
}

/** The status of spans as the label has it that takes the place of another one. */
function valueFor(label: string, { node, whole }: Expression): Replacement[] {
  const value = node.nextSibling?.nextSibling;
  if (value?.name !== 'StringLiteral' || !/^(otel_)?status_code$/.test(label)) return [];
  const part = at(value, whole);
  const [quote, bare] = [part.text.charAt(0), part.text.slice(1, -1).replaceAll('STATUS_CODE_', '')];
  const status = label === 'status_code' ? bare.replaceAll(/\b(ERROR|OK|UNSET)\b/g, 'STATUS_CODE_$1') : bare;
  return [{ part, text: quote + status + quote }];
}

/** By what to multiply the number with which a duration is compared that is now in another unit; 1 for any other part. */
function factorOf(part: Expression, renamed: ReadonlyMap<string, string>): number {
  if (part.node.name !== 'NumberDurationLiteral' && part.node.name !== 'NumberLiteral') return 1;
  const parent = part.node.parent;
  const binary = parent
    ? binaryOf({ node: parent, text: part.whole.slice(parent.from, parent.to), whole: part.whole })
    : undefined;
  if (!binary || comparisons[binary.operator] === undefined) return 1;
  const measured = binary.right.node.from === part.node.from ? binary.left : binary.right;
  if (isConstant(measured) || !/\bhistogram_quantile\b|_sum\b/.test(measured.text)) return 1;
  const factors = selectorsOf(measured).map(({ metric = '' }) => {
    const now = renamed.get(metric) ?? metric;
    const isInSeconds = metric.includes('_seconds');
    if (isInSeconds === now.includes('_seconds')) return 1;
    if (isInSeconds) return now.includes('_milliseconds') ? 1000 : 1;
    return 0.001;
  });
  return factors.find((factor) => factor !== 1) ?? 1;
}

/** The query of a native histogram: without `le`, and with functions in place of the series with suffixes. */
function withoutClassic(text: string, natives: ReadonlySet<string>): string {
  let changed = text
    .replaceAll(/\bby\s*\(\s*le\s*,\s*/g, 'by (')
    .replaceAll(/,\s*le\s*\)/g, ')')
    .replaceAll(/\bby\s*\(\s*le\s*\)\s*/g, '');
  for (const metric of natives) {
    const base = baseName(metric);
    const of = metric.slice(base.length + 1);
    if (of === 'bucket') continue;
    changed = changed.replaceAll(
      new RegExp(`(rate|increase|irate)\\((${base}(?:\\{[^}]*\\})?\\[[^\\]]*\\])\\)`, 'g'),
      `histogram_${of}($1($2))`,
    );
  }
  return changed;
}
