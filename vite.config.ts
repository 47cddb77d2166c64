import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";

// The page: `npm run web` serves it, `npm run web:build` writes it to dist/page (static files, any web server will do).
export default defineConfig({
  root: "src/web",
  resolve: { alias: { "#host": fileURLToPath(new URL("src/platform/web/host.ts", import.meta.url)) } },
  base: "./",
  server: { port: 5173, strictPort: false },
  build: { outDir: "../../dist/page", emptyOutDir: true, target: "es2022", chunkSizeWarningLimit: 1500 },
  worker: { format: "es" },
});
