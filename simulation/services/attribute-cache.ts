import { type Attributes, shared } from '../../lib/otlp/writer/attributes.ts';

/** The cache does not grow beyond this; further attributes are made anew each time. */
const maxEntries = 5000;

/**
 * A cache of attributes by a key that identifies their content. Equal attributes become one object, which is then
 * encoded only once.
 */
export function attributeCache(): (key: string, make: () => Attributes) => Attributes {
  const known = new Map<string, Attributes>();
  return (key, make) => {
    const attributes = known.get(key);
    if (attributes) return attributes;
    const made = make();
    if (known.size < maxEntries) known.set(key, shared(made));
    return made;
  };
}
