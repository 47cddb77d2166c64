// What a page needs beside the core.
export { host } from "./host.ts";
export { createWebPool, type WebPoolOptions } from "./pool.ts";
