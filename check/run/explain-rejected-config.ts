import { UserError } from '../../lib/errors.ts';
import { describeSource } from '../../lib/events/source-line.ts';
import { explainCollectorError } from '../inputs/collector/explain-error.ts';
import type { CheckInputs } from '../inputs/read-inputs.ts';
import { explainPrometheusError } from '../inputs/rules/explain-prometheus-error.ts';

/** The code of the error of an agent that did not start. */
export const agentFailed = 'agent-failed';

/**
 * Explains a role's rejection of its configuration with lines of the user's files; returns any other error unchanged.
 */
export function explainRejectedConfig(
  error: unknown,
  { collector: gateway, tiers, rules }: Pick<CheckInputs, 'collector' | 'rules'> & Partial<Pick<CheckInputs, 'tiers'>>,
): unknown {
  if (!(error instanceof UserError) || !['engine-failed', agentFailed].includes(error.code)) return error;
  if (!error.message.startsWith('collector ')) return explainPrometheusError(error, rules.rules);
  const collector = error.code === agentFailed && tiers ? tiers.agent : gateway;
  return withUnsetVariables(explainCollectorError([error.message, ...error.details], collector), collector.notices);
}

/** Variables that are not set here, and so are empty, are the likely reason. */
function withUnsetVariables(error: UserError, notices: CheckInputs['collector']['notices']): UserError {
  const unset = notices.filter((notice) => notice.type === 'unset-variable');
  if (unset.length === 0) return error;
  const places = unset.map(({ name, source }) => `${name}${source ? ` (${describeSource(source)})` : ''}`);
  const example = unset.map(({ name }) => `${name}=...`).join(' ');
  return new UserError(error.message, {
    code: error.code,
    exitCode: error.exitCode,
    details: error.details,
    hint:
      `Not set in this environment, and so empty: ${places.join(', ')}. ` +
      `Set what production sets: ${example} sandbox check ...`,
  });
}
