import { UserError } from '../lib/errors.ts';
import { explainCollectorError } from './collector/explain-error.ts';
import type { Given } from './given.ts';
import { explainPrometheusError } from './rules/explain-prometheus-error.ts';

/** What a role said when it refused a person's configuration, in terms of the person's files; anything else as it is. */
export function explainRefusal(error: unknown, { collector, rules }: Pick<Given, 'collector' | 'rules'>): unknown {
  if (!(error instanceof UserError) || error.code !== 'engine-failed') return error;
  if (error.message.startsWith('collector '))
    return explainCollectorError([error.message, ...error.details], collector);
  return explainPrometheusError(error, rules.rules);
}
