import { formatDuration } from '../../lib/duration/format-duration.ts';
import { formatBytes } from '../../lib/format/bytes.ts';
import { formatNumber } from '../../lib/format/number.ts';

/** Milliseconds in a unit of time. */
const durations: Readonly<Record<string, number>> = {
  ...{ ns: 1e-6, µs: 1e-3, ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 },
  ...{ dtdurationms: 1, dtdurations: 1000, clockms: 1, clocks: 1000 },
};

/** What follows the number. */
const suffixes: Readonly<Record<string, string>> = {
  ...{ reqps: ' req/s', cps: '/s', ops: ' ops/s', rps: ' reads/s', wps: ' writes/s', iops: ' I/O ops/s' },
  ...{ cpm: '/min', opm: ' ops/min', rpm: ' reads/min', wpm: ' writes/min', eps: ' events/s', hertz: ' Hz' },
};
const currencies: Readonly<Record<string, string>> = { USD: '$', EUR: '€', GBP: '£', JPY: '¥' };

/**
 * How to write the values of one of Grafana's units. Without `decimals` a value has three digits. A unit that is not
 * known is written after the number.
 */
export function unitFormat(unit: string, decimals?: number): (value: number) => string {
  const digits = (value: number): string =>
    decimals === undefined || !Number.isFinite(value) ? formatNumber(value) : grouped(value.toFixed(decimals));
  const perMs = durations[unit];
  if (perMs !== undefined) return (value) => formatDuration(value * perMs);
  const currency = /^currency([A-Z]{3})$/.exec(unit)?.[1];
  if (currency !== undefined) return (value) => money(value, currencies[currency] ?? `${currency} `, decimals);
  switch (unit) {
    case '':
    case 'none':
    case 'short':
    case 'string':
      return digits;
    case 'percent':
      return (value) => `${digits(value)}%`;
    case 'percentunit':
      return (value) => `${digits(value * 100)}%`;
    case 'bytes':
      return binaryBytes;
    case 'decbytes':
      return formatBytes;
    case 'Bps':
    case 'decBps':
      return (value) => `${formatBytes(value)}/s`;
    case 'binBps':
      return (value) => `${binaryBytes(value)}/s`;
    case 'bits':
      return (value) => `${digits(value)} bit`;
    default:
      return (value) => `${digits(value)}${suffixes[unit] ?? ` ${unit.replace(/^(suffix|short):/, '')}`}`;
  }
}

function money(value: number, sign: string, decimals = Math.abs(value) >= 1000 ? 0 : 2): string {
  if (!Number.isFinite(value)) return formatNumber(value);
  return `${value < 0 ? '-' : ''}${sign}${grouped(Math.abs(value).toFixed(decimals))}`;
}

function grouped(text: string): string {
  return text.replace(/\B(?=(\d{3})+(?!\d))(?<!\.\d*)/g, ',');
}

/** Powers of 1,024, as Grafana has them for `bytes`: `88 MiB`. */
function binaryBytes(bytes: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  const power = Math.abs(bytes) < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log2(Math.abs(bytes)) / 10));
  return `${formatNumber(bytes / 1024 ** power)} ${units[power] ?? 'B'}`;
}
