import { defined } from '../../lib/defined.ts';
import { UserError } from '../../lib/errors.ts';
import type { Finding } from '../../lib/events/finding.ts';
import type { FileEdit } from '../../lib/yaml/yaml-edit.ts';
import type { Observations } from '../run/observations.ts';
import { fixedTexts } from './fixed-texts.ts';
import { changeLocator } from './locate-change.ts';
import { withNote } from './with-note.ts';
import type { Proposal, ProposedFinding, TrialLength } from './proposal.ts';

/** The result of a check with changed files. */
export interface Trial {
  findings: readonly Finding[];
  observations: Observations;
}

export interface VerifyOptions {
  /** The observations in which the findings were made. */
  observations: Observations;
  /** Reads a file of the user. */
  readFile: (path: string) => string;
  /** Checks again with other texts of some files. Rejects with a UserError if a component rejects them. */
  tryTexts: (texts: ReadonlyMap<string, string>, length: TrialLength) => Promise<Trial>;
}

/** A finding with a change that a simulation must verify. */
interface Candidate {
  finding: ProposedFinding;
  proposal: Proposal;
  edits: readonly FileEdit[];
}

/** At most so many simulations; usually one is enough. */
const mostTrials = 4;
const lengths: readonly TrialLength[] = ['start', 'short', 'whole'];

/**
 * Tries the changes that findings suggest, all at once, and leaves in the hints those that helped, with what was verified.
 * A change that does not help is neither printed nor part of the result.
 */
export async function verifyFixes(findings: readonly ProposedFinding[], options: VerifyOptions): Promise<Finding[]> {
  const locate = changeLocator(options.readFile);
  const located = findings.flatMap((finding): Candidate[] => {
    const edits = editsOf(finding, locate);
    return finding.proposal && edits ? [{ finding, proposal: finding.proposal, edits }] : [];
  });
  const editsByFinding = new Map(located.map(({ finding, edits }) => [finding, edits]));
  const known = located.filter(({ proposal }) => proposal.verified !== undefined);
  const open = located.filter(({ proposal }) => proposal.verified === undefined);
  const verdicts = await new Trials(findings, known, options).verify(open);
  return findings.map((finding) => {
    const { proposal, ...rest } = finding;
    if (!isConcrete(proposal)) return rest;
    const edits = editsByFinding.get(finding);
    const verdict: Verdict =
      proposal.verified === undefined
        ? (verdicts.get(finding) ?? { isFixed: false })
        : { isFixed: true, text: proposal.verified };
    if (verdict.text === undefined) return withHint(rest, proposal.otherwise);
    const said = withHint(
      rest,
      rest.hint && withNote(rest.hint, `${verdict.isFixed ? 'verified' : 'tried'}: ${verdict.text}`),
    );
    return verdict.isFixed && edits ? { ...said, fix: { verified: verdict.text, edits } } : said;
  });
}

/** The hints of findings when nothing is simulated to verify them. */
export function withoutVerification(findings: readonly ProposedFinding[]): Finding[] {
  return findings.map(({ proposal, ...finding }) =>
    isConcrete(proposal) ? withHint(finding, finding.hint && withNote(finding.hint, noteOf(proposal))) : finding,
  );
}

function noteOf({ verified }: Proposal): string {
  return verified === undefined ? 'not verified' : `verified: ${verified}`;
}

/** Whether a finding suggests a change, and not only what to look at. */
function isConcrete(proposal: Proposal | undefined): proposal is Proposal {
  return proposal !== undefined && (proposal.changes.length > 0 || proposal.verified !== undefined);
}

interface Verdict {
  isFixed: boolean;
  /** The note behind the hint; without one the hint is not printed. */
  text?: string;
}

class Trials {
  #left = mostTrials;
  readonly #before: readonly ProposedFinding[];
  readonly #known: readonly Candidate[];
  readonly #options: VerifyOptions;

  constructor(before: readonly ProposedFinding[], known: readonly Candidate[], options: VerifyOptions) {
    this.#before = before;
    this.#known = known;
    this.#options = options;
  }

