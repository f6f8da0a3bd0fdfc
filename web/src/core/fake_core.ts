/** An invented core for component tests and the gallery. Never imported by the product: tools/check_product.js looks. */
import type { Acts } from './acts'
import { type CallControl, type CallState, type InCall, JUST_IN } from './call_control'
import type { Acted, ActName, Core, CoreError, CoreState, ViewName } from './core'
import { Cell } from './observable'
import type { Views } from './views'

type Answers = { [V in ViewName]?: (args: Views[V]['args']) => Views[V]['answer'] | Promise<Views[V]['answer']> }
type Deeds = { [A in ActName]?: (args: Acts[A], core: FakeCore) => Acted | Promise<Acted> }

export interface Done {
  act: ActName
  args: unknown
}

const NOTHING: Acted = { record: null, subject: null }

export class FakeCore implements Core {
  readonly state: Cell<CoreState>
  readonly changed = new Cell(0)
  readonly call = new FakeCall()
  readonly node_reached = new Cell(true)
  /** All acts, in their order. */
  readonly done: Done[] = []
  answers: Answers
  readonly deeds: Deeds

  constructor(state: CoreState, answers: Answers = {}, deeds: Deeds = {}) {
    this.state = new Cell(state)
    this.answers = answers
    this.deeds = deeds
  }

  async query<V extends ViewName>(view: V, args: Views[V]['args']): Promise<Views[V]['answer']> {
    const answer = this.answers[view]
    if (answer === undefined) throw new Error(`the fake core has no answer to ${view}`)
    return await answer(args)
  }

  async act<A extends ActName>(act: A, args: Acts[A]): Promise<Acted> {
    this.done.push({ act, args })
    const deed = this.deeds[act]
    return deed === undefined ? NOTHING : await deed(args, this)
  }

  /** As if something came in: what is shown is asked anew. */
  touch(): void {
    this.changed.set(this.changed.get() + 1)
  }
}

/** A call as a screen sees it in its middle. */
export function in_call(contact: string, change: Partial<InCall> = {}): InCall {
  return {
    at: 'in-call',
    contact,
    ...JUST_IN,
    floor: 'open',
    muted: false,
    push_to_talk: false,
    quality: 'good',
    ...change,
  }
}

export class FakeCall implements CallControl {
  readonly state = new Cell<CallState>({ at: 'none' })

  /** Contacts whose ring was waited for. */
  readonly awaited: string[] = []
  unfit: CoreError | null = null

  await_ring(contact: string): void {
    this.awaited.push(contact)
  }

  fitness(): Promise<CoreError | null> {
    return Promise.resolve(this.unfit)
  }

  not_now(): void {
    this.state.set({ at: 'none' })
  }

  join(contact: string): Promise<void> {
    this.state.set(in_call(contact))
    return Promise.resolve()
  }

  leave(): Promise<void> {
    this.state.set({ at: 'none' })
    return Promise.resolve()
  }

  mute(muted: boolean): void {
    this.#change({ muted })
  }

  set_push_to_talk(on: boolean): void {
    this.#change({ push_to_talk: on, muted: on })
  }

  push_to_talk(held: boolean): void {
    this.mute(!held)
  }

  set_camera(on: boolean): Promise<void> {
    this.#change({ camera: on ? 'on' : 'off' })
    return Promise.resolve()
  }

  level(): number {
    const state = this.state.get()
    return state.at === 'in-call' && state.muted ? 0 : 0.4
  }

  report(): Promise<never> {
    return Promise.reject(new Error('a fake call has no report'))
  }

  dismiss(): void {
    this.state.set({ at: 'none' })
  }

  #change(change: Partial<InCall>): void {
    const state = this.state.get()
    if (state.at === 'in-call') this.state.set({ ...state, ...change })
  }
}
