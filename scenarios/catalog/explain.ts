import { parseDuration } from '../../lib/duration/parse-duration.ts';
import { formatPercent } from '../../lib/format/percent.ts';
import { describeExpectation } from '../expectations/expectation.ts';
import { describeProbe } from '../run/probes.ts';
import { endTimeOf, type Fault, targetOf } from '../faults/fault-schema.ts';
import type { LoadSpec, Scenario } from '../scenario.ts';

/** The description of a scenario, for a terminal and for the docs. */
export interface ScenarioExplanation {
  name: string;
  title: string;
  teaches: string;
  does: string;
  see: readonly string[];
  load: string;
  steadyState: readonly string[];
  faults: readonly { fault: string; target: string; parameters: string; when: string }[];
  expectations: readonly { name: string; expected: string; needsFault: boolean }[];
  recovery: readonly string[];
  /** Of the phase between steady state and recovery, in production time. */
  duration: string;
}

export function explainScenario(scenario: Scenario): ScenarioExplanation {
  const { name, title, teaches, explanation, load, steadyState, faults, expectations, recovery, duration } = scenario;
  return {
    name,
    title,
    teaches,
    does: explanation.does,
    see: explanation.see,
    load: describeLoad(load),
    steadyState: steadyState.probes.map(describeProbe),
    faults: faults.map(describeFault),
    expectations: expectations.map((expectation) => ({
      name: expectation.name,
      expected: describeExpectation(expectation),
      needsFault: expectation.type === 'alert-fires' || ('needsFault' in expectation && expectation.needsFault),
    })),
    recovery: [`within ${recovery.within}`, ...recovery.probes.map(describeProbe)],
    duration,
  };
}

function describeLoad({ arrivalsPerSecond, arrivals, routes, requests, plantSecrets }: LoadSpec): string {
  const weights = requests ? requests.map(({ name, weight }) => [name, weight] as const) : Object.entries(routes);
  const total = weights.reduce((sum, [, weight]) => sum + weight, 0);
  const shares = weights
    .filter(([, weight]) => weight > 0)
    .map(([route, weight]) => `${route} ${formatPercent(Math.round((100 * weight) / total) / 100)}`);
  const planted = plantSecrets ? `; 1 in ${plantSecrets.every} requests has secrets in its query` : '';
  return `${arrivalsPerSecond} requests/s (${arrivals} arrivals): ${shares.join(', ')}${planted}`;
}

function describeFault(fault: Fault): ScenarioExplanation['faults'][number] {
  const text = Object.entries(fault.parameters).map(([name, value]) => `${name} ${String(value)}`);
  const to = endTimeOf(fault);
  const when =
    to === undefined
      ? `at ${fault.from}`
      : parseDuration(fault.from) === 0
        ? `from the start to ${to}`
        : `from ${fault.from} to ${to}`;
  return { fault: fault.fault, target: targetOf(fault), parameters: text.join(', '), when };
}
