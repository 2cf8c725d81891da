import { UserError } from '../../lib/errors.ts';
import { describeSource } from '../../lib/events/source-line.ts';
import { explainCollectorError } from '../inputs/collector/explain-error.ts';
import type { Given } from '../inputs/read-inputs.ts';
import { explainPrometheusError } from '../inputs/rules/explain-prometheus-error.ts';

/** What a role said when it refused a person's configuration, in terms of the person's files; anything else as it is. */
export function explainRefusal(error: unknown, { collector, rules }: Pick<Given, 'collector' | 'rules'>): unknown {
  if (!(error instanceof UserError) || error.code !== 'engine-failed') return error;
  if (!error.message.startsWith('collector ')) return explainPrometheusError(error, rules.rules);
  return withUnset(explainCollectorError([error.message, ...error.details], collector), collector.notices);
}

/** What is empty only here, because nobody has set it, is the likely reason of a refusal. */
function withUnset(error: UserError, notices: Given['collector']['notices']): UserError {
  const unset = notices.filter((notice) => notice.type === 'unset-variable');
  if (unset.length === 0) return error;
  const places = unset.map(({ name, source }) => `${name}${source ? ` (${describeSource(source)})` : ''}`);
  const example = unset.map(({ name }) => `${name}=...`).join(' ');
  return new UserError(error.message, {
    code: error.code,
    exitCode: error.exitCode,
    details: error.details,
    hint: `Not set in this environment, and so empty: ${places.join(', ')}. Set what production sets: ${example} sandbox check ...`,
  });
}
