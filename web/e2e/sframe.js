// What a relay carried, read as SFrame (RFC 9605 §4.3) by the test's own reader, and whether it is sealed.
import { tapped } from './browser.js'
import { wait } from './callers.js'

/** AES-256-GCM, of docs/protocol/media.md. */
const TAG_BYTES = 16
/** RFC 9605 leaves room for more; a key id of ours has two bytes, a counter four. */
const KEY_ID_BYTES_MAX = 2
const COUNTER_BYTES_MAX = 4
const BYTE_VALUES = 256
/** Seven standard deviations of chi-square with 255 degrees of freedom: not in a lifetime of such tests. */
const CHI_SQUARE_MAX = 255 + 7 * Math.sqrt(2 * 255)
const REPEATED_BYTES = 8
const WRITTEN_MS_MAX = 10_000
const LOOK_EVERY_MS = 50

/** @typedef {{ leaf: number, epoch: number, counter: number, sealed: Buffer }} Frame */

/** Throws where a payload has no such header. @param {Buffer} payload @returns {Frame} */
export function read_frame(payload) {
  const [first] = payload
  if (first === undefined) throw new Error('an empty payload')
  let at = 1
  /** @param {number} value @param {boolean} is_long @param {number} bytes_max */
  const field = (value, is_long, bytes_max) => {
    if (!is_long) return value
    const length = value + 1
    if (length > bytes_max) throw new Error(`a field of ${length} bytes`)
    const number = payload.readUIntBE(at, length)
    // The shortest form alone, or there would be room for something else.
    if (number < 8 || payload[at] === 0) throw new Error('a field longer than it has to be')
    at += length
    return number
  }
  const key_id = field((first >> 4) & 7, (first & 0x80) !== 0, KEY_ID_BYTES_MAX)
  const counter = field(first & 7, (first & 0x08) !== 0, COUNTER_BYTES_MAX)
  if (payload.length - at <= TAG_BYTES) throw new Error('no room for a tag')
  return { leaf: key_id >> 8, epoch: key_id % BYTE_VALUES, counter, sealed: payload.subarray(at) }
}

/**
 * Of the newest call in a tap, which may hold earlier ones: from where a sender's counter or epoch last began anew. One that
 * did so within the call leaves less of it than its time makes.
 * @param {string} path
 */
export function newest_call(path) {
  /** @type {Frame[]} */
  let call = []
  /** @type {Map<number, Frame>} */
  const last = new Map()
  for (const frame of tapped(path).map(read_frame)) {
    const before = last.get(frame.leaf)
    const anew = before !== undefined && (frame.epoch < before.epoch || (frame.epoch === before.epoch && frame.counter <= before.counter))
    if (anew) {
      call = []
      last.clear()
    }
    call.push(frame)
    last.set(frame.leaf, frame)
  }
  return call
}

/**
 * The same, once the relay has written what of the call it still had in memory: it does so soon after the call's end.
 * @param {string} path @param {number} least frames that are known to have crossed it
 */
export async function whole_call(path, least) {
  for (const give_up = Date.now() + WRITTEN_MS_MAX; ; await wait(LOOK_EVERY_MS)) {
    const frames = newest_call(path)
    if (frames.length >= least || Date.now() > give_up) return frames
  }
}

/** Of each sender's frames in each epoch, what isn't as it has to be. @param {Frame[]} frames */
export function wrong_in_counters(frames) {
  /** @type {Map<string, number>} */
  const last = new Map()
  /** @type {Map<number, number>} */
  const epochs = new Map()
  const wrong = []
  for (const { leaf, epoch, counter } of frames) {
    const key = `leaf ${leaf}, epoch ${epoch}`
    const before = last.get(key) ?? -1
    if (counter <= before) wrong.push(`${key}: ${counter} after ${before}`)
    last.set(key, counter)
    // Within a call of a test epochs don't come round.
    if (epoch < (epochs.get(leaf) ?? 0)) wrong.push(`${key}: after epoch ${epochs.get(leaf)}`)
    epochs.set(leaf, epoch)
  }
  return { wrong, senders: [...new Set(frames.map(({ leaf }) => leaf))].sort((a, b) => a - b) }
}

/** Why these bytes may be something that a person could read; nothing if they look like noise. @param {Buffer[]} sealed */
export function readable_in(sealed) {
  const all = Buffer.concat(sealed)
  const counts = new Array(BYTE_VALUES).fill(0)
  for (const byte of all) counts[byte] += 1
  const expected = all.length / BYTE_VALUES
  const chi_square = counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0)
  const why = []
  if (chi_square > CHI_SQUARE_MAX) why.push(`some bytes are more frequent: chi-square ${chi_square.toFixed(0)}`)
  const seen = new Set()
  for (const one of sealed) {
    for (let at = 0; at + REPEATED_BYTES <= one.length; at += 1) seen.add(one.subarray(at, at + REPEATED_BYTES).toString('latin1'))
  }
  const windows = sealed.reduce((sum, { length }) => sum + Math.max(length - REPEATED_BYTES + 1, 0), 0)
  if (seen.size !== windows) why.push(`${windows - seen.size} times ${REPEATED_BYTES} bytes come again`)
  return why
}
