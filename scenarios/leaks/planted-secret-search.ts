import type { Secret } from '../load/requests.ts';

export type Backend = 'jaeger' | 'loki' | 'prometheus';

/** A place in a backend whose text was searched. */
export interface Place {
  backend: Backend;
  signal: 'trace' | 'log' | 'metric' | 'exemplar';
  /** The attribute, label or part: `url.query`, `line`, `event exception: exception.message`. */
  attribute: string;
  /** What it belongs to: service and span, stream, series. */
  where: string;
}

/** A planted secret in a backend; the excerpt has the text around it, never the secret itself. */
export interface LeakedSecret extends Place {
  secret: Secret['parameter'];
  excerpt: string;
  /** How often this secret was found at this place. */
  count: number;
}

/** Searches text for planted secrets, and counts the texts and those that contain the marker of redaction. */
export class PlantedSecretSearch {
  /** Texts searched. */
  searched = 0;
  /** Texts that contain the marker in place of a secret. */
  marked = 0;
  private readonly found = new Map<string, LeakedSecret>();
  private readonly secrets: readonly Secret[];
  private readonly marker: string | undefined;

  constructor(secrets: readonly Secret[], marker?: string) {
    this.secrets = secrets;
    this.marker = marker;
  }

  get leaks(): LeakedSecret[] {
    return [...this.found.values()];
  }

  text(place: Place, text: string): void {
    this.searched += 1;
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

  /** Searches every text in a value, including the items of lists, and the keys and values of mappings. */
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

  /** Secrets are masked before the text is cut: a cut could leave half of another secret readable. */
  private excerpt(text: string, value: string): string {
    const hidden = this.hide(text);
    const at = hidden.indexOf(masked(value));
    const from = Math.max(0, at - 30);
    const around = hidden.slice(from, at + masked(value).length + 40);
    return `${from > 0 ? '…' : ''}${around.replaceAll(/\s+/g, ' ')}`;
  }

  /** The name of a span or an attribute can contain a secret too. */
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
