import { useState } from 'preact/hooks';
import { useSandbox } from './sandbox.ts';

export interface Action {
  run: () => void;
  isRunning: boolean;
  /** Why the last attempt failed. */
  error: unknown;
}

/** Something that changes the sandbox: runs once at a time, then asks for the new state. */
export function useAction(act: () => Promise<unknown>, onDone?: () => void): Action {
  const { refresh } = useSandbox();
  const [state, setState] = useState<{ isRunning: boolean; error?: unknown }>({ isRunning: false });
  const run = async (): Promise<void> => {
    setState({ isRunning: true });
    try {
      await act();
      setState({ isRunning: false });
    } catch (error) {
      setState({ isRunning: false, error });
    }
    onDone?.();
    refresh();
  };
  return { run: () => void run(), isRunning: state.isRunning, error: state.error };
}
