/** losscape theory */
import { LosscapeError } from "../../base/errors.ts";

export interface TheoryOptions {
  readonly p?: string;
  readonly architecture?: string;
  readonly json?: boolean;
}

export async function theoryCommand(_options: TheoryOptions): Promise<void> {
  throw new LosscapeError("host", "The theory command is not built yet.");
}
