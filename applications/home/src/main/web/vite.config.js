import { defineConfig } from 'vite';

// The output folder is given by build.mjs, so that nothing is built into the sources.
export default defineConfig({
  base: '/',
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    target: 'es2023',
    outDir: process.env.PAGE_OUT ?? 'dist',
    emptyOutDir: true,
    modulePreload: { polyfill: false },
    // The content security policy allows no data: style or script.
    assetsInlineLimit: 0,
    reportCompressedSize: false,
  },
});
