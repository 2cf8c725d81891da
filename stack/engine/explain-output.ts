/** What a component's last lines of output report: its panic, else its last error, else its last line. */
export function explainOutput(lines: readonly string[], code: number): string {
  return (
    lines.find((line) => /^(panic|fatal error): /.test(line)) ??
    lines.findLast((line) => /\t(error|fatal)\t|level=ERROR/.test(line)) ??
    lines.at(-1) ??
    `ended by itself with code ${code}`
  );
}
