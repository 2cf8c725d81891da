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

/** The structured metadata of an entry, own values first, until `visit` returns true. */
export function someMetadata(entry: LogEntry, visit: (name: string, value: string) => boolean): boolean {
  for (const list of [entry.own, entry.shared]) {
    for (let i = 0; i < list.length; i += 2) if (visit(list[i] ?? '', list[i + 1] ?? '')) return true;
  }
  return false;
}

/** Structured metadata with the names that collide with an index label renamed, as Loki does; own values win over shared ones. */
export function metadataOf(entry: LogEntry, stream: Labels): Record<string, string> {
  const metadata: Record<string, string> = {};
  someMetadata(entry, (name, value) => {
    const free = name in stream ? `${name}_extracted` : name;
    if (!(free in metadata)) metadata[free] = value;
    return false;
  });
  return metadata;
}
