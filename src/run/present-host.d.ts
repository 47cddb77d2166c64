/** The types of `#host`, whose file `imports` of package.json names: one for Node, one for the browser. */
import type { Host } from "./host.ts";

export declare const host: Host;
