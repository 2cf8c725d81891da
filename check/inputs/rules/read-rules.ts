import { readFiles, type NamedFile } from '../read-files.ts';
import { parseRuleFile } from './parse-rule-file.ts';
import type { RuleSet } from './rule.ts';

/** Where the files of rules lie for Prometheus. */
const folder = '/etc/prometheus/rules';

export interface ReadRulesOptions {
  /** How often a group that does not say so itself is evaluated, in milliseconds. */
  intervalMs: number;
}

/**
 * The rules of files, names and patterns of which are resolved from where the command runs. What is wrong with a rule is left to
 * Prometheus, which says it better.
 * @throws UserError for files that are not there, are not YAML or hold no groups; exit code 2.
 */
export function readRules(files: readonly string[], options: ReadRulesOptions): RuleSet {
  return rulesOf(readFiles(files, { what: 'a file of rules', code: 'rules' }), options);
}

/** The rules of files that were read already. */
export function rulesOf(files: readonly NamedFile[], { intervalMs }: ReadRulesOptions): RuleSet {
  const set = { files: {} as Record<string, string>, originals: {} as Record<string, string> };
  let number = 0;
  const rules = files.flatMap(({ file, text }) =>
    parseRuleFile(text, file, intervalMs).flatMap((part) => {
      number += 1;
      const path = `${folder}/${String(number).padStart(3, '0')}-${safeName(file)}.yml`;
      set.files[path] = part.text;
      set.originals[path] = file;
      return part.rules;
    }),
  );
  return { ...set, rules };
}

/** A file's last name, without what Prometheus would take for a pattern. */
function safeName(file: string): string {
  const name = /[^/\\]*$/.exec(file.replace(/\.ya?ml$/i, ''))?.[0] ?? '';
  return name.replaceAll(/[^\w.-]/g, '_');
}
