/** The state of this page's call, and the small changes of it. */
import { type CallState, type InCall, JUST_IN } from './call_control'
import type { CallEvent } from './call_events'
import { type KeptCall, keep_call } from './kept_call'
import { Cell } from './observable'

type Shown = Extract<CallEvent, { event: 'members' | 'words' | 'line' | 'warning' | 'keys-agreed' }>

export class CallCell extends Cell<CallState> {
  constructor() {
    super({ at: 'none' })
  }

  get in_call(): InCall | null {
    const state = this.get()
    return state.at === 'in-call' ? state : null
  }

  /** Empty where there is no call. */
  get contact(): string {
    const state = this.get()
    return 'contact' in state ? state.contact : ''
  }

  /** Nothing changes where there is no call. */
  change(change: Partial<InCall>): void {
    const state = this.in_call
    if (state === null) return
    this.set({ ...state, ...change })
    if (change.muted !== undefined) keep_call({ ...state, ...change })
  }

  /** `false` where something else goes on. A duty officer may have it rung again, or the node had lost sight of this page: then it is to be heard as the first time. */
  now_rings(contact: string): boolean {
    const before = this.get()
    const again = before.at === 'ringing' && before.contact === contact
    if (!again && !['none', 'ended', 'refused'].includes(before.at)) return false
    this.set({ at: 'ringing', contact, rung: again ? before.rung + 1 : 1 })
    return true
  }

  now_in(call: KeptCall, video: boolean): void {
    keep_call(call)
    // Off after a reload too: nobody is seen without having turned it on just now.
    this.set({ at: 'in-call', ...call, ...JUST_IN, camera: video ? 'off' : 'none' })
  }

  /** `stream`: of the line that now carries this device's picture, or none. */
  shown(slot: number, device: string | null, stream: MediaStream | undefined): void {
    const others = (this.in_call?.pictures ?? []).filter((one) => one.slot !== slot && one.device !== device)
    const pictures = device === null || stream === undefined ? others : [...others, { slot, device, stream }]
    this.change({ pictures })
  }

  /** What changes nothing but what is shown. */
  told(event: Shown): void {
    switch (event.event) {
      case 'members':
        this.change({ members: event.members })
        break
      case 'words':
        this.change({ words: event.words })
        break
      case 'line':
        this.change({ line_up: event.up })
        break
      case 'warning':
        this.warn(event.code)
        break
      case 'keys-agreed':
        break
    }
  }

  floor_opens(): void {
    const since = this.in_call?.floor_since_unix_ms ?? Date.now()
    this.change({ floor: 'open', floor_since_unix_ms: since })
  }

  away(): void {
    this.change({ away_since_ms: this.in_call?.away_since_ms ?? Date.now() })
  }

  heard(slot: number, device: string | null): void {
    const state = this.in_call
    if (state === null || device === null) return
    const heard = [...state.heard]
    heard[slot] = device
    this.change({ heard: Array.from(heard, (one: string | undefined) => one ?? '') })
  }

  warn(code: string): void {
    const state = this.in_call
    if (state !== null && !state.warnings.includes(code)) this.change({ warnings: [...state.warnings, code] })
  }
}
