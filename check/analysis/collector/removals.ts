import { asArray, asObject, asString } from '../../../lib/json.ts';

/** Whether a processor deletes, hashes or masks this attribute; `settings` are the processor's. */
export function isRemoval(settings: unknown, key: string): boolean {
  const { actions, attributes } = asObject(settings);
  for (const action of [...asArray(actions), ...asArray(attributes)].map(asObject)) {
    if (asString(action.key) === key && /^(delete|hash)$/.test(asString(action.action))) return true;
  }
  return textsOf(settings).some(
    (text) => text.includes(key) && /\b(?:delete_|keep_|replace_|sha\d*\(|md5\(|hash)|redact|\*{3}/i.test(text),
  );
}

function textsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (Array.isArray(value)) return value.flatMap(textsOf);
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsOf) : [];
}
