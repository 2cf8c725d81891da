import { join } from 'node:path';

/** Where a sandbox in the background says what it did; beside its record, and there as long as it runs or when it failed. */
export const daemonLogFile = (state: string): string => join(state, 'sandbox.log');
