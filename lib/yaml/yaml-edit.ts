/** Keys and indices from the top of a document to a value. */
export type YamlPath = readonly (string | number)[];

/** A change of one value. `add` appends to the list at the path, `rename` changes the key at its end. */
export type YamlChange =
  | { op: 'set'; path: YamlPath; value: unknown }
  | { op: 'add'; path: YamlPath; value: unknown }
  | { op: 'remove'; path: YamlPath }
  | { op: 'rename'; path: YamlPath; to: string };

/** A change of a document of a text; of the first by default. */
export type YamlEdit = YamlChange & { document?: number };

/**
 * An edit of a file, by its name as the user gave it. In a Kubernetes manifest the path begins in the Collector
 * configuration that it contains.
 */
export type FileEdit = YamlEdit & { file: string; isInManifest?: true };
