import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { expect, test } from 'vitest';
import { childrenOf } from '../../../lib/process-tree.ts';
import { findFreePorts } from '../../../stack/components/free-ports.ts';
import { ComponentStates } from '../../../stack/runtimes/component-states.ts';
import { serverAccount } from '../../../stack/runtimes/embedded/postgres/account.ts';
import { databasePart } from '../../../stack/runtimes/embedded/database-part.ts';
import type { PortMap } from '../../../stack/runtimes/embedded/port-map.ts';
import { PartSet } from '../../../stack/runtimes/parts/part-set.ts';

/** Above the files that a connection writes, and below the segments of the write-ahead log, of 1 MB. */
const limitBytes = 500_000;
const canLimit = process.platform === 'linux' && has('prlimit');

function has(program: string): boolean {
  try {
    execFileSync(program, ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

// A limit of the size of files makes the same writes fail as a full disk does, without the rights to mount one.
test.skipIf(!canLimit)(
  'PostgreSQL that can write nothing is a failed component, with its PANIC (needs prlimit)',
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'sandbox-pg-full-'));
    chmodSync(folder, 0o711);
    const [postgres = 0, postgresServer = 0] = await findFreePorts(2);
    const pids: number[] = [];
    const lines: string[] = [];
    const part = databasePart({
      folder,
      ports: { postgres, postgresServer } as PortMap,
      log: (_, line) => lines.push(line),
      onProcess: ({ pid }) => pids.push(pid),
    });
    const states = new ComponentStates(() => undefined);
    const parts = new PartSet(states);
    await parts.start(part);
    try {
      const client = new pg.Client({ connectionString: part.url() });
      client.on('error', () => undefined);
      await client.connect();
      // Its recovery would fail in the same way, and PostgreSQL 18 sometimes waits forever after that.
      await client.query('ALTER SYSTEM SET restart_after_crash = off');
      await client.query('SELECT pg_reload_conf()');
      await expect.poll(() => lines.join('\n')).toContain('"restart_after_crash" changed to "off"');
      const server = pids[0] ?? 0;
      for (const pid of [server, ...childrenOf(server)]) {
        // As the account of the server: the root of a container may not limit the processes of others.
        execFileSync('prlimit', [`--pid=${pid}`, `--fsize=${limitBytes}`], { ...(await serverAccount()) });
      }
      // Writes to the write-ahead log alone.
      const write = "SELECT pg_logical_emit_message(true, 'test', repeat('x', 2000000))";
      await expect(client.query(`SET synchronous_commit = on; ${write}`)).rejects.toThrow();
      await client.end().catch(() => undefined);
      await expect
        .poll(async () => (await states.statuses())[0], { timeout: 30_000 })
        .toMatchObject({
          state: 'failed',
          detail: expect.stringMatching(/ended with exit code 1: .*PANIC: .*could not write/) as string,
        });
      expect(lines.join('\n')).toMatch(/PANIC: .*could not write to/);
    } finally {
      await parts.stop([['postgres']]);
      rmSync(folder, { recursive: true, force: true });
    }
  },
);
