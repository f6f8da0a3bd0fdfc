import { expect, test } from 'vitest'

import { is_permissive, refused } from './check_licences.js'

test.each([
  ['MIT', true],
  ['MIT OR GPL-3.0', true],
  ['(MIT AND CC0-1.0)', true],
  ['MIT AND GPL-3.0', false],
  ['MPL-2.0', false],
  ['SEE LICENSE IN LICENSE', false],
])('%s', (expression, wanted) => {
  expect(is_permissive(expression)).toBe(wanted)
})

test('a tool may have what the product may not', () => {
  const packages = { '': {}, 'node_modules/axe-core': { dev: true, license: 'MPL-2.0' }, 'node_modules/x': { dev: true, license: 'MPL-2.0' } }
  expect(refused(packages)).toEqual(['x: MPL-2.0'])
  expect(refused({ 'node_modules/axe-core': { license: 'MPL-2.0' } })).toEqual(['axe-core: MPL-2.0'])
  expect(refused({ 'node_modules/nothing': {} })).toEqual(['nothing: says no licence'])
})
