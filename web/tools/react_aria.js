// What is taken out of react-aria as it is built in: words in languages that we don't have, and what the node's
// policy refuses: style elements made at run time, whose rules are in src/ui/base.css, and HTML that is written.

const LANGUAGES = new Set(['en-US', 'fr-FR', 'ru-RU'])
const WORDS_OF = /\/react-(?:aria|stately|aria-components)\/dist\/.*\/intl\/(?:.*\/)?([a-z]{2}-[A-Z]{2})\.mjs$/

/** Files that do what the policy refuses: put a style element into the page, or write HTML; what stands there instead. */
const REFUSED = [
  { file: /\/react-aria\/dist\/private\/interactions\/usePress\.mjs$/, line: 'ownerDocument.head.prepend(style);', instead: '' },
  { file: /\/react-aria\/dist\/private\/overlays\/usePreventScroll\.mjs$/, line: 'document.head.prepend(style);', instead: '' },
  { file: /\/react-aria\/dist\/private\/live-announcer\/LiveAnnouncer\.mjs$/, line: "Log.innerHTML = '';", instead: 'Log.replaceChildren();' },
]

/** @param {string} id @param {string} code */
export function taken_out(id, code) {
  const path = id.split('?')[0] ?? id
  const language = WORDS_OF.exec(path)?.[1]
  // An object without words: react-aria then falls back to English, which nobody sees.
  if (language !== undefined) return LANGUAGES.has(language) ? undefined : 'export default {}'
  const refused = REFUSED.find(({ file }) => file.test(path))
  if (refused === undefined) return undefined
  if (!code.includes(refused.line)) throw new Error(`${path} has changed: does it still do what the policy refuses? See tools/react_aria.js`)
  return code.replaceAll(refused.line, refused.instead)
}

/** @returns {import('vite').Plugin} */
export function react_aria() {
  return {
    name: 'react-aria',
    enforce: 'pre',
    apply: 'build',
    transform: {
      filter: { id: /react-(?:aria|stately|aria-components)\/dist\// },
      handler(code, id) {
        const left = taken_out(id, code)
        return left === undefined ? undefined : { code: left, map: null }
      },
    },
  }
}
