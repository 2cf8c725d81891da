import type { ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { cacheFolder } from '../../../../lib/paths.ts';

/** What a launcher has started: what differs between the kinds of processes. */
export interface LaunchedProcess {
  child: ChildProcess;
  /**
   * Resolves with the ports on which it listens once it takes requests; rejects with the reason, or when the signal is
   * aborted.
   */
  ready(exited: Promise<unknown>, signal: AbortSignal): Promise<ServicePorts>;
  /**
   * Disconnects it from the network, or connects it again. Rejects where this kind of process cannot be disconnected.
   */
  setConnected(connected: boolean, exited: Promise<unknown>): Promise<void>;
}

export interface ServicePorts {
  port: number;
  controlPort: number;
}

/** Options of every service process: a pipe for each output, and no environment but the one given. */
export function spawnOptions(env: Readonly<Record<string, string>>): { env: NodeJS.ProcessEnv; detached: boolean } {
  return {
    env: { ...inherited(), ...env },
    // A process group of its own: Ctrl-C goes to the sandbox, which stops its services in order.
    detached: process.platform !== 'win32',
  };
}

/** The user's own OTEL_ and NODE_ settings must not change what the demonstration does. */
function inherited(): NodeJS.ProcessEnv {
  const { PATH, SystemRoot, TZ } = process.env;
  const present = Object.entries({ PATH, SystemRoot, TZ }).filter(([, value]) => value !== undefined);
  // From Node 22 on, compiled code is kept between starts; earlier versions ignore it.
  return { ...Object.fromEntries(present), NODE_COMPILE_CACHE: join(cacheFolder(), 'compile-cache') };
}
