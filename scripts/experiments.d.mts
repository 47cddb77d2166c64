export function experimentImports(registry: string, folders: readonly string[]): string;
