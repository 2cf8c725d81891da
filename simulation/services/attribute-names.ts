import { type Attributes, isShared } from '../../lib/otlp/writer/attributes.ts';

type Place = 'resource' | 'span' | 'spanEvent' | 'log' | 'datapoint';

/** Collects the names of all attributes that were sent, by the kind of record that they were on. */
export class AttributeNames {
  readonly resource = new Set<string>();
  readonly span = new Set<string>();
  readonly spanEvent = new Set<string>();
  readonly log = new Set<string>();
  readonly datapoint = new Set<string>();
  /** Shared objects are used for many records: each is looked at only once. */
  readonly #seen: Record<Place, WeakSet<Attributes>> = {
    resource: new WeakSet(),
    span: new WeakSet(),
    spanEvent: new WeakSet(),
    log: new WeakSet(),
    datapoint: new WeakSet(),
  };

  /**
   * Adds the names of attributes. Names within a map are added with dots too (`req.url`), as a processor may flatten
   * it.
   */
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
