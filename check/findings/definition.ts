import { defined } from '../../lib/defined.ts';
import type { Evidence } from '../../lib/events/evidence.ts';
import type { Severity } from '../../lib/events/finding.ts';
import type { SourceLine } from '../../lib/events/source-line.ts';
import type { Proposal, ProposedFinding } from '../fixes/proposal.ts';
import type { FindingInputs } from './inputs.ts';

/**
 * What a finding is about. Its subject is a rule's name, a panel, a trace class or policy, a component, a setting, a
 * secret.
 */
export type Category = 'rule' | 'query' | 'sampling' | 'collector' | 'secret' | 'prometheus';

/** The parts of a page in docs/findings, in Markdown. */
export interface FindingDocs {
  /** What it means for the user. */
  meaning: string;
  /** A message as `sandbox check` prints it. */
  example: string;
  /** What to do. */
  action: string;
  /** How else to accept it than by a suppression. */
  silence?: string;
}

/** A finding as its definition returns it; kind and, if missing, severity are the definition's. */
export interface Found {
  subject: string;
  /** With numbers, without a period. */
  message: string;
  severity?: Severity;
  /** In sentences. */
  why?: string | undefined;
  /** In sentences. */
  hint?: string | undefined;
  source?: SourceLine | undefined;
  evidence?: Evidence[];
  /** As of `Finding`. */
  shared?: string | undefined;
  /** The change that the hint suggests. */
  proposal?: Proposal | undefined;
}

/** One kind of finding: everything that the check, the reports and the documentation need to know of it. */
export interface FindingDefinition<Inputs = FindingInputs> {
  /** Also the name of its file here and of its page in docs/findings. */
  kind: string;
  category: Category;
  /** Where `find` does not return another. */
  severity: Severity;
  /** In a check of two tiers it is also found in the configuration of the agents. */
  isForAgents?: boolean;
  /** A quick check has too little traffic for it. */
  needsTime?: boolean;
  /** One line for the index of docs/findings. */
  summary: string;
  docs: FindingDocs;
  /** Asks Prometheus, where it needs to, in virtual time: nothing else may be waited for. */
  find: (inputs: Inputs) => Found[] | Promise<Found[]>;
}

/** All findings of the definitions, in their order. Prometheus must still answer. */
export async function findAll<Inputs>(
  definitions: readonly Pick<FindingDefinition<Inputs>, 'kind' | 'severity' | 'find'>[],
  inputs: Inputs,
): Promise<ProposedFinding[]> {
  const findings: ProposedFinding[] = [];
  // One after the other, so that the same seed sends the same queries in the same order.
  for (const definition of definitions) findings.push(...(await findingsOf(definition, inputs)));
  return findings;
}

/** All findings of one kind. */
export async function findingsOf<Inputs>(
  { kind, severity, find }: Pick<FindingDefinition<Inputs>, 'kind' | 'severity' | 'find'>,
  inputs: Inputs,
): Promise<ProposedFinding[]> {
  return (await find(inputs)).map(({ why, hint, source, shared, proposal, ...found }) => ({
    kind,
    severity,
    evidence: [],
    ...found,
    ...defined({ why, hint, source, shared, proposal }),
  }));
}
