import { UserError } from '../../lib/errors.ts';
import { describeSource } from '../../lib/events/source-line.ts';
import { explainCollectorError } from '../inputs/collector/explain-error.ts';
import type { CheckInputs } from '../inputs/read-inputs.ts';
import { explainPrometheusError } from '../inputs/rules/explain-prometheus-error.ts';

/**
 * Explains a role's rejection of its configuration with lines of the user's files; returns any other error unchanged.
 */
export function explainRejectedConfig(
  error: unknown,
  { collector, rules }: Pick<CheckInputs, 'collector' | 'rules'>,
): unknown {
  if (!(error instanceof UserError) || error.code !== 'engine-failed') return error;
  if (!error.message.startsWith('collector ')) return explainPrometheusError(error, rules.rules);
  return withUnsetVariables(explainCollectorError([error.message, ...error.details], collector), collector.findings);
}

/** Variables that are not set here, and so are empty, are the likely reason. */
function withUnsetVariables(error: UserError, findings: CheckInputs['collector']['findings']): UserError {
  const unset = findings.filter(({ kind }) => kind === 'variable-unset');
  if (unset.length === 0) return error;
  const places = unset.map(({ subject, source }) => `${subject}${source ? ` (${describeSource(source)})` : ''}`);
  const example = unset.map(({ subject }) => `${subject}=...`).join(' ');
  return new UserError(error.message, {
    code: error.code,
    exitCode: error.exitCode,
    details: error.details,
    hint:
      `Not set in this environment, and so empty: ${places.join(', ')}. ` +
      `Set what production sets: ${example} sandbox check ...`,
  });
}
