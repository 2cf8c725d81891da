import type { ExpectationResult } from '../../lib/events/expectation-result.ts';
import type { Evidence, LedgerClass } from '../../lib/events/run-event.ts';
import { formatCount } from '../../lib/format/number.ts';
import { formatCounts } from '../../lib/format/list.ts';
import { formatPercent } from '../../lib/format/percent.ts';
import type { ClosedContext } from '../run/context.ts';
import { classOfRequest } from '../sampling/class-of-request.ts';
import { mustBeKept } from '../sampling/classes.ts';
import { expectedKept } from '../sampling/ledger/expected.ts';
import { describeShare } from '../sampling/share.ts';
import { missingOrIncomplete } from '../sampling/ledger/run-ledger.ts';
import { type SamplingThresholds, sandboxThresholds } from '../sampling/thresholds.ts';
import type { ExpectationOf } from '../scenario.ts';

/** How many traces are shown as evidence of a failure. */
const examples = 3;

export function describeTraces(
  { class: name, atLeast, policy, orRefused, kept: share }: ExpectationOf<'traces'>,
  thresholds: SamplingThresholds = sandboxThresholds(),
): string {
  const kept = share
    ? `${describeShare(share)} of the ${name} traces are kept`
    : name === 'normal'
      ? `${formatPercent(thresholds.baselineShare)} of the normal traces are kept (99.9% interval)`
      : `every ${name} trace is kept`;
  const by = policy === undefined ? '' : `, at least one of them by the policy ${policy}`;
  const but = orRefused ? ', except for what the Collector refused' : '';
  return `${kept}, none of them incomplete${but}${by}; at least ${atLeast} were sent`;
}

/** Whether the ledger has as many traces of a class as its policies must keep. */
export function checkTraces(expectation: ExpectationOf<'traces'>, context: ClosedContext): ExpectationResult {
  const entry = context.ledger.classes.find(({ class: name }) => name === expectation.class);
  if (!entry) return { passed: expectation.atLeast === 0, observed: `no ${expectation.class} trace`, evidence: [] };
  const { sent, kept, incomplete, policies } = entry;
  const { kept: share } = expectation;
  const expected = share ? expectedKept(sent, share, expectation.class === 'normal') : entry.expected;
  const named = expectation.policy === undefined || (policies[expectation.policy] ?? 0) > 0;
  const enough = sent >= expectation.atLeast;
  const { refused } = context.ledger.losses;
  const allowance = expectation.orRefused ? context.ledger.refusedSpans : 0;
  const affected = missingOrIncomplete({ kept, expected, incomplete });
  const whole = affected <= allowance;
  const passed = enough && named && whole && kept <= expected.max;
  const interval = expected.min === expected.max ? String(expected.min) : `${expected.min} to ${expected.max}`;
  return {
    passed,
    observed:
      `${kept} of ${sent} ${expectation.class} traces kept (expected ${interval})` +
      `, ${incomplete} incomplete; policies: ${describePolicies(policies)}` +
      (refused > 0 ? `; ${refused} traces of all classes were refused` : '') +
      (affected > 0 && allowance > 0 ? `; the Collector refused ${formatCount(allowance)} spans of the services` : '') +
      (enough ? '' : `; fewer than the ${expectation.atLeast} that the expectation needs`),
    evidence: passed ? examplesOf(entry, context, 1) : examplesOf(entry, context, examples),
  };
}

export function describePolicies(policies: Record<string, number>): string {
  return formatCounts(policies) || 'none';
}

/** Example traces: lost or incomplete ones, or else one that was kept as expected. */
function examplesOf(
  { class: name }: LedgerClass,
  { ledger, load, clients, thresholds }: ClosedContext,
  most: number,
): Evidence[] {
  const requests = load.requests.filter(
    (request) => request.traceId !== undefined && classOfRequest(request, thresholds) === name,
  );
  const wrong: Evidence[] = [];
  const right: Evidence[] = [];
  for (const { traceId = '', route, status } of requests) {
    const found = ledger.found.get(traceId);
    const url = clients.jaeger.traceUrl(traceId);
    const request = `${route}, HTTP ${status ?? 'none'}`;
    if (!found) {
      if (mustBeKept(name)) wrong.push({ label: `lost trace ${traceId}`, text: request, url });
    } else if (found.missing !== undefined) {
      wrong.push({ label: `incomplete trace ${traceId}`, text: `${request}: missing ${found.missing}`, url });
    } else right.push({ label: `kept trace ${traceId}`, text: `${request}, policy ${found.policy}`, url });
    if (wrong.length >= most) break;
  }
  return wrong.length > 0 ? wrong : right.slice(0, 1);
}

/** Whether every trace that is missing was dropped by a decision of the sampler. */
export function checkAccounted({ ledger, load, flood }: ClosedContext): ExpectationResult {
  const { unaccounted, losses, arrived, notDrained } = ledger;
  const sent = load.requests.filter(({ traceId }) => traceId !== undefined).length;
  const { beforeSampler, inSampler, afterSampler, untraced, refused } = losses;
  const evidence: Evidence[] = [
    {
      label: 'account',
      text:
        `${sent} sent, ${ledger.found.size} in the store; the Collector decided to keep ` +
        `${ledger.counters.sampler.sampled} and to drop ${ledger.counters.sampler.notSampled}, including other traffic`,
    },
  ];
  if (unaccounted > 0) {
    evidence.push({
      label: 'losses',
      text:
        `before the sampler ${beforeSampler}, in the sampler ${inSampler}, after the sampler ${afterSampler}, ` +
        `answered without a trace id ${untraced}`,
    });
  }
  if (refused > 0) {
    const { receiver } = ledger.counters;
    evidence.push({
      label: 'refused',
      text:
        `the receiver refused ${receiver.refused} spans, ${flood.refused} of them of the flood; the services ` +
        `dropped ${ledger.droppedBySdks ?? 0} spans after retrying, and with them ${refused} traces`,
    });
  }
  if (!arrived.exact) {
    evidence.push({
      label: 'limit of this proof',
      text:
        'span metrics have no user_agent_original: requests of other clients to the gateway could cover a loss ' +
        'before the sampler',
    });
  }
  if (notDrained !== undefined) evidence.push({ label: 'the Collector was still processing', text: notDrained });
  const known = refused > 0 ? `, ${refused} refused` : '';
  return { passed: unaccounted === 0, observed: `${unaccounted} unaccounted${known}`, evidence };
}
