import { afterEach, beforeEach, expect, test, vi } from 'vitest'

import { EventStream, SILENT_AFTER_MS } from './event_stream'

/** A socket whose other end this test is. */
class Socket {
  static made: Socket[] = []
  static readonly CONNECTING = 0
  static readonly OPEN = 1
  readyState = Socket.CONNECTING
  onopen: (() => void) | null = null
  onmessage: ((event: { data: unknown }) => void) | null = null
  onclose: ((event: { code: number }) => void) | null = null

  constructor() {
    Socket.made.push(this)
  }

  /** Its path may be dead: nothing comes of it. */
  close(): void {
    this.readyState = 2
  }

  opens(): void {
    this.readyState = Socket.OPEN
    this.onopen?.()
  }

  ends(code = 1_006): void {
    this.readyState = 3
    this.onclose?.({ code })
  }
}

const listener = { message: vi.fn(), open: vi.fn(), lost: vi.fn(), replaced: vi.fn() }

beforeEach(() => {
  Socket.made = []
  vi.useFakeTimers()
  vi.stubGlobal('WebSocket', Socket)
  for (const said of Object.values(listener)) said.mockClear()
})

afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

/** A stream that is open, and its socket. */
function opened() {
  const stream = new EventStream(listener)
  const [socket] = Socket.made
  if (socket === undefined) throw new Error('no socket was made')
  socket.opens()
  return { stream, socket }
}

test.each([
  [SILENT_AFTER_MS - 1_000, false],
  [SILENT_AFTER_MS, true],
  [SILENT_AFTER_MS + 1_000, true],
])('after a silence of %i ms a stream is lost: %s', (silence_ms, is_lost) => {
  const { stream, socket } = opened()
  vi.advanceTimersByTime(4_500)
  socket.onmessage?.({ data: new ArrayBuffer(3) })
  // It looks each whole second.
  vi.advanceTimersByTime(500)
  expect(listener.message).toHaveBeenCalledOnce()
  vi.advanceTimersByTime(silence_ms)
  expect(listener.lost).toHaveBeenCalledTimes(Number(is_lost))
  stream.close()
})

test('what a lost socket still says is heard no more, and the next one is open', () => {
  const { stream, socket } = opened()
  const late = socket.onclose
  vi.advanceTimersByTime(SILENT_AFTER_MS + 1_000)
  expect(listener.lost).toHaveBeenCalledOnce()
  expect([socket.onmessage, socket.onclose]).toEqual([null, null])
  late?.({ code: 1_006 })
  expect(listener.lost).toHaveBeenCalledOnce()
  const next = Socket.made.at(-1)
  next?.opens()
  expect(stream.is_open).toBe(true)
  expect(listener.open).toHaveBeenCalledTimes(2)
  stream.close()
})

test('whose place was taken looks no more and comes no more', () => {
  const { socket } = opened()
  socket.ends(4_001)
  vi.advanceTimersByTime(10 * SILENT_AFTER_MS)
  expect(listener.replaced).toHaveBeenCalledOnce()
  expect(listener.lost).not.toHaveBeenCalled()
  expect(Socket.made).toHaveLength(1)
  expect(vi.getTimerCount()).toBe(0)
})

test('a clock that is set back makes no silence longer than it may be', () => {
  const { stream } = opened()
  vi.setSystemTime(Date.now() - 3_600_000)
  vi.advanceTimersByTime(SILENT_AFTER_MS + 1_000)
  expect(listener.lost).toHaveBeenCalledOnce()
  stream.close()
})
