import { readFileSync } from 'node:fs'
import { join } from 'node:path'

import { render } from '@testing-library/react'
import { expect, test } from 'vitest'

import { Printed } from './Printed'

test.each([
  ['classified', 'Confidential', 'Confidential'],
  ['unclassified', '', null],
])('a %s sheet carries its marking and reference', (_name, marking, wanted) => {
  const { container } = render(
    <Printed marking={marking} reference="Record 3fa1">
      <p>words</p>
    </Printed>,
  )
  const mark = container.querySelector('.printed-mark p')
  expect(mark?.getAttribute('data-marking')).toBe(wanted)
  expect(mark?.getAttribute('data-reference')).toBe('Record 3fa1')
  expect(container.querySelector('.printed-body')?.textContent).toBe('words')
})

test('the mark comes on every sheet, and what can be pressed on none', () => {
  const rules = readFileSync(join(import.meta.dirname, 'print.css'), 'utf8')
  const printed = rules.slice(rules.indexOf('@media print'))
  expect(printed).toMatch(/\.printed-mark \{\s*display: table-header-group;\s*break-inside: avoid;/)
  expect(printed).toMatch(/\.button,\s*\.not-printed \{\s*display: none !important;/)
  expect(rules).toMatch(/size: A4;/)
})
