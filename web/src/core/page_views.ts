/** Views that the page completes from what core and node answer: the line, what sounds. */
import { local_at, own_first } from '../i18n/when'
import type { CoreState, Ready, Role, SideName } from './core'
import type { AlarmsView } from './generated/views'
import type { LineView } from './shapes/line'
import type { ContactView } from './shapes/contact'
import type { ComparedView } from './shapes/press'
import type { Views } from './views'
import type { RecentContact } from './views_of_desks'
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

export type Ask = (view: string, args: Record<string, unknown>) => Promise<unknown>

const NOTHING: Record<string, unknown> = {}

/** Whose roles acknowledge messages: the node tells nobody else what sounds. */
const SOUNDS_AT: readonly Role[] = ['principal', 'sherpa', 'duty-officer']

export class PageViews {
  readonly #ask: Ask
  readonly #state: () => CoreState
  readonly #reached: () => boolean
  /** What the line was when it last changed, and when that was seen here. */
  #line: { answer: LineAnswer; up: boolean; since_unix_ms: number } | null = null

  constructor(ask: Ask, state: () => CoreState, reached: () => boolean) {
    this.#ask = ask
    this.#state = state
    this.#reached = reached
  }

  async line(): Promise<LineView> {
    const ready = this.#ready()
    const now_unix_ms = Date.now() + ready.clock_ms
    // Nothing is to be asked of a node that isn't reached, or its silence would keep the last answer on the page.
    const answer = this.#reached() ? await this.#line_answer() : null
    const up = answer?.up === true && this.#reached()
    if (answer !== null && this.#line?.up !== up) this.#line = { answer, up, since_unix_ms: now_unix_ms }
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
      zones: sides_of(ready).map(({ name, zone }) => ({ side: name, zone })),
    }
  }

  async alarms(): Promise<AlarmsView> {
    const ready = this.#ready()
    if (!ready.roles.some((role) => SOUNDS_AT.includes(role))) return { alarms: [] }
    const { alarms } = (await this.#ask('alarms', NOTHING)) as AlarmsView
    return {
      alarms: alarms.map((alarm) => ({
        ...alarm,
        // What sounds here came over the line, even where the message itself isn't here yet.
        from: alarm.from === '' ? (ready.other_side?.name ?? '') : alarm.from,
        local: told(ready, alarm.local, alarm.since_unix_ms),
      })),
    }
  }

  /** How long each lasted, and what both sides say of it. */
  async recent_contacts({ contacts, compare }: Views['recent-contacts']['args']): Promise<{ recent: RecentContact[] }> {
    const recent = contacts.map(async (contact) => {
      const [view, compared] = await Promise.all([this.#ask('contact', { contact }), compare ? this.#ask('compare-sides', { subject: contact }) : null])
      const { phase, started_unix_ms, ended_unix_ms } = view as ContactView
      const lasted_ms = started_unix_ms === null || ended_unix_ms === null ? null : ended_unix_ms - started_unix_ms
      return { contact, over: phase === 'ended', lasted_ms, compared: compared as ComparedView | null }
    })
    return { recent: await Promise.all(recent) }
  }

  #ready(): Ready {
    const state = this.#state()
    if (state.at !== 'ready') throw new Error(`asked for a view while ${state.at}`)
    return state
  }

  /** A node that doesn't answer is a state of the line, and no failure of this page. */
  async #line_answer(): Promise<LineAnswer | null> {
    try {
      return (await this.#ask('line', NOTHING)) as LineAnswer
    } catch {
      return null
    }
  }
}

function sides_of({ side, other_side }: Ready): SideName[] {
  return [side, ...(other_side === null ? [] : [other_side])].filter(({ zone }) => zone !== '')
}

/** The own side first. Where no terms are read here that name the capitals' zones, by the zones that are known. */
function told(ready: Ready, local: readonly LocalView[], unix_ms: number): LocalView[] {
  return local.length === 0 ? local_at(unix_ms, sides_of(ready)) : own_first(local, ready.side.name)
}
