const months = 'January February March April May June July August September October November December'.split(' ');
const days = 'Sunday Monday Tuesday Wednesday Thursday Friday Saturday'.split(' ');

/** The parts of a layout, longer ones before those that they begin with. https://pkg.go.dev/time#pkg-constants */
const part =
  /January|Jan|Monday|Mon|MST|2006|-07:00|Z07:00|-0700|Z0700|-07|[.,](?:0+|9+)(?!\d)|01|02|03|04|05|06|15|_2|PM|pm|[12345]/g;

/** A point in time of a template, in UTC. */
export class GoTime {
  readonly ns: bigint;

  constructor(ns: bigint) {
    this.ns = ns;
  }

  /** As Go prints it. */
  toString(): string {
    return this.format('2006-01-02 15:04:05.999999999 +0000 UTC'.replace('+0000', '-0700').replace('UTC', 'MST'));
  }

  /** In a layout of Go, which is an example: `2006-01-02 15:04:05`. */
  format(layout: string): string {
    const date = new Date(Number(this.ns / 1_000_000n));
    return layout.replace(part, (found) => this.#part(found, date));
  }

  #part(found: string, date: Date): string {
    const hour = date.getUTCHours();
    const [month, day, weekday] = [date.getUTCMonth(), String(date.getUTCDate()), days[date.getUTCDay()] ?? ''];
    const two = (value: number): string => String(value).padStart(2, '0');
    if (/^[.,]/.test(found)) return this.#fraction(found);
    const values: Record<string, string> = {
      ...{
        January: months[month] ?? '',
        Jan: (months[month] ?? '').slice(0, 3),
        '01': two(month + 1),
        '1': `${month + 1}`,
      },
      ...{ Monday: weekday, Mon: weekday.slice(0, 3), '02': day.padStart(2, '0'), _2: day.padStart(2), '2': day },
      ...{ '2006': String(date.getUTCFullYear()), '06': two(date.getUTCFullYear() % 100) },
      ...{ '15': two(hour), '03': two(hour % 12 || 12), '3': `${hour % 12 || 12}` },
      ...{ '04': two(date.getUTCMinutes()), '4': `${date.getUTCMinutes()}` },
      ...{ '05': two(date.getUTCSeconds()), '5': `${date.getUTCSeconds()}` },
      ...{ PM: hour < 12 ? 'AM' : 'PM', pm: hour < 12 ? 'am' : 'pm' },
      ...{ MST: 'UTC', 'Z07:00': 'Z', Z0700: 'Z', '-07:00': '+00:00', '-0700': '+0000', '-07': '+00' },
    };
    return values[found] ?? found;
  }

  /** `.000` has three digits, `.999` at most three and no zeros at its end. */
  #fraction(found: string): string {
    const digits = String(this.ns % 1_000_000_000n)
      .padStart(9, '0')
      .slice(0, found.length - 1);
    if (found[1] === '0') return `${found[0] ?? ''}${digits}`;
    const kept = digits.replace(/0+$/, '');
    return kept === '' ? '' : `${found[0] ?? ''}${kept}`;
  }
}
