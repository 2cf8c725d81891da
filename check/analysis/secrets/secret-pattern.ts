/** A secret, or a pattern of secrets, that must not be exported. */
export interface SecretPattern {
  /** For messages: the pattern as the user wrote it, or `planted token`. */
  name: string;
  /** Neither global nor sticky. */
  pattern: RegExp;
  /** The secret itself, where it is known. */
  literal?: string;
}

export function givenPattern({ source, flags }: RegExp): SecretPattern {
  return { name: source, pattern: new RegExp(source, flags.replaceAll(/[gy]/g, '')) };
}

export function knownSecret(name: string, value: string): SecretPattern {
  return { name, pattern: new RegExp(value.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')), literal: value };
}

/** An excerpt of a text around a secret, in which every secret is masked. */
export function excerptOf(text: string, secret: SecretPattern, all: readonly SecretPattern[]): string {
  const [first = ''] = secret.pattern.exec(text) ?? [];
  const mask = masked(first);
  // Masked before it is cut: a cut through another secret would show half of it.
  const hidden = withoutSecrets(text, [secret, ...all.filter((other) => other !== secret)]);
  const at = Math.max(0, hidden.indexOf(mask));
  const from = Math.max(0, at - 30);
  const shown = hidden.slice(from, at + mask.length + 30).replaceAll(/\s+/g, ' ');
  return `${from > 0 ? '…' : ''}${shown}`;
}

/** A text in which every secret is masked. */
export function withoutSecrets(text: string, secrets: readonly SecretPattern[]): string {
  return secrets.reduce(hide, text);
}

function hide(text: string, { pattern }: SecretPattern): string {
  return text.replaceAll(new RegExp(pattern.source, `${pattern.flags}g`), (match) =>
    match === '' ? '' : masked(match),
  );
}

/** A short secret is masked entirely: three of its letters may be half of it. */
function masked(secret: string): string {
  return `${secret.length < 12 ? '' : secret.slice(0, 3)}…(${secret.length} characters)`;
}
