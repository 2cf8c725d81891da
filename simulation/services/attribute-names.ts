import { type Attributes, isShared } from '../../lib/otlp/writer/attributes.ts';

type Place = 'resource' | 'span' | 'spanEvent' | 'log' | 'datapoint';

/** The names of the attributes that were sent, by where they were. */
export class AttributeNames {
  readonly resource = new Set<string>();
  readonly span = new Set<string>();
  readonly spanEvent = new Set<string>();
  readonly log = new Set<string>();
  readonly datapoint = new Set<string>();
  /** Shared objects come again and again: each is looked at once in a place. */
  readonly #seen: Record<Place, WeakSet<Attributes>> = {
    resource: new WeakSet(),
    span: new WeakSet(),
    spanEvent: new WeakSet(),
    log: new WeakSet(),
    datapoint: new WeakSet(),
  };

  /** Adds the names in one place; what lies inside of a map is named with dots too (`req.url`), as a processor may flatten it. */
  add(place: Place, attributes: Attributes): void {
    if (this.#seen[place].has(attributes)) return;
    if (isShared(attributes)) this.#seen[place].add(attributes);
    addNames(this[place], attributes, '');
  }
}

function addNames(names: Set<string>, attributes: Attributes, prefix: string): void {
  for (const name in attributes) {
    const value = attributes[name];
    names.add(prefix === '' ? name : prefix + name);
    if (typeof value === 'object') addNames(names, value, `${prefix}${name}.`);
  }
}
