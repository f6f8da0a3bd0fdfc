// Pictures of every scene: light, dark and 320 px, into screens/. `npm run screens [-- NAME … --locale fr]`
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'

import { chosen, launch, open_scene, scenes_of, serve_gallery, watch } from './browser.js'

const LOOKS = [
  { look: 'light', theme: 'light', width: 1280, height: 800 },
  { look: 'dark', theme: 'dark', width: 1280, height: 800 },
  { look: '320', theme: 'light', width: 320, height: 640 },
]

const at = process.argv.indexOf('--locale')
const locale = at === -1 ? 'en' : (process.argv.splice(at, 2)[1] ?? 'en')
const folder = join(import.meta.dirname, '..', 'screens')
mkdirSync(folder, { recursive: true })

const { base, close } = await serve_gallery()
const browser = await launch()
/** @type {string[]} */
const wrong = []
let pictures = 0
try {
  for (const { look, theme, width, height } of LOOKS) {
    const page = await browser.newPage({ viewport: { width, height }, reducedMotion: 'reduce' })
    const faults = await watch(page)
    for (const scene of chosen(await scenes_of(page, base, locale))) {
      await open_scene(page, base, scene, { locale, theme })
      await page.screenshot({ path: join(folder, `${scene.name}.${look}${locale === 'en' ? '' : `.${locale}`}.png`), fullPage: true })
      pictures += 1
      const wide = await page.evaluate(() => document.documentElement.scrollWidth)
      if (wide > width) wrong.push(`${scene.name} ${look}: ${wide} px wide`)
      wrong.push(...faults.splice(0).map((fault) => `${scene.name} ${look}: ${fault}`))
    }
    await page.close()
  }
} finally {
  await browser.close()
  close()
}
for (const line of wrong) console.error(line)
console.log(`${pictures} pictures in screens/, ${wrong.length} faults`)
process.exitCode = wrong.length === 0 ? 0 : 1
