import { alertFiresAtBaseline } from './alert-fires-at-baseline.ts';
import { alertFlaps } from './alert-flaps.ts';
import { alertNeverFires } from './alert-never-fires.ts';
import { attributeUnknown } from './attribute-unknown.ts';
import { clientErrorsAsErrors } from './client-errors-as-errors.ts';
import { componentDeprecated } from './component-deprecated.ts';
import { componentRemoved } from './component-removed.ts';
import { componentSimplified } from './component-simplified.ts';
import { componentUnknown } from './component-unknown.ts';
import { componentUnused } from './component-unused.ts';
import type { Category, FindingDefinition } from './definition.ts';
import { deltaTemporality } from './delta-temporality.ts';
import { expressionMistake } from './expression-mistake.ts';
import { featureIgnored } from './feature-ignored.ts';
import { policyNeverSamples } from './policy-never-samples.ts';
import { policySamplesEverything } from './policy-samples-everything.ts';
import { prometheusConfigUnused } from './prometheus-config-unused.ts';
import { queryWithoutResult } from './query-without-result.ts';
import { receiverIdle } from './receiver-idle.ts';
import { ruleFails } from './rule-fails.ts';
import { ruleWithoutResult } from './rule-without-result.ts';
import { secretLeaked } from './secret-leaked.ts';
import { settingIgnored } from './setting-ignored.ts';
import { spanMetricsSampled } from './span-metrics-sampled.ts';
import { suppressionUnused } from './suppression-unused.ts';
import { telemetryLost } from './telemetry-lost.ts';
import { traceSplit } from './trace-split.ts';
import { traceIncomplete } from './trace-incomplete.ts';
import { tracesEvicted } from './traces-evicted.ts';
import { tracesLost } from './traces-lost.ts';
import { variableUnset } from './variable-unset.ts';
import { windowExceedsBaseline } from './window-exceeds-baseline.ts';

/** Every kind of finding, in the order in which a check reports them and the documentation lists them. */
export const findingDefinitions: readonly FindingDefinition[] = [
  traceSplit,
  tracesEvicted,
  tracesLost,
  traceIncomplete,
  clientErrorsAsErrors,
  policyNeverSamples,
  policySamplesEverything,
  spanMetricsSampled,
  attributeUnknown,
  deltaTemporality,
  telemetryLost,
  secretLeaked,
  componentRemoved,
  componentUnknown,
  settingIgnored,
  variableUnset,
  componentDeprecated,
  componentSimplified,
  componentUnused,
  receiverIdle,
  prometheusConfigUnused,
  featureIgnored,
  ruleFails,
  expressionMistake,
  alertNeverFires,
  alertFiresAtBaseline,
  alertFlaps,
  windowExceedsBaseline,
  ruleWithoutResult,
  queryWithoutResult,
  suppressionUnused,
];

const categories = new Map(findingDefinitions.map(({ kind, category }) => [kind, category]));

/** What a kind of finding is about. @throws Error for a kind that is not registered. */
export function categoryOf(kind: string): Category {
  const category = categories.get(kind);
  if (category === undefined) throw new Error(`no finding has the kind ${kind}`);
  return category;
}
