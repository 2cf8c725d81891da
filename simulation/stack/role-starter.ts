import type { Random } from '../../lib/random.ts';
import type { LoadedEngine } from '../../stack/engine/load.ts';
import type { EngineRole } from '../../stack/engine/start.ts';
import { MemoryFiles } from '../files/memory-files.ts';
import type { MemoryNetwork } from '../network/memory-network.ts';
import { type RunningRole, startRole } from './start-role.ts';
import type { VirtualTime } from '../clock/virtual-time.ts';

/** The roles by the names under which the others of their network find them. */
export type VirtualHost = 'otel-collector' | 'prometheus';

export interface RoleStarterOptions {
  engine: LoadedEngine;
  time: VirtualTime;
  random: Random;
  network: MemoryNetwork;
  onLog: (host: VirtualHost, line: string) => void;
}

/** Starts a role with files of its own, texts by absolute path; as `startRole`. */
export type StartHost = (
  role: EngineRole,
  argv: readonly string[],
  files: Readonly<Record<string, string>>,
) => Promise<RunningRole>;

/** What starts the roles of one world, each with its own files, chance and place in the network. */
export function roleStarter({ engine, time, random, network, onLog }: RoleStarterOptions): StartHost {
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
