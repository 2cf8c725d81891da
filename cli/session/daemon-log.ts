import { join } from 'node:path';

/** The log of a background sandbox, next to its record. Deleted after a clean stop. */
export const daemonLogFile = (state: string): string => join(state, 'sandbox.log');
