// Puts `integrity` on every script and link of index.html, so that a page runs the files it was built with or none.
import { createHash } from 'node:crypto'
import { posix } from 'node:path'

const TAG = /<(?:script|link)\b[^>]*?\b(?:src|href)="([^"]+)"[^>]*>/g

/**
 * @param {string} html
 * @param {string} base
 * @param {(file: string) => string | Uint8Array | undefined} source
 */
export function with_integrity(html, base, source) {
  return html.replace(TAG, (tag, /** @type {string} */ address) => {
    if (!address.startsWith(base) || !needs_integrity(tag)) return tag
    const file = posix.relative(base, address)
    const bytes = source(file)
    if (bytes === undefined) throw new Error(`${address} stands in index.html and was not built`)
    const hash = createHash('sha384').update(bytes).digest('base64')
    return tag.replace(/\s*\/?>$/, ` integrity="sha384-${hash}">`)
  })
}

/** Browsers check scripts, style sheets and preloads; an icon's attribute they ignore. @param {string} tag */
function needs_integrity(tag) {
  return tag.startsWith('<script') || /rel="(?:stylesheet|modulepreload|preload)"/.test(tag)
}

/** @returns {import('vite').Plugin} */
export function integrity() {
  let base = '/'
  return {
    name: 'integrity',
    apply: 'build',
    enforce: 'post',
    configResolved(config) {
      base = config.base
    },
    generateBundle: {
      order: 'post',
      handler(_options, bundle) {
        for (const file of Object.values(bundle)) {
          if (file.type !== 'asset' || !file.fileName.endsWith('.html')) continue
          const html = typeof file.source === 'string' ? file.source : new TextDecoder().decode(file.source)
          file.source = with_integrity(html, base, (name) => {
            const found = bundle[name]
            return found?.type === 'chunk' ? found.code : found?.source
          })
        }
      },
    },
  }
}
