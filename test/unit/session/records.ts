import { join } from 'node:path';
import { coreServiceNames } from '../../../stack/services/index.ts';
import { identityOf } from '../../../stack/session/process-identity.ts';
import type { SessionRecord } from '../../../stack/session/record.ts';

/** A record as a sandbox of this process would have it, with its folder in `parent`. */
export function recordIn(parent: string, changes: Partial<SessionRecord> = {}): SessionRecord {
  const id = '0a1b2c3d';
  const folder = join(parent, `sandbox-${id}`);
  return {
    schema: 1,
    id,
    owner: identityOf(process.pid) ?? { pid: 0, start: '' },
    since: '2026-01-02T03:04:05.678Z',
    command: 'sandbox up',
    runtime: 'embedded',
    pace: 20,
    seed: 1,
    ports: 'auto',
    services: coreServiceNames,
    folder,
    keep: false,
    socket: join(folder, 'control.sock'),
    token: '0123456789abcdef',
    processes: [],
    ...changes,
  };
}
