/** A span of time for people: `45 s`, `2 m 45 s`, `1 h 5 m`; of a second or more without fractions. */
export function span(ms: number): string {
  if (ms === 0) return '0 s';
  if (ms < 1000) return `${Math.round(ms)} ms`;
  const total = Math.round(ms / 1000);
  const parts = [
    { amount: Math.floor(total / 3600), unit: 'h' },
    { amount: Math.floor(total / 60) % 60, unit: 'm' },
    { amount: total % 60, unit: 's' },
  ].filter(({ amount }) => amount > 0);
  return parts
    .slice(0, 2)
    .map(({ amount, unit }) => `${amount} ${unit}`)
    .join(' ');
}