  /** The verdict on each candidate. Those that help are verified together in the end. */
  async verify(candidates: readonly Candidate[]): Promise<Map<Finding, Verdict>> {
    if (candidates.length === 0 || this.#left === 0) return new Map();
    const trial = await this.#try(candidates);
    if (trial && !this.#breaks(trial, candidates)) {
      const verdicts = new Map(candidates.map((one) => [one.finding as Finding, this.#verdictOn(one, trial)]));
      const helped = candidates.filter(({ finding }) => verdicts.get(finding)?.isFixed === true);
      if (helped.length === candidates.length || helped.length === 0) return verdicts;
      // Without those that did not help: their share in what the others did is not part of the result.
      const others = [...verdicts].filter(([, { isFixed }]) => !isFixed);
      return new Map([...others, ...(await this.verify(helped))]);
    }
    if (candidates.length === 1) return new Map();
    const half = Math.ceil(candidates.length / 2);
    const parts = [await this.verify(candidates.slice(0, half)), await this.verify(candidates.slice(half))];
    const verdicts = new Map(parts.flatMap((part) => [...part]));
    const isFixed = ({ finding }: Candidate): boolean => verdicts.get(finding)?.isFixed === true;
    // Halves that help alone need not go together.
    const [first, second] = [candidates.slice(0, half), candidates.slice(half)].map((part) => part.filter(isFixed));
    if (!first?.length || !second?.length) return verdicts;
    const together = await this.#try([...first, ...second]);
    if (together && !this.#breaks(together, candidates)) return verdicts;
    for (const { finding } of second) verdicts.delete(finding);
    return verdicts;
  }

  /** Undefined if the changes do not fit the files, or the Collector or Prometheus rejects them. */
  async #try(candidates: readonly Candidate[]): Promise<Trial | undefined> {
    if (this.#left === 0) return undefined;
    const needed = Math.max(...candidates.map(({ proposal }) => lengths.indexOf(proposal.length)));
    const length = lengths[needed] ?? 'whole';
    const edits = [...candidates, ...this.#known].flatMap((one) => one.edits);
    const texts = fixedTexts(edits, this.#options.readFile);
    if (!texts) return undefined;
    this.#left -= 1;
    try {
      return await this.#options.tryTexts(texts, length);
    } catch (error) {
      if (error instanceof UserError) return undefined;
      throw error;
    }
  }

  #breaks({ findings }: Trial, candidates: readonly Candidate[]): boolean {
    const hidden = new Set(candidates.flatMap(({ proposal }) => proposal.hides ?? []));
    return findings.some(
      (one) =>
        one.severity === 'error' &&
        !hidden.has(one.kind) &&
        !this.#before.some((other) => isSame(one, other) && other.severity === 'error'),
    );
  }

  #verdictOn({ finding, proposal: { outcome } }: Candidate, { findings, observations }: Trial): Verdict {
    const isGone = !findings.some((one) => isSame(one, finding));
    const after = outcome?.(observations);
    if (isGone) return { isFixed: true, text: after?.text ?? 'with it, the finding is gone' };
    const before = outcome?.(this.#options.observations);
    const isLess = after !== undefined && before !== undefined && after.left < before.left / 2;
    return { isFixed: false, ...defined({ text: isLess ? after.text : undefined }) };
  }
}

function editsOf({ proposal }: ProposedFinding, locate: ReturnType<typeof changeLocator>): FileEdit[] | undefined {
  if (!proposal || proposal.changes.length === 0) return undefined;
  const edits = proposal.changes.map(locate);
  return edits.every((edit) => edit !== undefined) ? edits : undefined;
}

function isSame(a: Finding, b: Finding): boolean {
  return a.kind === b.kind && a.subject === b.subject;
}

function withHint(finding: Finding, hint: string | undefined): Finding {
  const { hint: before, ...rest } = finding;
  return before === hint ? finding : { ...rest, ...defined({ hint }) };
}
