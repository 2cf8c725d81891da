import type { JsonObject } from '../../lib/json.ts';

/** A Grafana dashboard, as far as the workbench draws it. */
export interface Dashboard {
  uid: string;
  title: string;
  description: string;
  /** How often Grafana asks again; undefined for never. */
  refreshMs: number | undefined;
  variables: readonly Variable[];
  annotations: readonly Annotation[];
  sections: readonly Section[];
}

/** The panels below a row, or those before the first one. */
export interface Section {
  /** Undefined before the first row. */
  title: string | undefined;
  isCollapsed: boolean;
  panels: readonly Panel[];
}

export interface Panel {
  id: string;
  title: string;
  description: string;
  /** Grafana's name, such as `timeseries`. */
  type: string;
  /** Columns of 24, and rows; `y` counts from the first panel of the section. */
  grid: { x: number; y: number; w: number; h: number };
  /** The shortest step, as written. */
  interval: string;
  targets: readonly Target[];
  fields: FieldConfig;
  options: JsonObject;
  transformations: readonly { id: string; options: JsonObject }[];
}

export type TargetSource = 'prometheus' | 'loki' | 'jaeger';

/** A query of a panel. */
export interface Target {
  refId: string;
  /** The type of the data source if it is none that the sandbox has. */
  source: TargetSource | { unsupported: string };
  expr: string;
  /** Grafana's `legendFormat`, such as `{{service_name}}`. */
  legend: string;
  isInstant: boolean;
  hasExemplars: boolean;
  /** A search of Jaeger. */
  search: JsonObject;
}

/** How values are written, for all fields and by the name of a field. */
export interface FieldConfig {
  defaults: JsonObject;
  overrides: readonly { matcher: { id: string; options: unknown }; properties: JsonObject }[];
}

export interface Variable {
  name: string;
  label: string;
  type: string;
  source: Target['source'];
  /** What gives the options: a query, or values that are separated by commas. */
  query: string;
  /** A regular expression that options must match, as `/.../`; empty for all. */
  regex: string;
  sort: number;
  isMulti: boolean;
  hasAll: boolean;
  /** What `All` means in a query; empty for every option. */
  allValue: string;
  /** The saved values. */
  current: readonly string[];
  isHidden: boolean;
}

/** Times to mark in every chart. */
export interface Annotation {
  name: string;
  expr: string;
  title: string;
  text: string;
}
