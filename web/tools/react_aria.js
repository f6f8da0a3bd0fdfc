// What is taken out of react-aria as it is built in: words in languages that we don't have, and style elements
// made at run time, which the node's policy refuses. Their rules are in src/ui/base.css.

const LANGUAGES = new Set(['en-US', 'fr-FR', 'ru-RU'])
const WORDS_OF = /\/react-(?:aria|stately|aria-components)\/dist\/.*\/intl\/(?:.*\/)?([a-z]{2}-[A-Z]{2})\.mjs$/

/** Files that make a style element, and the line that puts it into the page. */
const INJECTIONS = [
  { file: /\/react-aria\/dist\/private\/interactions\/usePress\.mjs$/, line: 'ownerDocument.head.prepend(style);' },
  { file: /\/react-aria\/dist\/private\/overlays\/usePreventScroll\.mjs$/, line: 'document.head.prepend(style);' },
]

/** @param {string} id @param {string} code */
export function taken_out(id, code) {
  const path = id.split('?')[0] ?? id
  const language = WORDS_OF.exec(path)?.[1]
  // An object without words: react-aria then falls back to English, which nobody sees.
  if (language !== undefined) return LANGUAGES.has(language) ? undefined : 'export default {}'
  const injection = INJECTIONS.find(({ file }) => file.test(path))
  if (injection === undefined) return undefined
  if (!code.includes(injection.line)) throw new Error(`${path} has changed: does it still make a style element? See tools/react_aria.js`)
  return code.replace(injection.line, '')
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
