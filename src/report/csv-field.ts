/** A text as a field of CSV, as in RFC 4180: in quotes where it has a comma, a quote or a line's end. */
export const csvField = (text: string): string =>
  /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;

/** An apostrophe before words that spreadsheets would run as a formula; numbers stay as they are. */
export const inertText = (text: string): string =>
  /^[=+\-@\t\r\n]/.test(text) && Number.isNaN(Number(text)) ? `'${text}` : text;
