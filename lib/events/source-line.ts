/** A line in one of the files that the user passed to a check, for messages and annotations. */
export interface SourceLine {
  /** As the user named it, relative to the working directory of the command. */
  file: string;
  /** From 1. */
  line: number;
}

/** `rules/api.yml:12`, the form that compilers use and editors link. */
export function describeSource({ file, line }: SourceLine): string {
  return `${file}:${line}`;
}

/** ` (collector.yaml:12)`, to follow a name; empty if the line is not known. */
export function sourceSuffix(source: SourceLine | undefined): string {
  return source ? ` (${describeSource(source)})` : '';
}
