/** The worker's door: questions of the page, and encoded frames. */
import type { FromWorker, TransformRole, ToWorker } from './rpc'
import { DeskWorker } from './worker/desk_worker'
import { told_error } from './worker/texts'
import init from './wasm/client_wasm'
import wasm_url from './wasm/client_wasm_bg.wasm?url'

interface TransformEvent extends Event {
  transformer: {
    readable: ReadableStream
    writable: WritableStream
    options: TransformRole
  }
}

const say = (message: FromWorker): void => {
  self.postMessage(message)
}
const desk = new DeskWorker(say)
// In a call before anything else: frames that come while the core is loaded are nobody's.
self.addEventListener('rtctransform', (event) => {
  desk.call.transforms.attach((event as TransformEvent).transformer)
})

const started = init({ module_or_path: wasm_url })

self.addEventListener('message', (event: MessageEvent<ToWorker | { start: true }>) => {
  const message = event.data
  if ('start' in message) {
    started.then(() => desk.start()).catch((thrown: unknown) => say({ tell: 'state', state: { at: 'failed', error: told_error(thrown) } }))
    return
  }
  const { id } = message
  // Alive, however long the core takes to load.
  if (message.ask === 'beat') {
    say({ id, ok: null })
    return
  }
  started
    .then(() => desk.answer(message))
    .then((ok) => say({ id, ok }))
    .catch((thrown: unknown) => say({ id, error: told_error(thrown) }))
})
