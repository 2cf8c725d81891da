import type { Context } from './context.ts';
import { baseName } from './prometheus-names.ts';
import { currentLabel, namesFrom, nearestMetrics, replacementOf } from './nearest-metrics.ts';
import {
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
      if (now !== undefined) replacements.push({ part, text: now });
    } else if (isThresholdOf(part, renamed)) {
      replacements.push({ part, text: String(Number(part.text) / 1000) });
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

/** Whether a part is the number with which a duration in milliseconds is compared, that is now one in seconds. */
function isThresholdOf(part: Expression, renamed: ReadonlyMap<string, string>): boolean {
  if (part.node.name !== 'NumberDurationLiteral' && part.node.name !== 'NumberLiteral') return false;
  const parent = part.node.parent;
  const binary = parent
    ? binaryOf({ node: parent, text: part.whole.slice(parent.from, parent.to), whole: part.whole })
    : undefined;
  if (!binary || comparisons[binary.operator] === undefined) return false;
  const measured = binary.right.node.from === part.node.from ? binary.left : binary.right;
  if (isConstant(measured) || !/\bhistogram_quantile\b|_sum\b/.test(measured.text)) return false;
  return selectorsOf(measured).some(({ metric = '' }) => {
    const now = renamed.get(metric) ?? '';
    return now.includes('_seconds') && !metric.includes('_seconds');
  });
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
