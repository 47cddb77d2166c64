/** A text as a field of CSV, as in RFC 4180: in quotes where it has a comma, a quote or a line's end. */
export const csvField = (text: string): string =>
  /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
