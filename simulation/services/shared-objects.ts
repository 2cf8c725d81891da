import { type Attributes, shared } from '../../lib/otlp/writer/attributes.ts';

/** Beyond so many, what is asked for is not as often the same as was thought. */
const most = 5000;

/** Attributes by a key that says what is in them: one object for all that ask for the same, made when it is first asked for. */
export function sharedObjects(): (key: string, make: () => Attributes) => Attributes {
  const known = new Map<string, Attributes>();
  return (key, make) => {
    const attributes = known.get(key);
    if (attributes) return attributes;
    const made = make();
    if (known.size < most) known.set(key, shared(made));
    return made;
  };
}
