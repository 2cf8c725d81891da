const two = (value: number): string => String(value).padStart(2, '0');

/** `14:03:07`, in the time zone of this machine. */
export function localTime(ms: number): string {
  const date = new Date(ms);
  return `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
}

/** `14:03:07.250`, in the time zone of this machine. */
export function localTimeMs(ms: number): string {
  return `${localTime(ms)}.${String(Math.floor(ms) % 1000).padStart(3, '0')}`;
}

/** `00:10:05`, in UTC. */
export function utcTime(time: string | number): string {
  return new Date(time).toISOString().slice(11, 19);
}
