import type { ExpectationResult } from '../../lib/events/expectation-result.ts';
import type { Evidence, LedgerClass } from '../../lib/events/run-event.ts';
import { formatCounts } from '../../lib/format/list.ts';
import { formatCount } from '../../lib/format/number.ts';
import { formatPercent } from '../../lib/format/percent.ts';
import type { ClosedContext } from '../run/context.ts';
import { classOfRequest } from '../sampling/class-of-request.ts';
import { mustBeKept } from '../sampling/classes.ts';
import { expectedKept } from '../sampling/ledger/expected.ts';
import { describeShare } from '../sampling/share.ts';
import { missingOrIncomplete } from '../sampling/ledger/run-ledger.ts';
import { type SamplingThresholds, sandboxThresholds } from '../sampling/thresholds.ts';
import type { ExpectationOf, Tolerance } from '../scenario.ts';
import { within } from './tolerance.ts';

/** How many traces are shown as evidence of a failure. */
const examples = 3;

export function describeTraces(
  { class: name, atLeast, policy, orRefused, kept: share, incomplete }: ExpectationOf<'traces'>,
  thresholds: SamplingThresholds = sandboxThresholds(),
): string {
  const kept = share
    ? `${describeShare(share)} of the ${name} traces are kept`
    : name === 'normal'
      ? `${formatPercent(thresholds.baselineShare)} of the normal traces are kept (99.9% interval)`
      : `every ${name} trace is kept`;
  const by = policy === undefined ? '' : `, at least one of them by the policy ${policy}`;
  const but = orRefused ? ', except for what the Collector refused' : '';
  return `${kept}, ${describeIncomplete(incomplete)} of them incomplete${but}${by}; at least ${atLeast} were sent`;
}

function describeIncomplete(share: Tolerance | undefined): string {
  if (share === undefined) return 'none';
  const { min = 0, max = 1 } = share;
  return max === 1 ? `at least ${formatPercent(min)}` : `${formatPercent(min)} to ${formatPercent(max)}`;
}

/** Whether the ledger has as many traces of a class as its policies must keep. */
export function checkTraces(expectation: ExpectationOf<'traces'>, context: ClosedContext): ExpectationResult {
  const entry = context.ledger.classes.find(({ class: name }) => name === expectation.class);
  if (!entry) return { passed: expectation.atLeast === 0, observed: `no ${expectation.class} trace`, evidence: [] };
  const { sent, kept, headDropped = 0, incomplete, policies } = entry;
  const { kept: share } = expectation;
  const expected = share ? expectedKept(sent, share, expectation.class === 'normal') : entry.expected;
  const named = expectation.policy === undefined || (policies[expectation.policy] ?? 0) > 0;
  const enough = sent >= expectation.atLeast;
  const { refused } = context.ledger.losses;
  const allowance = expectation.orRefused ? context.ledger.refusedSpans : 0;
  const missing = missingOrIncomplete({ kept, expected, incomplete: 0 });
  const affected = missing + incomplete;
  const whole = expectation.incomplete
    ? kept > 0 && within(incomplete / kept, expectation.incomplete) && missing <= allowance
    : affected <= allowance;
  const passed = enough && named && whole && kept <= expected.max;
  const interval = expected.min === expected.max ? String(expected.min) : `${expected.min} to ${expected.max}`;
  return {
    passed,
    observed:
      `${kept} of ${sent} ${expectation.class} traces kept (expected ${interval})` +
      `, ${incomplete} incomplete; policies: ${describePolicies(policies)}` +
      (headDropped > 0 ? `; ${describeHeadDropped(entry)}` : '') +
      (refused > 0 ? `; ${refused} traces of all classes were refused` : '') +
      (affected > 0 && allowance > 0 ? `; the Collector refused ${formatCount(allowance)} spans of the services` : '') +
      (enough ? '' : `; fewer than the ${expectation.atLeast} that the expectation needs`),
    evidence: passed ? examplesOf(entry, context, 1) : examplesOf(entry, context, examples),
  };
}

/** What each of the two samplers dropped, so that the loss of one is not blamed on the other. */
function describeHeadDropped({ dropped, headDropped = 0 }: LedgerClass): string {
  return (
    `head sampling dropped ${formatCount(headDropped)} before the tail sampler, and ${formatCount(dropped - headDropped)} ` +
    'were dropped after it'
  );
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
  for (const { traceId = '', route, status, sampled } of requests) {
    const found = ledger.found.get(traceId);
    const url = clients.jaeger.traceUrl(traceId);
    const request = `${route}, HTTP ${status ?? 'none'}`;
    if (!found) {
      const why = sampled === false ? ': not sampled by the head sampler' : '';
      if (mustBeKept(name)) wrong.push({ label: `lost trace ${traceId}`, text: `${request}${why}`, url });
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
  const headDropped = ledger.classes.reduce((sum, entry) => sum + (entry.headDropped ?? 0), 0);
  if (headDropped > 0) {
    evidence.push({
      label: 'head sampling',
      text:
        `the traceresponse headers of ${headDropped} requests say that they are not sampled; span metrics counted ` +
        `${arrived.count} requests of the other ${sent - headDropped} at the Collector`,
    });
  }
  const known =
    (refused > 0 ? `, ${refused} refused` : '') + (headDropped > 0 ? `, ${headDropped} dropped by head sampling` : '');
  return { passed: unaccounted === 0, observed: `${unaccounted} unaccounted${known}`, evidence };
}
