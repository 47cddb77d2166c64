/** Seconds in words. */

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** "40 s", "3 min", "2 h 10 min", "5 days": as precise as an estimate deserves. */
export function formatDuration(seconds: number): string {
  if (seconds < 1) return "less than a second";
  if (seconds < 90) return `${Math.round(seconds)} s`;
  const minutes = Math.round(seconds / MINUTE);
  if (minutes < 90) return `${minutes} min`;
  const tens = Math.round(seconds / (10 * MINUTE)) * 10;
  if (seconds < DAY) return `${Math.floor(tens / 60)} h${tens % 60 ? ` ${tens % 60} min` : ""}`;
  return seconds < 2 * DAY ? `${Math.round(seconds / HOUR)} h` : `${Math.round(seconds / DAY)} days`;
}

/** The same of an estimate. */
export const formatEstimate = (seconds: number): string =>
  seconds < 1 ? formatDuration(seconds) : `about ${formatDuration(seconds)}`;
