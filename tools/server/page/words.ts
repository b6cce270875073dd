/** Times and units in words. */

/** `12 s`, `5 min`, `3 h`, `2 days`. */
export function duration(milliseconds: number): string {
  const seconds = Math.max(0, Math.round(milliseconds / 1000));
  if (seconds < 100) return `${seconds} s`;
  if (seconds < 100 * 60) return `${Math.round(seconds / 60)} min`;
  if (seconds < 48 * 3600) return `${Math.round(seconds / 3600)} h`;
  return `${Math.round(seconds / 86_400)} days`;
}

/** `0:05:12`, for seconds that count. */
export function stopwatch(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${Math.floor(whole / 3600)}:${two(Math.floor(whole / 60) % 60)}:${two(whole % 60)}`;
}

/** `12:03:11` on this day, with the date before it on another. */
export function timeOfDay(time: number): string {
  const date = new Date(time);
  const clock = date.toTimeString().slice(0, 8);
  return date.toDateString() === new Date().toDateString() ? clock : `${date.toLocaleDateString()} ${clock}`;
}

/** Units of the registry and of SenML (RFC 8428) as people write them. */
const UNITS: Readonly<Record<string, string>> = { '/100': '%', Cel: '°C', '%RH': '% RH', deg: '°', '/': '' };

export function unit(units: string): string {
  return UNITS[units] ?? units;
}

/** A number with at most two digits after the point. */
export function shortNumber(value: number): string {
  return String(Number(value.toFixed(2)));
}

const TRANSPORTS: Readonly<Record<string, string>> = { U: 'UDP', T: 'TCP', S: 'SMS', N: 'Non-IP' };

/** `UDP and SMS`, for the letters of a binding. */
export function transports(binding: string): string {
  return [...binding].map((letter) => TRANSPORTS[letter] ?? letter).join(' and ');
}
