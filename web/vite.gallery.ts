import { defineConfig } from 'vite'

/** Every screen over an invented core: for developers, screenshots and axe. Never part of the product. */
export default defineConfig({
  base: '/desk/',
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
