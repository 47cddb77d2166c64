// One name in the spellings of its places.

/** NOT_FINITE: not-finite */
export const kebabOfConstant = (name) => name.toLowerCase().replaceAll("_", "-");

/** network-losses: networkLosses */
export const camelOfKebab = (name) => name.replaceAll(/-(.)/g, (_, letter) => letter.toUpperCase());
