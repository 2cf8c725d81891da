import { formatCounts } from '../../lib/format/list.ts';
import type { ClosedContext } from '../run/context.ts';
import type { Evidence, LedgerClass } from '../../lib/events/run-event.ts';
import type { ExpectationOf } from '../scenario.ts';
import { mostFragments } from '../sampling/ledger/ledger.ts';
import { classOf } from '../load/truth.ts';
import type { Checked } from './check.ts';

/** Enough for a person to look at. */
const examples = 3;
const none = { traces: 0, fragments: 0 };

export function describeTraces({ class: name, atLeast, policy, orRefused }: ExpectationOf<'traces'>): string {
  const kept = name === 'normal' ? '5% of the normal traces are kept (99.9% interval)' : `every ${name} trace is kept`;
  const by = policy === undefined ? '' : `, by the policy ${policy} among others`;
  const but = orRefused ? ', but for what the Collector refused' : '';
  return `${kept}, none in fragments${but}${by}; at least ${atLeast} of them`;
}

/** Whether a class of the ledger kept what its policies promise. */
export function checkTraces(expectation: ExpectationOf<'traces'>, context: ClosedContext): Checked {
  const entry = context.ledger.classes.find(({ class: name }) => name === expectation.class);
  if (!entry) return { held: expectation.atLeast === 0, observed: `no ${expectation.class} trace`, evidence: [] };
  const { generated, kept, expected, fragments, policies } = entry;
  const named = expectation.policy === undefined || (policies[expectation.policy] ?? 0) > 0;
  const enough = generated >= expectation.atLeast;
  const { refused } = context.ledger.losses;
  const excused = expectation.orRefused ? { traces: refused, fragments: mostFragments(context.ledger) } : none;
  const whole = kept + excused.traces >= expected.min && fragments <= excused.fragments;
  const held = enough && named && whole && kept <= expected.max;
  const interval = expected.min === expected.max ? String(expected.min) : `${expected.min} to ${expected.max}`;
  return {
    held,
    observed:
      `${kept} of ${generated} ${expectation.class} traces kept (expected ${interval})` +
      `, ${fragments} in fragments; policies: ${describePolicies(policies)}` +
      (refused > 0 ? `; ${refused} traces of all classes were refused` : '') +
      (enough ? '' : `; fewer than ${expectation.atLeast} prove nothing`),
    evidence: held ? examplesOf(entry, context, 1) : examplesOf(entry, context, examples),
  };
}

export function describePolicies(policies: Record<string, number>): string {
  return formatCounts(policies) || 'none';
}

/** Traces to look at: what is wrong with some, or one that is as it should be. */
function examplesOf({ class: name }: LedgerClass, { ledger, load, clients }: ClosedContext, most: number): Evidence[] {
  const requests = load.requests.filter((request) => request.traceId !== undefined && classOf(request) === name);
  const wrong: Evidence[] = [];
  const right: Evidence[] = [];
  for (const { traceId = '', route, status } of requests) {
    const found = ledger.found.get(traceId);
    const url = clients.jaeger.traceUrl(traceId);
    const request = `${route}, HTTP ${status ?? 'none'}`;
    if (!found) {
      if (name !== 'normal') wrong.push({ label: `lost trace ${traceId}`, text: request, url });
    } else if (found.missing !== undefined) {
      wrong.push({ label: `fragment ${traceId}`, text: `${request}: without ${found.missing}`, url });
    } else right.push({ label: `kept trace ${traceId}`, text: `${request}, policy ${found.policy}`, url });
    if (wrong.length >= most) break;
  }
  return wrong.length > 0 ? wrong : right.slice(0, 1);
}

/** Whether everything that is missing was dropped by decision. */
export function checkAccounted({ ledger, load, flood }: ClosedContext): Checked {
  const { unaccounted, losses, arrived, unsettled } = ledger;
  const generated = load.requests.filter(({ traceId }) => traceId !== undefined).length;
  const { beforeSampler, inSampler, afterSampler, untraced, refused } = losses;
  const evidence: Evidence[] = [
    {
      label: 'account',
      text: `${generated} generated, ${ledger.found.size} in the store; the Collector decided to keep ${ledger.counters.sampler.sampled} and to drop ${ledger.counters.sampler.notSampled}, other traffic included`,
    },
  ];
  if (unaccounted > 0) {
    evidence.push({
      label: 'losses',
      text: `before the sampler ${beforeSampler}, in the sampler ${inSampler}, after the sampler ${afterSampler}, answered without a trace id ${untraced}`,
    });
  }
  if (refused > 0) {
    const { receiver } = ledger.counters;
    evidence.push({
      label: 'refused',
      text: `the receiver refused ${receiver.refused} spans, ${flood.refused} of them of the flood; the services gave up ${ledger.givenUp ?? 0} spans, and with them ${refused} traces`,
    });
  }
  if (!arrived.exact) {
    evidence.push({
      label: 'limit of this proof',
      text: 'span metrics have no user_agent_original: requests of others to the gateway could cover a loss before the sampler',
    });
  }
  if (unsettled !== undefined) evidence.push({ label: 'the Collector did not settle', text: unsettled });
  const known = refused > 0 ? `, ${refused} known as refused` : '';
  return { held: unaccounted === 0, observed: `${unaccounted} unaccounted${known}`, evidence };
}
