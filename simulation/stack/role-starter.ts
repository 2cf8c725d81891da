import type { Random } from '../../lib/random.ts';
import type { LoadedEngine } from '../../stack/engine/load.ts';
import type { EngineRole } from '../../stack/engine/start.ts';
import { MemoryFiles } from '../files/memory-files.ts';
import type { MemoryNetwork } from '../network/memory-network.ts';
import { type RunningRole, startRole } from './start-role.ts';
import type { VirtualTime } from '../clock/virtual-time.ts';

/** The host names of the roles in the network. */
export type RoleHost = 'otel-collector' | 'prometheus';

export interface RoleStarterOptions {
  engine: LoadedEngine;
  time: VirtualTime;
  random: Random;
  network: MemoryNetwork;
  onLog: (host: RoleHost, line: string) => void;
}

/** As `startRole`; `files` are texts by absolute path, which only this role sees. */
export type StartRole = (
  role: EngineRole,
  argv: readonly string[],
  files: Readonly<Record<string, string>>,
) => Promise<RunningRole>;

/** Returns a function that starts the roles of a simulation, each with its own files, random numbers and host name. */
export function roleStarter({ engine, time, random, network, onLog }: RoleStarterOptions): StartRole {
  return (role, argv, texts) => {
    const host = role === 'collector' ? 'otel-collector' : 'prometheus';
    const files = new MemoryFiles(time.later, () => time.now());
    files.makeFolder('/tmp');
    for (const [path, text] of Object.entries(texts)) files.put(path, text);
    return startRole(role, {
      engine,
      argv,
      time,
      random: random.fork(role),
      network: network.join(host),
      files,
      onLog: (line) => {
        onLog(host, line);
      },
    });
  };
}
