export function hostCodes(source: string): string;
export function lossDispatch(source: string): string;
