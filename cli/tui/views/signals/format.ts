/** How times and numbers are written in the views of signals: the same quantity looks the same everywhere. */

const two = (value: number): string => String(value).padStart(2, '0');

/** `14:03:07`, of this machine's own time. */
export function clock(ms: number): string {
  const date = new Date(ms);
  return `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
}

/** `14:03:07.250` */
export function clockMs(ms: number): string {
  return `${clock(ms)}.${String(Math.floor(ms) % 1000).padStart(3, '0')}`;
}

/** A duration with three digits: `0.27 ms`, `42.7 ms`, `1.53 s`, `2 min 5 s`. */
export function lasting(ms: number): string {
  if (ms === 0) return '0 ms';
  if (ms < 999.5) return `${threeDigits(ms)} ms`;
  if (ms < 59_950) return `${threeDigits(ms / 1000)} s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 3600) return both(Math.floor(seconds / 60), 'min', seconds % 60, 's');
  return both(Math.floor(seconds / 3600), 'h', Math.floor((seconds % 3600) / 60), 'min');
}

/** `2 min 5 s`, `2 min` */
function both(great: number, unit: string, small: number, smallUnit: string): string {
  return `${great} ${unit}${small === 0 ? '' : ` ${small} ${smallUnit}`}`;
}

/** A span of time of which nobody wants the milliseconds: `8 s`, `2 min 5 s`. */
export function age(ms: number): string {
  return ms < 59_500 ? `${Math.max(0, Math.round(ms / 1000))} s` : lasting(ms);
}

/** A duration of a configuration, in seconds: `6 s`, `1.5 s`, `2 min`. */
export function setting(seconds: number): string {
  return seconds >= 60 && seconds % 60 === 0 ? `${seconds / 60} min` : `${seconds} s`;
}

/** `1,386`; from ten million on `12.3M`. */
export function amount(value: number): string {
  if (value >= 10_000_000) return `${(value / 1_000_000).toFixed(1)}M`;
  return Math.round(value)
    .toString()
    .replace(/\B(?=(\d{3})+$)/g, ',');
}

/** `212/s`, `4.8/s`; a dash where there is nothing to compare with yet. */
export function perSecond(rate: number | undefined): string {
  if (rate === undefined) return '-/s';
  return `${rate === 0 || rate >= 99.95 ? amount(rate) : rate.toFixed(1)}/s`;
}

/** A share from 0 to 1: `21.6 %`; a dash where there is nothing to share. */
export function percent(share: number): string {
  return Number.isFinite(share) ? `${(share * 100).toFixed(1)} %` : '-';
}

function threeDigits(value: number): string {
  return value >= 99.95 ? value.toFixed(0) : value >= 9.995 ? value.toFixed(1) : value.toFixed(2);
}
