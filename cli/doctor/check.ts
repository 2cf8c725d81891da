/** What one look at this machine found, and what to do where it is not well. */
export interface Check {
  name: string;
  /** `warn` is worth knowing; with `fail` the sandbox cannot start as it is usually started. */
  result: 'ok' | 'warn' | 'fail';
  found: string;
  fix?: string;
}

export const ok = (name: string, found: string): Check => ({ name, result: 'ok', found });
export const warn = (name: string, found: string, fix: string): Check => ({ name, result: 'warn', found, fix });
export const fail = (name: string, found: string, fix: string): Check => ({ name, result: 'fail', found, fix });
