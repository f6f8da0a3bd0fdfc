/** Views that the page puts together from what core and node answer: home, the line, what sounds. */
import { civil_in, offset_in } from '../i18n/format'
import type { CoreState, Ready } from './core'
import type { AlarmsView } from './shapes/alarms'
import type { ContactLine, ContactList, ContactView } from './shapes/contact'
import type { HomeView, MatterView, NextContact } from './shapes/home'
import type { LineView, ZoneView } from './shapes/line'
import type { LocalView } from './shapes/time'

/** `GET /api/v1/line`. */
export interface LineAnswer {
  other: string | null
  up: boolean
  own_entries: number
  receipted: number
  skew_ms: number | null
  reason_down: string | null
}

/** One of `GET /api/v1/alarms`. */
export interface AlarmAnswer {
  message: string
  since_unix_ms: number
}

/** As the core writes what is open on the line. */
export interface MatterAnswer {
  side: string
  to_do: string
  noun: string
  subject: string
  due: string | null
  overdue: boolean
}

/** As the core writes a task; the rest of it belongs to its own screen. */
export interface TaskAnswer {
  record: string
  stands: boolean
  text: string
  owner: string
  state: string
  due_unix_ms: number | null
  overdue: boolean
}

/** `GET /api/v1/press/promises`. */
export interface PromiseAnswer {
  contact: string
  by_unix_ms: number
  state: string
}

export type Ask = (view: string, args: Record<string, unknown>) => Promise<unknown>

const NOTHING: Record<string, unknown> = {}

/** Contacts that are on their way, the nearest to its call first. */
const ON_THE_WAY = ['on-the-line', 'staged', 'staging', 'agreed']

/** An agreed contact that nobody began stays the next one for so long. */
const LATE_MS = 2 * 3_600_000

export function next_of(contacts: readonly ContactLine[], now_unix_ms: number): ContactLine | null {
  const rank = ({ phase }: ContactLine) => ON_THE_WAY.indexOf(phase)
  const start = ({ start_unix_ms }: ContactLine) => start_unix_ms ?? Number.MAX_SAFE_INTEGER
  const waiting = contacts.filter((one) => rank(one) >= 0 && (one.phase !== 'agreed' || start(one) > now_unix_ms - LATE_MS))
  return waiting.toSorted((one, other) => Math.min(rank(one), 2) - Math.min(rank(other), 2) || start(one) - start(other))[0] ?? null
}

/** `2021-12-30 20:30 UTC`, or RFC 3339. */
export function unix_ms_of(moment: string): number | null {
  const read = Date.parse(moment.replace(/^(\S+) (\S+) UTC$/, '$1T$2Z'))
  return Number.isNaN(read) ? null : read
}

/** The side's own reading first. */
export function own_first(local: readonly LocalView[], own: string): LocalView[] {
  return local.toSorted((one, other) => Number(other.side === own) - Number(one.side === own))
}

export class PageViews {
  readonly #ask: Ask
  readonly #state: () => CoreState
  readonly #reached: () => boolean
  /** What the line was when it last changed, and when that was seen here. */
  #line: { answer: LineAnswer; up: boolean; since_unix_ms: number } | null = null
  #zones: ZoneView[] = []

  constructor(ask: Ask, state: () => CoreState, reached: () => boolean) {
    this.#ask = ask
    this.#state = state
    this.#reached = reached
  }

