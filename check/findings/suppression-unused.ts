import type { FindingDefinition } from './definition.ts';

/** Reported by `applySuppressions`, after all other findings are known. */
export const suppressionUnused: FindingDefinition = {
  kind: 'suppression-unused',
  category: 'collector',
  severity: 'warning',
  summary: 'A suppression has expired, has no reason, or matches no finding.',
  docs: {
    meaning:
      'A suppression accepts a finding: a comment `# sandbox: ignore KIND until 2027-03-01 because ...` at its line or ' +
      'the line before, an entry under `ignore` in [sandbox.yaml](../sandbox-yaml.md), or a baseline file written by ' +
      '`--write-baseline`. A reason is required, a date is not. One that is no longer needed could hide a new mistake.',
    example: 'The suppression of traces-lost of slow in sandbox.yaml:12 expired on 2026-10-01',
    action: 'Remove the suppression, or extend its date.',
  },
  find: () => [],
};
