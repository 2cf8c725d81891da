import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll } from 'vitest';
import { UserError } from '../../../../../lib/errors.ts';

/** A folder for the files of a test file, which is removed after its tests. */
export function ruleFolder(): { folder: string; put: (name: string, text: string) => string } {
  const folder = mkdtempSync(join(tmpdir(), 'rules-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  return {
    folder,
    put(name, text) {
      const file = join(folder, name);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, text);
      return file;
    },
  };
}

/** A rule file with two groups. */
export const two = `groups:
  - name: api
    interval: 30s
    labels: {team: shop}
    rules:
      - record: job:errors:rate5m
        expr: sum by (job) (rate(errors_total[5m]))
      - alert: Errors
        expr: |
          job:errors:rate5m > 1
        for: 1m30s
        keep_firing_for: 5m
        labels:
          severity: page
  - name: other
    rules:
      - alert: Down
        expr: up == 0
`;

/** The error with which something is rejected. */
export function rejection(act: () => unknown): UserError {
  try {
    act();
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
  throw new Error('nothing was rejected');
}
