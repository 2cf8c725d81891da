import { asArray, asObject, asString, type JsonObject } from '../../lib/json.ts';
import type { FieldConfig } from './dashboard.ts';
import { unitFormat } from './units.ts';

/** What a threshold or a mapping means; `none` has no meaning of its own. */
export type FieldTone = 'ok' | 'warn' | 'bad' | 'none';

/** How one field of a panel is written. */
export interface Field {
  unit: string;
  /** The text of a value, after mappings. */
  format: (value: number) => string;
  min: number | undefined;
  max: number | undefined;
  /** Ascending; `from` of the first is -Infinity. */
  thresholds: readonly { from: number; tone: FieldTone }[];
  /** Whether the thresholds are lines in a chart. */
  hasThresholdLines: boolean;
  toneOf: (value: number) => FieldTone;
  /** In place of its name. */
  displayName: string | undefined;
  /** Links of its values, with their references. */
  links: readonly { title: string; url: string }[];
  isRight: boolean;
  isStacked: boolean;
  /** 0 to 100. */
  fillOpacity: number;
  isHidden: boolean;
}

/** The least and the greatest value of a panel; infinite without any. */
interface ValueRange {
  min: number;
  max: number;
}

const noValues: ValueRange = { min: Infinity, max: -Infinity };

/** The fields of a panel with these series, by name. */
export function fieldsOf(
  config: FieldConfig,
  series: Parameters<typeof rangeOf>[0],
): (name: string, refId?: string) => Field {
  const range = rangeOf(series);
  return (name, refId) => fieldOf(config, name, refId, range);
}

/** The range of all numbers that the queries of a panel gave. */
export function rangeOf(series: readonly { points: readonly (readonly [number, number])[] }[]): ValueRange {
  return series.reduce(
    (range, { points }) => points.reduce(({ min, max }, [, value]) => within(value, min, max), range),
    noValues,
  );
}

function within(value: number, min: number, max: number): ValueRange {
  return Number.isFinite(value) ? { min: Math.min(min, value), max: Math.max(max, value) } : { min, max };
}

/**
 * The field of this name in the frame of a query. Thresholds in percent are of its `min` and `max`; where it has none, of
 * `range`, as Grafana does.
 */
export function fieldOf({ defaults, overrides }: FieldConfig, name: string, refId = '', range = noValues): Field {
  const set: JsonObject = { ...defaults, ...flat('custom', asObject(defaults.custom)) };
  for (const { matcher, properties } of overrides) if (matches(matcher, name, refId)) Object.assign(set, properties);
  const unit = asString(set.unit);
  const write = unitFormat(unit, numberOf(set.decimals));
  const mappings = asArray(set.mappings).map(asObject);
  const [min, max] = [numberOf(set.min), numberOf(set.max)];
  const thresholds = thresholdsOf(asObject(set.thresholds), { min: min ?? range.min, max: max ?? range.max });
  const mapped = (value: number): JsonObject | undefined => mappings.map((one) => mappingOf(one, value)).find(Boolean);
  const stacking = asString(asObject(set['custom.stacking']).mode);
  return {
    ...{ unit, min, max, thresholds },
    format: (value) => asString(mapped(value)?.text) || write(value),
    toneOf(value) {
      const color = asString(mapped(value)?.color);
      return color === '' ? (thresholds.findLast(({ from }) => value >= from)?.tone ?? 'none') : toneOfColor(color);
    },
    hasThresholdLines: /line|dashed|area/.test(asString(asObject(set['custom.thresholdsStyle']).mode)),
    displayName: asString(set.displayName) || undefined,
    links: asArray(set.links)
      .map(asObject)
      .map(({ title, url }) => ({ title: asString(title), url: asString(url) })),
    isRight: set['custom.axisPlacement'] === 'right',
    isStacked: stacking !== '' && stacking !== 'none',
    fillOpacity: numberOf(set['custom.fillOpacity']) ?? 0,
    isHidden: set['custom.hidden'] === true || asObject(set['custom.hideFrom']).viz === true,
  };
}

function flat(prefix: string, values: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [`${prefix}.${key}`, value]));
}

function matches({ id, options }: { id: string; options: unknown }, name: string, refId: string): boolean {
  switch (id) {
    case 'byName':
      return options === name;
    case 'byNames':
      return asArray(asObject(options).names).includes(name);
    case 'byRegexp':
      return new RegExp(asString(options).replace(/^\/(.*)\/\w*$/s, '$1')).test(name);
    case 'byFrameRefID':
      return options === refId;
    default:
      return false;
  }
}

function thresholdsOf({ mode, steps }: JsonObject, { min, max }: ValueRange): Field['thresholds'] {
  const isPercentage = mode === 'percentage';
  // Without a value there is nothing that reaches a threshold.
  if (isPercentage && min > max) return [];
  const valueOf = (step: number): number => (isPercentage ? min + ((max - min) * step) / 100 : step);
  return asArray(steps)
    .map(asObject)
    .map(({ value, color }) => {
      const step = numberOf(value);
      return { from: step === undefined ? -Infinity : valueOf(step), tone: toneOfColor(asString(color)) };
    });
}

/** What Grafana's colors stand for: its names have shades such as `dark-red`. */
export function toneOfColor(color: string): FieldTone {
  if (/red/.test(color)) return 'bad';
  if (/orange|yellow/.test(color)) return 'warn';
  return /green/.test(color) ? 'ok' : 'none';
}

function mappingOf({ type, options }: JsonObject, value: number): JsonObject | undefined {
  const set = asObject(options);
  if (type === 'value') return Object.hasOwn(set, String(value)) ? asObject(set[String(value)]) : undefined;
  const result = asObject(set.result);
  if (type === 'range') {
    const isIn = value >= (numberOf(set.from) ?? -Infinity) && value <= (numberOf(set.to) ?? Infinity);
    return isIn ? result : undefined;
  }
  if (type !== 'special') return undefined;
  return Number.isNaN(value) && /nan/.test(asString(set.match)) ? result : undefined;
}

function numberOf(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}
