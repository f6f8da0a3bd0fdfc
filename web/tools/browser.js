// A headless Chromium and the gallery's scenes, for screenshots and axe.
import { createReadStream, existsSync } from 'node:fs'
import { createServer } from 'node:http'
import { extname, join, normalize } from 'node:path'

import { chromium } from 'playwright-core'

const ROOT = join(import.meta.dirname, '..')

/** What the node says with every page of the client, as strict as it is there. */
export const POLICY =
  "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; worker-src 'self'; media-src 'self' blob:; manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types detente"

/** @type {Record<string, string>} */
const TYPES = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml', '.wasm': 'application/wasm' }

/**
 * The built gallery under the node's policy. @returns {Promise<{ base: string, close: () => void }>}
 */
export function serve_gallery() {
  const folder = join(ROOT, 'gallery-dist')
  if (!existsSync(folder)) throw new Error('no gallery is built: npm run gallery')
  const server = createServer((request, response) => {
    const path = normalize(new URL(request.url ?? '/', 'http://x').pathname.replace(/^\/desk\//, '/'))
    const file = join(folder, path)
    if (!file.startsWith(folder) || !existsSync(file) || extname(file) === '') {
      response.writeHead(404).end()
      return
    }
    response.writeHead(200, { 'content-type': TYPES[extname(file)] ?? 'application/octet-stream', 'content-security-policy': POLICY })
    createReadStream(file).pipe(response)
  })
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      const port = typeof address === 'object' && address !== null ? address.port : 0
      resolve({ base: `http://127.0.0.1:${port}/desk/gallery.html`, close: () => server.close() })
    })
  })
}

export function launch() {
  return chromium.launch({
    executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
    args: ['--headless=new', '--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run'],
  })
}

/** @typedef {{ name: string, press: string | null }} SceneName */

/**
 * @param {import('playwright-core').Page} page
 * @param {string} base
 * @param {string} locale
 * @returns {Promise<SceneName[]>}
 */
export async function scenes_of(page, base, locale) {
  await page.goto(`${base}?locale=${locale}`)
  const links = page.locator('[data-scene]')
  await links.first().waitFor()
  return links.evaluateAll((all) => all.map((link) => ({ name: link.getAttribute('data-scene') ?? '', press: link.getAttribute('data-press') })))
}

/**
 * Opens one scene. A page that shows the gallery already goes there without loading it again.
 * @param {import('playwright-core').Page} page
 * @param {string} base
 * @param {SceneName} scene
 * @param {{ locale: string, theme: string, turned: boolean }} look
 */
export async function open_scene(page, base, scene, { locale, theme, turned }) {
  const query = `?scene=${scene.name}&locale=${locale}&theme=${theme}${turned ? '&dir=rtl' : ''}`
  if (page.url().startsWith(base)) await page.evaluate(go, query)
  else await page.goto(base + query)
  await page.locator(`html[data-shown="${scene.name}"]`).waitFor()
  await page.locator('h1, h2').filter({ visible: true }).first().waitFor()
  if (scene.press !== null) {
    const button = page.getByRole('button', { name: scene.press, exact: true }).first()
    // On a narrow screen it may stand in the menu.
    if (!(await button.isVisible())) await page.locator('.desk-menu-button').click()
    await button.click()
    await page.mouse.move(0, 0)
  }
  await page.evaluate(() => document.fonts.ready)
}

/** In the page. @param {string} query */
function go(query) {
  window.history.replaceState(null, '', query)
  window.dispatchEvent(new PopStateEvent('popstate'))
  window.scrollTo(0, 0)
}

/**
 * Collects what the page reports against its policy, and what it throws.
 * @param {import('playwright-core').Page} page
 */
export async function watch(page) {
  /** @type {string[]} */
  const faults = []
  page.on('pageerror', (error) => faults.push(`threw: ${error.message}`))
  page.on('console', (message) => {
    if (message.type() === 'error') faults.push(`console: ${message.text()}`)
  })
  await page.exposeFunction('refused', (/** @type {string} */ what) => faults.push(`policy: ${what}`))
  await page.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) => {
      const { refused } = /** @type {Window & typeof globalThis & { refused: (what: string) => void }} */ (window)
      refused(`${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber} ${event.sample}`)
    })
  })
  return faults
}

/** Names that the command line gave: all scenes whose name holds one of them. @param {SceneName[]} scenes */
export function chosen(scenes) {
  const wanted = process.argv.slice(2).filter((one) => !one.startsWith('--'))
  return wanted.length === 0 ? scenes : scenes.filter(({ name }) => wanted.some((one) => name.includes(one)))
}
