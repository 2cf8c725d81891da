/** The help of a key that several faults have: ``For `latency`, `slow-queries`: the additional latency.`` Equal texts are joined. */
export function describeUses(uses: readonly { fault: string; help: string }[]): string {
  const byHelp = new Map<string, string[]>();
  for (const { fault, help } of uses) byHelp.set(help, [...(byHelp.get(help) ?? []), `\`${fault}\``]);
  return [...byHelp].map(([help, faults]) => `For ${faults.join(', ')}: ${help}.`).join(' ');
}
