import { defineConfig } from 'vitest/config';

// Fixed names: the server's template names the files, and a diff of dist/ stays readable.
// No data: and no blob: addresses and no inline styles: the pages' content security policy allows none.
export default defineConfig({
  base: '/static/dist/',
  publicDir: false,
  build: {
    outDir: '../app/static/dist',
    emptyOutDir: true,
    assetsInlineLimit: 0,
    cssCodeSplit: false,
    modulePreload: false,
    target: 'es2023',
    rollupOptions: {
      input: { editor: 'src/main.tsx' },
      output: { entryFileNames: '[name].js', chunkFileNames: '[name].js', assetFileNames: 'editor[extname]' },
    },
  },
  worker: {
    format: 'es',
    rollupOptions: { output: { entryFileNames: 'layout.worker.js', chunkFileNames: 'layout.[name].js' } },
  },
  test: { include: ['tests/**/*.test.ts'], environment: 'node' },
});
