import { readFiles, type NamedFile } from '../read-files.ts';
import type { PrometheusNotice } from '../notice.ts';
import { parseRuleFile } from './parse-rule-file.ts';
import type { RuleSet } from './rule.ts';

/** The folder of the rule files in Prometheus. */
const folder = '/etc/prometheus/rules';

export interface ReadRulesOptions {
  /** The evaluation interval of groups without their own; ms. */
  intervalMs: number;
  /** In place of those of files. */
  texts?: ReadonlyMap<string, string> | undefined;
}

export interface ReadRules extends RuleSet {
  /** About keys that Prometheus does not have. */
  notices: readonly PrometheusNotice[];
}

/**
 * Reads rule files by paths and patterns, relative to the current directory. Prometheus validates the rules.
 * @throws UserError for files that are missing, are not YAML or have no groups; exit code 2.
 */
export function readRules(files: readonly string[], options: ReadRulesOptions): ReadRules {
  return rulesOf(readFiles(files, { what: 'the rule file', code: 'rules' }, options.texts), options);
}

/** The rules of files that are already read. */
export function rulesOf(files: readonly NamedFile[], { intervalMs }: Pick<ReadRulesOptions, 'intervalMs'>): ReadRules {
  const set = { files: {} as Record<string, string>, originals: {} as Record<string, string> };
  const notices: PrometheusNotice[] = [];
  let number = 0;
  const rules = files.flatMap(({ file, text }) => {
    const read = parseRuleFile(text, file, intervalMs);
    notices.push(...read.notices);
    return read.parts.flatMap((part) => {
      number += 1;
      const path = `${folder}/${String(number).padStart(3, '0')}-${safeName(file)}.yml`;
      set.files[path] = part.text;
      set.originals[path] = file;
      return part.rules;
    });
  });
  return { ...set, rules, notices };
}

/** The base name of a file without the characters of patterns. */
function safeName(file: string): string {
  const name = /[^/\\]*$/.exec(file.replace(/\.ya?ml$/i, ''))?.[0] ?? '';
  return name.replaceAll(/[^\w.-]/g, '_');
}
