/** A change in a file of a module. */
export interface Edit {
  file: string;
  /** Occurs in the file once. */
  from: string;
  to: string;
}

/** Applies an edit; throws unless its text occurs exactly once. */
export function editText(text: string, { file, from, to }: Edit): string {
  const parts = text.split(from);
  if (parts.length !== 2) throw new Error(`${file} has ${parts.length - 1} times what is to be changed: ${from}`);
  return parts.join(to);
}
