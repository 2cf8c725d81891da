/** The result of one prerequisite check, with a fix if it is not ok. */
export interface Check {
  name: string;
  /** `warn` does not prevent a start; with `fail`, `sandbox up` cannot start with its defaults. */
  result: 'ok' | 'warn' | 'fail';
  found: string;
  fix?: string;
}

export const ok = (name: string, found: string): Check => ({ name, result: 'ok', found });
export const warn = (name: string, found: string, fix: string): Check => ({ name, result: 'warn', found, fix });
export const fail = (name: string, found: string, fix: string): Check => ({ name, result: 'fail', found, fix });