  async home(): Promise<HomeView> {
    const ready = this.#ready()
    const { contacts } = (await this.#ask('contacts', NOTHING)) as ContactList
    await this.#learn_zones(contacts)
    const line = next_of(contacts, this.#now(ready))
    const next = line === null ? null : await this.#next(ready, line)
    const { matters } = (await this.#ask('matters', NOTHING)) as { matters: MatterAnswer[] }
    const open = matters.map((one) => this.#matter(ready, one, unix_ms_of(one.due ?? '')))
    return { next, matters: [...open, ...(await this.#tasks(ready)), ...(await this.#promises(ready))] }
  }

  async line(): Promise<LineView> {
    const ready = this.#ready()
    const now_unix_ms = this.#now(ready)
    const answer = await this.#line_answer()
    const up = answer?.up === true && this.#reached()
    if (answer !== null && this.#line?.up !== up) this.#line = { answer, up, since_unix_ms: now_unix_ms }
    if (this.#zones.length === 0) await this.#learn_zones(((await this.#ask('contacts', NOTHING)) as ContactList).contacts)
    const shown = answer ?? this.#line?.answer
    return {
      now_unix_ms,
      other: ready.other_side?.name ?? null,
      node_reached: this.#reached() && answer !== null,
      up,
      since_unix_ms: this.#line?.since_unix_ms ?? null,
      reason_down: shown?.reason_down ?? null,
      waiting: shown === undefined ? 0 : Math.max(0, shown.own_entries - shown.receipted),
      skew_ms: shown?.skew_ms ?? null,
      zones: this.#zones,
    }
  }

  async alarms(): Promise<AlarmsView> {
    const ready = this.#ready()
    const answer = (await this.#ask('alarms', NOTHING)) as AlarmAnswer[]
    const alarms = answer.map(({ message, since_unix_ms }) => ({
      message,
      // What sounds here came over the line.
      from: ready.other_side?.name ?? '',
      since_unix_ms,
      local: this.#local(ready, since_unix_ms),
      title: null,
    }))
    return { alarms }
  }

  #ready(): Ready {
    const state = this.#state()
    if (state.at !== 'ready') throw new Error(`asked for a view while ${state.at}`)
    return state
  }

  #now(ready: Ready): number {
    return Date.now() + ready.clock_ms
  }

  /** A node that doesn't answer is a state of the line, and no failure of this page. */
  async #line_answer(): Promise<LineAnswer | null> {
    try {
      return (await this.#ask('line', NOTHING)) as LineAnswer
    } catch {
      return null
    }
  }

  async #next(ready: Ready, line: ContactLine): Promise<NextContact | null> {
    const contact = (await this.#ask('contact', { contact: line.contact })) as ContactView
    if (contact.start_unix_ms === null) return null
    const sealed = contact.local.length === 0
    return {
      contact: contact.contact,
      phase: contact.phase,
      medium: contact.medium ?? 'phone-call',
      start_unix_ms: contact.start_unix_ms,
      duration_min: contact.duration_min ?? 0,
      local: sealed ? this.#local(ready, contact.start_unix_ms) : own_first(contact.local, ready.side.name),
      can_join: contact.phase === 'staged' || contact.phase === 'on-the-line',
      confirmed: contact.confirmed,
    }
  }

  #matter(ready: Ready, answer: MatterAnswer, due_unix_ms: number | null, title: string | null = null): MatterView {
    const { side, to_do, noun, subject, overdue } = answer
    const local = due_unix_ms === null ? [] : this.#local(ready, due_unix_ms)
    return { side, ours: side === ready.side.name, to_do, noun, subject, title, due_unix_ms, local, overdue }
  }

  /** What somebody of the own side gave this person to do. */
  async #tasks(ready: Ready): Promise<MatterView[]> {
    if (!ready.roles.includes('sherpa') && !ready.roles.includes('principal')) return []
    const { tasks } = (await this.#ask('tasks', { history: false })) as { tasks: TaskAnswer[] }
    return tasks
      .filter(({ owner, stands, state }) => stands && state === 'open' && owner === ready.person)
      .map(({ record, text, due_unix_ms, overdue }) =>
        this.#matter(ready, { side: ready.side.name, to_do: 'do', noun: 'task', subject: record, due: null, overdue }, due_unix_ms, text),
      )
  }

  /** Messages that the press promised and hasn't released. */
  async #promises(ready: Ready): Promise<MatterView[]> {
    if (!ready.roles.includes('press-officer')) return []
    const promises = (await this.#ask('press-promises', NOTHING)) as PromiseAnswer[]
    return promises
      .filter(({ state }) => state !== 'kept')
      .map(({ contact, by_unix_ms, state }) =>
        this.#matter(ready, { side: ready.side.name, to_do: 'release', noun: 'promise', subject: contact, due: null, overdue: state === 'overdue' }, by_unix_ms),
      )
  }

  /** The capitals' zones are terms of contacts: those of the newest that this device reads. */
  async #learn_zones(contacts: readonly ContactLine[]): Promise<void> {
    if (this.#zones.length > 0) return
    for (const { contact } of contacts.toReversed()) {
      const { local } = (await this.#ask('contact', { contact })) as ContactView
      if (local.length === 0) continue
      this.#zones = local.map(({ side, zone }) => ({ side, zone }))
      return
    }
  }

  #local(ready: Ready, unix_ms: number): LocalView[] {
    const known = this.#zones.length > 0 ? this.#zones : [{ side: ready.side.name, zone: Intl.DateTimeFormat().resolvedOptions().timeZone }]
    const local = known.map(({ side, zone }) => ({ side, zone, civil: civil_in(unix_ms, zone), offset: offset_in(unix_ms, zone) }))
    return own_first(local, ready.side.name)
  }
}
