export type Labels = Readonly<Record<string, string>>;

/** One log record as it is kept. */
export interface LogEntry {
  /** Nanoseconds since the epoch. */
  readonly time: bigint;
  readonly line: string;
  /** Structured metadata of this record alone: name, value, name, value, ... */
  readonly own: readonly string[];
  /** Structured metadata that it has in common with the records of its resource and scope, in the same form. */
  readonly shared: readonly string[];
  /** What it is counted with against the store's bound. */
  readonly bytes: number;
}

/** The value of a label; a plain index would find what every object inherits, such as `constructor`. */
export function labelValue(labels: Labels, name: string): string | undefined {
  return Object.hasOwn(labels, name) ? labels[name] : undefined;
}

/** The value of one name of an entry's structured metadata; own values win over shared ones. */
export function metadataValue(entry: LogEntry, name: string): string | undefined {
  return valueOf(entry.own, name) ?? valueOf(entry.shared, name);
}

/** The value of a name in a list of names and values. */
export function valueOf(list: readonly string[], name: string): string | undefined {
  for (let i = 0; i < list.length; i += 2) if (list[i] === name) return list[i + 1];
  return undefined;
}

/** Structured metadata with the names that collide with an index label renamed, as Loki does. */
export function metadataOf(entry: LogEntry, stream: Labels): Record<string, string> {
  const metadata: Record<string, string> = {};
  for (const list of [entry.own, entry.shared]) {
    for (let i = 0; i < list.length; i += 2) {
      const name = list[i] ?? '';
      const free = Object.hasOwn(stream, name) ? `${name}_extracted` : name;
      if (!Object.hasOwn(metadata, free)) metadata[free] = list[i + 1] ?? '';
    }
  }
  return metadata;
}
