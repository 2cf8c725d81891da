import { asArray, asObject, asString, type JsonObject } from '../../lib/json.ts';
import type { PanelSeries } from './ask-panel.ts';
import type { Panel } from './dashboard.ts';

/** The rows of a table panel, after its transformations. */
export interface PanelTable {
  columns: readonly string[];
  rows: readonly Readonly<Record<string, string | number>>[];
  /** Transformations that are not applied. */
  ignored: readonly string[];
}

type Row = Record<string, string | number>;

/** Labels and values of series as a table, each series a row with its last value. */
export function tableOf(
  series: readonly PanelSeries[],
  { targets, transformations, options }: Pick<Panel, 'targets' | 'transformations' | 'options'>,
): PanelTable {
  const isOne = targets.length <= 1;
  const rows = series.map(({ labels, points, refId }): Row => {
    const [time, value = Number.NaN] = points.at(-1) ?? [];
    return {
      ...(time === undefined ? {} : { Time: time }),
      ...withoutName(labels),
      [isOne ? 'Value' : `Value #${refId}`]: value,
    };
  });
  let table: PanelTable = { columns: columnsOf(rows), rows, ignored: [] };
  for (const { id, options: set } of transformations) table = transform(table, id, set);
  const [by] = asArray(options.sortBy).map(asObject);
  if (by) table = { ...table, rows: sortRows(table.rows, asString(by.displayName), by.desc === true) };
  return table;
}

function withoutName(labels: PanelSeries['labels']): Row {
  return Object.fromEntries(Object.entries(labels).filter(([name]) => name !== '__name__'));
}

/** Labels before values, in the order in which they come. */
function columnsOf(rows: readonly Row[]): string[] {
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const isValue = (name: string): boolean => /^Value( #|$)/.test(name);
  return [...names.filter((name) => !isValue(name)), ...names.filter(isValue)];
}

function transform(table: PanelTable, id: string, options: JsonObject): PanelTable {
  const { columns, rows, ignored } = table;
  switch (id) {
    case 'merge':
      return { ...table, rows: merged(rows) };
    case 'organize':
      return organized(table, options);
    case 'sortBy': {
      const [by = {}] = asArray(options.sort).map(asObject);
      return { ...table, rows: sortRows(rows, asString(by.field), by.desc === true) };
    }
    case 'filterFieldsByName': {
      const { names } = asObject(options.include);
      const kept = asArray(names);
      return kept.length === 0 ? table : { ...table, columns: columns.filter((name) => kept.includes(name)) };
    }
    default:
      return { ...table, ignored: [...ignored, id] };
  }
}

/** Rows whose labels are the same become one. */
function merged(rows: PanelTable['rows']): Row[] {
  const byLabels = new Map<string, Row>();
  for (const row of rows) {
    const labels = Object.entries(row).filter(([name]) => !/^(Time|Value( #.*)?)$/.test(name));
    const key = JSON.stringify(labels.sort(([a], [b]) => (a < b ? -1 : 1)));
    byLabels.set(key, { ...byLabels.get(key), ...row });
  }
  return [...byLabels.values()];
}

function organized({ columns, rows, ignored }: PanelTable, options: JsonObject): PanelTable {
  const [excluded, indexes, names] = [options.excludeByName, options.indexByName, options.renameByName].map(asObject);
  const place = (name: string): number => Number(indexes?.[name] ?? columns.length);
  const kept = columns
    .filter((name) => excluded?.[name] !== true)
    .map((name, index) => ({ name, index }))
    .sort((a, b) => place(a.name) - place(b.name) || a.index - b.index);
  const renamed = new Map(kept.map(({ name }) => [name, asString(names?.[name]) || name]));
  return {
    columns: kept.map(({ name }) => renamed.get(name) ?? name),
    rows: rows.map((row) =>
      Object.fromEntries(Object.entries(row).map(([name, value]) => [renamed.get(name) ?? name, value])),
    ),
    ignored,
  };
}

function sortRows(rows: PanelTable['rows'], name: string, isDescending: boolean): Row[] {
  const compare = (a: string | number | undefined, b: string | number | undefined): number => {
    if (typeof a === 'number' && typeof b === 'number') return a - b;
    return asString(a) < asString(b) ? -1 : 1;
  };
  return rows.toSorted((a, b) => (isDescending ? -1 : 1) * compare(a[name], b[name]));
}
