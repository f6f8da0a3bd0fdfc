import { screen } from '@testing-library/react'
import { expect, test } from 'vitest'

import { show_client } from '../../testing'
import { scenes } from './scenes'

test.each([
  ['silence-unproved', 'It ended 1 minute ago'],
  ['silence-ours-to-break', 'It ends in 14 hours'],
])('%s: an end that is past is told as past', async (name, words) => {
  const scene = scenes.find((one) => one.name === name)
  if (scene === undefined) throw new Error(name)
  show_client(scene.core(), { path: scene.path })
  expect(await screen.findByText(words)).toBeTruthy()
})
