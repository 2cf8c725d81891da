import type { Lifetime } from './lifetime.ts';
import type { Terminal } from './terminal.ts';

/** The environment of a command. */
export interface Context {
  terminal: Terminal;
  lifetime: Lifetime;
  /** Folder with the record of the running sandbox. */
  state: string;
  env: NodeJS.ProcessEnv;
}
