import type { Finding } from '../../lib/events/finding.ts';
import { applySuppressions, today } from '../expectations/suppressions.ts';
import type { ProposedFinding, TrialLength } from '../fixes/proposal.ts';
import { type Trial, verifyFixes, withoutVerification } from '../fixes/verify-fixes.ts';
import { fileReader } from '../inputs/read-files.ts';
import { type CheckInputs, readInputs } from '../inputs/read-inputs.ts';
import { shortened } from '../inputs/traffic/durations.ts';
import type { Traffic } from '../inputs/traffic/traffic.ts';
import type { CheckRequest } from '../request.ts';
import type { CheckResults } from '../results.ts';
import { readResults } from './read-results.ts';
import { runSimulation, type SimulationOptions } from './run-simulation.ts';
import { verifyBalancing, withoutBalancing } from './verify-balancing.ts';

interface VerifyResultsOptions {
  request: CheckRequest;
  inputs: CheckInputs;
  traffic: Traffic;
}

/** The findings of a check, with the changes that they suggest tried. Changes for findings that the user accepts are not. */
export async function verifyResults(
  { findings, observations }: CheckResults,
  simulation: SimulationOptions,
  options: VerifyResultsOptions,
): Promise<readonly Finding[]> {
  const { request, inputs } = options;
  if (request.verify === false || request.quick === true) return withoutVerification(withoutBalancing(findings));
  const counted = new Set<Finding>(applySuppressions(findings, inputs.suppressions, today()));
  const wanted = findings.map((finding) => (counted.has(finding) ? finding : withoutProposal(finding)));
  const tried = await verifyFixes(wanted, {
    observations,
    readFile: fileReader(request),
    tryTexts: (texts, length) => tryTexts(texts, length, simulation, options),
  });
  return verifyBalancing(tried, simulation, { request, collector: inputs.collector });
}

function withoutProposal(finding: ProposedFinding): ProposedFinding {
  const { proposal, ...rest } = finding;
  return proposal ? rest : finding;
}

/** Time of each step of a short trial. */
const shortMs = 2 * 60_000;
/** Enough for the Collector to start and to export something. */
const startMs = 10_000;

/** Simulates a check with other texts of files. */
function tryTexts(
  texts: ReadonlyMap<string, string>,
  length: TrialLength,
  simulation: SimulationOptions,
  { request, traffic }: VerifyResultsOptions,
): Promise<Trial> {
  const changed = { ...request, texts };
  const inputs = readInputs(changed);
  const { collector, tiers, rules: prometheus } = inputs;
  // The changed configuration may have another opinion on what is slow.
  const { slowMs } = inputs.traffics.find(({ name }) => name === traffic.name) ?? traffic;
  const whole = { ...traffic, slowMs };
  const shorter =
    length === 'whole'
      ? whole
      : length === 'short'
        ? shortened(whole, shortMs)
        : { ...whole, warmUpMs: 0, baselineMs: startMs, faultSchedule: [] };
  return runSimulation(
    { ...simulation, collector, tiers, prometheus, traffic: shorter, onEvent: () => undefined },
    (observations) =>
      readResults(inputs, observations, { request: changed, traffic, withoutRules: length !== 'whole' }),
  );
}
