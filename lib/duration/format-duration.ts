/**
 * A duration for display, with three digits or two units at most: `0s`, `0.27ms`, `25ms`, `1.2s`, `2m34s`, `1h5m`, `3d`.
 * `-` if it is not finite.
 */
export function formatDuration(ms: number): string {
  if (!Number.isFinite(ms)) return '-';
  if (ms < 0) return `-${formatDuration(-ms)}`;
  if (ms === 0) return '0s';
  if (ms < 999.5) return `${digits(ms)}ms`;
  if (ms < 59_950) return `${digits(ms / 1000)}s`;
  return inUnits(Math.round(ms / 1000), 2);
}

/** How long something has lasted so far, for display, without fractions of a second: `8s`, `2m34s`. */
export function formatAge(ms: number): string {
  return formatDuration(Math.max(0, Math.round(ms / 1000)) * 1000);
}

/** A duration rounded to whole seconds, in a notation that Prometheus reads: `45s`, `14m30s`, `1h5m30s`, `3d`. */
export function formatSeconds(ms: number): string {
  return inUnits(Math.round(ms / 1000), units.length);
}

/** A duration for a configuration: one whole number with one unit, as Prometheus and Go read it. At least `1ms`. */
export function configDuration(ms: number): string {
  const whole = Math.max(1, Math.round(ms));
  if (whole % 3_600_000 === 0) return `${whole / 3_600_000}h`;
  if (whole % 60_000 === 0) return `${whole / 60_000}m`;
  if (whole % 1000 === 0) return `${whole / 1000}s`;
  return `${whole}ms`;
}

const units = [
  { name: 'd', seconds: 86_400 },
  { name: 'h', seconds: 3600 },
  { name: 'm', seconds: 60 },
  { name: 's', seconds: 1 },
];

/** The largest unit that is not zero and those after it, `most` at most; zeros are left out. */
function inUnits(seconds: number, most: number): string {
  const first = units.findIndex((unit) => seconds >= unit.seconds);
  if (first < 0) return '0s';
  let rest = seconds;
  return units
    .slice(first, first + most)
    .map((unit) => {
      const amount = Math.floor(rest / unit.seconds);
      rest -= amount * unit.seconds;
      return amount === 0 ? '' : `${amount}${unit.name}`;
    })
    .join('');
}

function digits(value: number): string {
  return String(Number(value.toPrecision(value < 1 ? 2 : 3)));
}
