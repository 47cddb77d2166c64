/** The beginning of a text that may be long, for messages: a cut one ends in "…". */
export const cut = (text: string, most = 40): string =>
  text.length > most ? `${text.slice(0, most)}…` : text;
