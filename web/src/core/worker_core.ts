/** The core as the page sees it: questions to the worker, and what it tells. */
import type { Acts } from './acts'
import { PageCall, type DeviceChosen } from './page_call'
import type { Acted, ActName, Core, CoreState, ViewName } from './core'
import { BACK_WITHIN_MS, HANDED, forget_kept_call, is_held_elsewhere } from './kept_call'
import { Cell } from './observable'
import { PagePasskeys } from './page_passkeys'
import { PageViews } from './page_views'
import type { Ask, FromWorker, Tell } from './rpc'
import type { Views } from './views'

/** How often the worker is asked for a sign of life, and how many may stay without answer. */
const BEAT_EVERY_MS = 2_000
const UNANSWERED_MAX = 3

interface Waiting {
  resolve: (ok: unknown) => void
  reject: (error: unknown) => void
}

export class WorkerCore implements Core {
  readonly state = new Cell<CoreState>({ at: 'starting' })
  readonly changed = new Cell(0)
  /** The event stream to the own node stands. */
  readonly node_reached = new Cell(true)
  readonly call: PageCall
  readonly #worker: Worker
  readonly #views = new PageViews(
    (view, args) => this.ask({ ask: 'query', view, args }),
    () => this.state.get(),
    () => this.node_reached.get(),
  )
  readonly #passkeys = new PagePasskeys((ask) => this.ask(ask))
  readonly #waiting = new Map<number, Waiting>()
  #next_id = 1
  /** The desk was taken over from another tab, and isn't there yet. */
  #took_over = false
  #unanswered = 0
  #unheard: ReturnType<typeof setTimeout> | undefined
  readonly #beating: ReturnType<typeof setInterval>

  constructor(worker: Worker, chosen: DeviceChosen) {
    this.#worker = worker
    this.call = new PageCall(worker, (ask) => this.ask(ask), chosen)
    worker.onmessage = (event: MessageEvent<FromWorker>) => this.#take(event.data)
    this.#beating = setInterval(() => {
      this.#beat()
    }, BEAT_EVERY_MS)
    worker.onerror = () => this.#died()
    // Only other tabs of this browser are told, never the one that wrote; without a key all was cleared.
    addEventListener('storage', ({ key }) => {
      if (key === HANDED || key === null) this.#call_elsewhere()
    })
    worker.postMessage({ start: true })
  }

  ask(ask: Ask): Promise<unknown> {
    const id = this.#next_id++
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject })
      this.#worker.postMessage({ id, ...ask })
    })
  }

  async query<V extends ViewName>(view: V, args: Views[V]['args']): Promise<Views[V]['answer']> {
    return (await this.#view(view, args)) as Views[V]['answer']
  }

  async act<A extends ActName>(act: A, args: Acts[A]): Promise<Acted> {
    if (act === 'sign-in') return await this.#passkeys.sign_in()
    if (act === 'register-passkey') return await this.#passkeys.register()
    // Somebody pressed it here: the call of the other tab may go on by itself.
    if (act === 'take-over') this.#took_over = true
    return (await this.ask({ ask: 'act', act, args })) as Acted
  }

  /** Some views are put together here; the others are the worker's answers as they are. */
  async #view(view: ViewName, args: Record<string, unknown>): Promise<unknown> {
    if (view === 'line') return await this.#views.line()
    if (view === 'alarms') return await this.#views.alarms()
    if (view === 'recent-contacts') return await this.#views.recent_contacts(args as Views['recent-contacts']['args'])
    // Nothing is compared before it is said what with.
    if (view === 'check-facts' && args['contact'] === '') return { compared: false, conflicts: [] }
    if (view === 'facts' && args['subject'] === '') return { subject: '', noun: '', facts: [] }
    return await this.ask({ ask: 'query', view, args })
  }

  #take(message: FromWorker): void {
    if (!('id' in message)) {
      this.#told(message)
      return
    }
    const waiting = this.#waiting.get(message.id)
    this.#waiting.delete(message.id)
    // Refusals are plain data that a person is shown, not exceptions of this program.
    if ('error' in message) waiting?.reject(message.error)
    else waiting?.resolve(message.ok)
  }

  #told(tell: Tell): void {
    switch (tell.tell) {
      case 'state':
        this.state.set(tell.state.at === 'other-tab' ? { at: 'other-tab', in_call: tell.state.in_call || is_held_elsewhere() } : tell.state)
        this.#came_to(tell.state.at)
        if (is_held_elsewhere()) this.#call_elsewhere()
        break
      case 'changed':
        this.changed.set(this.changed.get() + 1)
        break
      case 'node':
        this.node_reached.set(tell.reached)
        this.changed.set(this.changed.get() + 1)
        this.call.node_reached(tell.reached)
        break
      case 'ring':
        this.call.rings(tell.contact)
        break
      case 'call':
        this.call.event(tell.event)
        break
      case 'alarm':
      case 'alarm-over':
        this.changed.set(this.changed.get() + 1)
        break
    }
  }

  #came_to(at: CoreState['at']): void {
    if (at !== 'ready') {
      // Nothing on the page could end it any more.
      this.call.core_stopped(at === 'other-tab')
      if (at === 'other-tab') {
        this.#took_over = false
        // A tab that was duplicated has a copy of what the other one kept for itself.
        forget_kept_call(true)
      }
      return
    }
    this.call.come_back(this.#took_over)
    this.#took_over = false
  }

  /** A call may begin in the other tab, and end there, while this one waits. */
  #call_elsewhere(): void {
    const state = this.state.get()
    const in_call = is_held_elsewhere()
    if (state.at !== 'other-tab') return
    if (state.in_call !== in_call) this.state.set({ at: 'other-tab', in_call })
    // A tab that crashed says no longer that it is in a call, nor that it isn't.
    clearTimeout(this.#unheard)
    if (in_call) this.#unheard = setTimeout(() => this.#call_elsewhere(), BACK_WITHIN_MS)
  }

  /** A worker that was ended says nothing; one on a machine that slept answers when both wake. */
  #beat(): void {
    if (this.#unanswered >= UNANSWERED_MAX) {
      this.#died()
      return
    }
    this.#unanswered += 1
    void this.ask({ ask: 'beat' }).then(
      () => {
        this.#unanswered = 0
      },
      () => undefined,
    )
  }

  #died(): void {
    clearInterval(this.#beating)
    // A worker that hangs would hold this device's place, and its ring.
    this.#worker.terminate()
    const error = { code: 'core-stopped', cause: 'the part of this page that holds the keys stopped', next: 'load the page again' }
    for (const waiting of this.#waiting.values()) waiting.reject(error)
    this.#waiting.clear()
    this.call.core_stopped(false)
    this.state.set({ at: 'failed', error })
  }
}
