import type { Random } from '../../lib/random.ts';
import type { LoadedEngine } from '../../stack/engine/load.ts';
import type { EngineRole } from '../../stack/engine/start.ts';
import { MemoryFiles } from '../files/memory-files.ts';
import type { MemoryNetwork } from '../network/memory-network.ts';
import { type RunningRole, startRole } from './start-role.ts';
import type { VirtualTime } from '../clock/virtual-time.ts';

/** The host names of the roles, where there is one of each. */
const hosts: Readonly<Record<EngineRole, string>> = { collector: 'otel-collector', prometheus: 'prometheus' };

export interface RoleStarterOptions {
  engine: LoadedEngine;
  time: VirtualTime;
  random: Random;
  network: MemoryNetwork;
  onLog: (host: string, line: string) => void;
}

/**
 * As `startRole`; `files` are texts by absolute path, which only this role sees. `host` is needed for a second role of a
 * kind.
 */
export type StartRole = (
  role: EngineRole,
  argv: readonly string[],
  files: Readonly<Record<string, string>>,
  host?: string,
) => Promise<RunningRole>;

/** Returns a function that starts the roles of a simulation, each with its own files, random numbers and host name. */
export function roleStarter({ engine, time, random, network, onLog }: RoleStarterOptions): StartRole {
  return (role, argv, texts, host = hosts[role]) => {
    const files = new MemoryFiles(time.later, () => time.now());
    files.makeFolder('/tmp');
    for (const [path, text] of Object.entries(texts)) files.put(path, text);
    return startRole(role, {
      engine,
      argv,
      time,
      random: random.fork(host === hosts[role] ? role : host),
      network: network.join(host),
      files,
      onLog: (line) => {
        onLog(host, line);
      },
    });
  };
}
