/** `$name`, `${name}`, `${name:format}` and `[[name]]` in the texts of a dashboard. */
export const reference = /\$\{([\w.]+)(?::([^}]*))?\}|\$(\w+)|\[\[(\w+)(?::([^\]]*))?\]\]/g;

/** Replaces each reference to a variable by its value; one without a value stays as it is. */
export function replaceReferences(
  text: string,
  valueOf: (name: string, format: string | undefined) => string | undefined,
): string {
  return text.replaceAll(
    reference,
    (whole, braced?: string, format?: string, plain?: string, doubled?: string, doubledFormat?: string) =>
      valueOf(braced ?? plain ?? doubled ?? '', format ?? doubledFormat) ?? whole,
  );
}
