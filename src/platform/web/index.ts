// What a page needs beside the core.
export { createWebPool, type WebPoolOptions } from "./pool.ts";
export { type BrowserProgress, runInBrowser } from "./run-in-browser.ts";
