import { readFileSync } from 'node:fs'
import { join } from 'node:path'

import { expect, test } from 'vitest'

import { taken_out } from './react_aria.js'

const PACKAGE = join(import.meta.dirname, '..', 'node_modules', 'react-aria', 'dist', 'private')

test.each(['interactions/usePress.mjs', 'overlays/usePreventScroll.mjs'])('%s puts no style element into the page', (file) => {
  const path = join(PACKAGE, file)
  expect(taken_out(path, readFileSync(path, 'utf8'))).not.toContain('.prepend(style)')
})

test('what is announced is cleared without writing HTML', () => {
  const path = join(PACKAGE, 'live-announcer/LiveAnnouncer.mjs')
  const left = taken_out(path, readFileSync(path, 'utf8'))
  expect(left).not.toContain('innerHTML')
  expect(left).toContain('this.politeLog.replaceChildren()')
})

test('a file that has changed is noticed', () => {
  expect(() => taken_out(join(PACKAGE, 'interactions/usePress.mjs'), 'something else')).toThrow('has changed')
})

test('words of our languages stay, others go', () => {
  expect(taken_out(join(PACKAGE, 'intl/table/ru-RU.mjs'), 'words')).toBeUndefined()
  expect(taken_out(join(PACKAGE, 'intl/table/de-DE.mjs'), 'words')).toBe('export default {}')
})
