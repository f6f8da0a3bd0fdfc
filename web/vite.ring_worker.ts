import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { defineConfig } from 'vite'

import { words_of } from './src/ring_worker/words_of'

const catalogue = (language: string) => readFileSync(join(import.meta.dirname, 'src', 'messages', language, 'ring_closed.ftl'), 'utf8')

/** The worker that browsers wake while the page is closed: one file under one name, that takes nothing of others. */
export default defineConfig({
  base: '/desk/',
  define: { RING_WORDS: JSON.stringify(words_of({ en: catalogue('en'), fr: catalogue('fr'), ru: catalogue('ru') })) },
  build: {
    target: 'es2023',
    sourcemap: false,
    emptyOutDir: false,
    copyPublicDir: false,
    rolldownOptions: {
      input: 'src/ring_worker/ring_worker.ts',
      output: { format: 'iife', entryFileNames: 'ring_worker.js' },
    },
  },
})
