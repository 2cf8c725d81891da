import { UserError } from '../../lib/errors.ts';

/** What templates have outside of comments, and neither configurations nor rules: those of Prometheus have `{{ }}`, too. */
const kinds: readonly { what: string; pattern: RegExp; hint: string }[] = [
  {
    what: 'Helm',
    pattern:
      /^[^#\n]*?(\{\{-?\s*(?:define\s|tpl\s|[^}\n]*(?:\.(?:Values|Release|Chart|Capabilities)\b|\binclude\s+["`])).*?(?:\}\}|$))/m,
    hint: 'Render its chart with helm template, and check the output.',
  },
  {
    what: 'Jinja',
    pattern: /^[^#\n]*?(\{%-?\s*[a-z]+\b.*?(?:%\}|$))/m,
    hint: 'Render it as your deployment does, and check the output.',
  },
];

/**
 * Rejects a file that becomes YAML only when a template engine has rendered it.
 * @throws UserError with its first line that shows it; exit code 2.
 */
export function rejectTemplate(text: string, file: string, code: string): void {
  for (const { what, pattern, hint } of kinds) {
    const found = pattern.exec(text);
    const [, shown = ''] = found ?? [];
    if (!found) continue;
    const line = text.slice(0, found.index).split('\n').length;
    throw new UserError(`${file}:${line} is a ${what} template that is not rendered: ${shown.trim().slice(0, 80)}`, {
      code,
      hint,
    });
  }
}
