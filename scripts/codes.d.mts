export function hostCodes(source: string): string;
