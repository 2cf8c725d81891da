import { UserError } from '../../lib/errors.ts';
import { runningRecord } from '../../stack/session/leftovers.ts';
import type { SessionRecord } from '../../stack/session/record.ts';

/** The record of the running sandbox. @throws UserError if none is running or it is still booting; exit code 2 */
export function readyRecord(state: string): SessionRecord & Required<Pick<SessionRecord, 'endpoints'>> {
  const record = runningRecord(state);
  if (!record) {
    throw new UserError('No sandbox is running.', {
      code: 'not-running',
      hint: 'Start one: sandbox up --detach --services none --sampling all',
    });
  }
  const { endpoints } = record;
  if (endpoints) return { ...record, endpoints };
  throw new UserError(`The sandbox is still booting (pid ${record.owner.pid}).`, {
    code: 'not-ready',
    hint: 'Try again once `sandbox status` reports it as ready.',
  });
}
