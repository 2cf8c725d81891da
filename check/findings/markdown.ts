import type { Category, FindingDefinition } from './definition.ts';

const mark = '<!-- Written by npm run docs. -->';

/** In the order of the index. */
const categories: Readonly<Record<Category, string>> = {
  rule: 'Rules and alerts',
  query: 'Dashboards',
  sampling: 'Sampling',
  collector: 'Collector',
  secret: 'Secrets',
  prometheus: 'Prometheus configuration',
};

const anyway =
  'Accept it with a reason: a comment `# sandbox: ignore KIND until 2027-03-01 because ...` at its line, an entry ' +
  'under `ignore` in [sandbox.yaml](../sandbox-yaml.md), or a baseline file (`--write-baseline`).';
const counting = 'An error fails the check, a warning fails it with `--strict`, and info never does.';

/** A finding's page in docs/findings. */
export function findingPage({ kind, category, severity, summary, docs }: FindingDefinition): string {
  return paragraphs([
    `# ${kind}`,
    mark,
    summary,
    `Severity: ${severity}, unless stated otherwise below. Area: ${categories[category]}. [All findings](README.md)`,
    '## What it means',
    docs.meaning,
    '## Example',
    '```\n' + docs.example + '\n```',
    '## What to do',
    docs.action,
    '## How to silence it',
    `${docs.silence === undefined ? '' : `${docs.silence} `}${anyway.replace('KIND', kind)} ${counting}`,
  ]);
}

/** docs/findings/README.md: every finding, by what it is about. */
export function findingIndex(definitions: readonly FindingDefinition[]): string {
  const sections = Object.entries(categories).flatMap(([category, title]) => {
    const rows = definitions
      .filter((one) => one.category === category)
      .map(
        ({ kind, severity, summary }) => `| [${kind}](${kind}.md) | ${severity} | ${summary.replaceAll('|', '\\|')} |`,
      );
    return rows.length === 0 ? [] : [`## ${title}`, ['| finding | severity | |', '|---|---|---|', ...rows].join('\n')];
  });
  return paragraphs([
    '# Findings of sandbox check',
    mark,
    'Every finding has a kind, which reports print in parentheses. The severity is the usual one; pages say where it ' +
      'differs.',
    ...sections,
  ]);
}

function paragraphs(parts: readonly string[]): string {
  return `${parts.join('\n\n')}\n`;
}
