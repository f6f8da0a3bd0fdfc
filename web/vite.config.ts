import { defineConfig } from 'vite'

import { integrity } from './tools/integrity.js'
import { react_aria } from './tools/react_aria.js'

/** The product: served by the node below /desk/. */
export default defineConfig({
  base: '/desk/',
  plugins: [react_aria(), integrity()],
  worker: { format: 'es' },
  build: {
    target: 'es2023',
    sourcemap: false,
    // For the package; a name with a dot isn't served.
    license: { fileName: '.licences.md' },
    // Inlined assets would be `data:` addresses, which the node's policy refuses.
    assetsInlineLimit: 0,
    // Its polyfill is for browsers that have no encoded transforms either.
    modulePreload: { polyfill: false },
  },
})
