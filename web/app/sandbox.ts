import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { RunState } from '../../ui/runs/run-state.ts';
import type { WorkbenchStatus } from '../../ui/workbench/api.ts';
import type { Connection, Source } from '../source/source.ts';

/** What every page can read. */
export interface Sandbox {
  source: Source;
  connection: Connection;
  /** Undefined before the first answer. */
  status: WorkbenchStatus | undefined;
  /** Oldest first. */
  runs: readonly RunState[];
  /** Increases with every fault that begins or ends. */
  faultChanges: number;
  /** Milliseconds since the epoch, a second at a time. */
  now: number;
  /** Asks for the status at once. */
  refresh: () => void;
}

export const SandboxContext = createContext<Sandbox | undefined>(undefined);

export function useSandbox(): Sandbox {
  const sandbox = useContext(SandboxContext);
  if (!sandbox) throw new Error('This component is not within the app.');
  return sandbox;
}
