// The reader by which the relays' taps are judged, against what isn't sealed.
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'

import { speech } from './browser.js'
import { read_frame, readable_in, wrong_in_counters } from './sframe.js'

const SIZE = 200

/** @param {string} hex  the header; what follows is filled */
const payload = (hex) => Buffer.concat([Buffer.from(hex, 'hex'), randomBytes(SIZE)])

test('headers are read as RFC 9605 writes them', () => {
  for (const [hex, leaf, epoch, counter] of /** @type {[string, number, number, number][]} */ ([
    ['07', 0, 0, 7],
    ['1808', 0, 1, 8],
    ['1901ff', 0, 1, 0x1ff],
    ['910103', 1, 3, 1],
    ['9901030100', 1, 3, 0x100],
    ['9b0103ffffffff', 1, 3, 0xffff_ffff],
  ])) {
    const { sealed, ...read } = read_frame(payload(hex))
    assert.deepEqual(read, { leaf, epoch, counter }, hex)
    assert.equal(sealed.length, SIZE)
  }
})

test('other headers are none', () => {
  // A key id of three bytes, a counter of five, values that had room in the first byte, a leading zero, nothing sealed.
  for (const hex of ['a0010203', '0c0102030405', '800201', '0807', '0900ff']) assert.throws(() => read_frame(payload(hex)), undefined, hex)
  assert.throws(() => read_frame(Buffer.from('10', 'hex')))
  assert.throws(() => read_frame(Buffer.alloc(0)))
})

test('a counter that comes again is noticed', () => {
  const at = (/** @type {number} */ counter, epoch = 1) => ({ leaf: 0, epoch, counter, sealed: Buffer.alloc(0) })
  assert.deepEqual(wrong_in_counters([at(0), at(1), at(5), at(0, 2)]).wrong, [])
  assert.equal(wrong_in_counters([at(0), at(1), at(1)]).wrong.length, 1)
  assert.equal(wrong_in_counters([at(3), at(2)]).wrong.length, 1)
  // A key that was left is taken up again.
  assert.equal(wrong_in_counters([at(0), at(0, 2), at(1)]).wrong.length, 1)
})

test('what isn\'t sealed is told from what is', () => {
  const noise = Array.from({ length: 500 }, () => randomBytes(SIZE))
  assert.deepEqual(readable_in(noise), [])
  const samples = readFileSync(speech('north-principal.wav'))
  const spoken = noise.map((_, at) => samples.subarray(at * SIZE, (at + 1) * SIZE))
  assert.equal(readable_in(spoken).length, 2)
  // One frame that was sent twice under one key, among five hundred.
  assert.equal(readable_in([...noise, noise[7] ?? Buffer.alloc(0)]).length, 1)
  // A few bytes in clear at the same place of each.
  assert.ok(readable_in(noise.map((one) => Buffer.concat([Buffer.from('78d8fffe78d8fffe', 'hex'), one]))).length > 0)
})
