import { existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Makes a folder and those above it, for this user alone by default, unless it is there. Node's own `recursive` never returns where
 * a parent exists and the system still answers that it does not, as it does below /proc.
 * Throws the system's error.
 */
export function makeFolder(path: string, mode = 0o700): void {
  if (existsSync(path)) return;
  const parent = dirname(path);
  if (parent !== path) makeFolder(parent, mode);
  try {
    mkdirSync(path, { mode });
  } catch (error) {
    // Another process was quicker.
    if (!existsSync(path)) throw error;
  }
}
