import type { Lifetime } from './lifetime.ts';
import type { Terminal } from './terminal.ts';

/** What every command is given. */
export interface Context {
  terminal: Terminal;
  lifetime: Lifetime;
  /** The state folder: where the record of the one running sandbox is. */
  state: string;
  env: NodeJS.ProcessEnv;
}
