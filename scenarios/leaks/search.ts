import type { Secret } from '../load/requests.ts';

export type Backend = 'jaeger' | 'loki' | 'prometheus';

/** A place in a backend where text was looked at. */
export interface Place {
  backend: Backend;
  signal: 'trace' | 'log' | 'metric' | 'exemplar';
  /** The attribute, label or part: `url.query`, `line`, `event exception: exception.message`. */
  attribute: string;
  /** Whose it is: service and span, stream, series. */
  where: string;
}

/** A secret that was found; the excerpt shows around it, never itself. */
export interface Finding extends Place {
  secret: Secret['parameter'];
  excerpt: string;
  /** How often this secret was found at this place. */
  count: number;
}

/** Looks for secrets in whatever it is shown, and counts where it looked and where the marker of redaction stood. */
export class LeakSearch {
  /** Texts looked at. */
  looked = 0;
  /** Texts in which the marker stood in place of a secret. */
  marked = 0;
  private readonly found = new Map<string, Finding>();
  private readonly secrets: readonly Secret[];
  private readonly marker: string | undefined;

  constructor(secrets: readonly Secret[], marker?: string) {
    this.secrets = secrets;
    this.marker = marker;
  }

  get findings(): Finding[] {
    return [...this.found.values()];
  }

  text(place: Place, text: string): void {
    this.looked += 1;
    if (this.marker !== undefined && isMarked(text, this.marker)) this.marked += 1;
    for (const { parameter, value } of this.secrets) {
      if (!text.includes(value)) continue;
      const { backend, signal, attribute, where } = place;
      const key = [backend, signal, attribute, where, parameter].join('\n');
      const known = this.found.get(key);
      if (known) known.count += 1;
      else
        this.found.set(key, {
          ...this.shown(place),
          secret: parameter,
          excerpt: this.excerpt(text, value),
          count: 1,
        });
    }
  }

  /** Every text in a value: of lists and mappings too, and their keys. */
  value(place: Place, value: unknown): void {
    if (typeof value === 'string') this.text(place, value);
    else if (Array.isArray(value)) for (const item of value) this.value(place, item);
    else if (typeof value === 'object' && value !== null) {
      for (const [key, item] of Object.entries(value)) {
        this.text(place, key);
        this.value({ ...place, attribute: `${place.attribute}.${key}` }, item);
      }
    }
  }

  /** Hidden before it is cut: a cut through another secret would show its half. */
  private excerpt(text: string, value: string): string {
    const hidden = this.hide(text);
    const at = hidden.indexOf(masked(value));
    const from = Math.max(0, at - 30);
    const around = hidden.slice(from, at + masked(value).length + 40);
    return `${from > 0 ? '…' : ''}${around.replaceAll(/\s+/g, ' ')}`;
  }

  /** A place can have a secret in its own name: a span's, an attribute's. */
  private shown(place: Place): Place {
    return { ...place, attribute: this.hide(place.attribute), where: this.hide(place.where) };
  }

  private hide(text: string): string {
    return this.secrets.reduce((shown, { value }) => shown.replaceAll(value, masked(value)), text);
  }
}

function masked(value: string): string {
  return `${value.slice(0, 3)}…(${value.length} characters)`;
}

/** The marker may have been encoded on its way through a URL. */
function isMarked(text: string, marker: string): boolean {
  return text.includes(marker) || text.includes(encodeURIComponent(marker));
}
