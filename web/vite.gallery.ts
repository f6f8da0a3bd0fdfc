import { defineConfig } from 'vite'

import { react_aria } from './tools/react_aria.js'

/** Every screen over an invented core: for developers, screenshots and axe. Never part of the product. */
export default defineConfig({
  base: '/desk/',
  plugins: [react_aria()],
  worker: { format: 'es' },
  server: { port: 5180, strictPort: true },
  build: {
    target: 'es2023',
    outDir: 'gallery-dist',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: { input: 'gallery.html' },
  },
})
