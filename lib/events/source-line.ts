/** A place in one of the files that a check was given, for messages and annotations. */
export interface SourceLine {
  /** As the person named it, relative to where the command runs. */
  file: string;
  /** From 1. */
  line: number;
}

/** `rules/api.yml:12`, as compilers and editors have it. */
export function describeSource({ file, line }: SourceLine): string {
  return `${file}:${line}`;
}
