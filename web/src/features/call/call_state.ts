/** What is worked out of a call before it is shown. */
import type { InCall } from '../../core/call_control'
import type { CallMember } from '../../core/call_events'
import type { Role } from '../../core/core'

const SPEAKERS: readonly string[] = ['principal', 'interpreter']

export function may_speak(roles: readonly Role[]): boolean {
  return roles.some((role) => SPEAKERS.includes(role))
}

/** What the own microphone does, as one word decides it. */
export type MicState = 'listens' | 'away' | 'line-lost' | 'muted' | 'held-back' | 'waits' | 'heard'

export function mic_state(call: InCall, roles: readonly Role[]): MicState {
  if (!may_speak(roles)) return 'listens'
  if (call.muted) return call.push_to_talk ? 'held-back' : 'muted'
  if (call.away_since_ms !== null) return 'away'
  if (!call.line_up) return 'line-lost'
  return call.floor === 'open' ? 'heard' : 'waits'
}

/** What the floor waits for. */
export type Missing = 'own-principal' | 'their-principal' | 'keys'

export function missing(members: readonly CallMember[]): Missing[] {
  const has = (own: boolean) => members.some(({ own_side, roles }) => own_side === own && roles.includes('principal'))
  const lacking: Missing[] = []
  if (!has(true)) lacking.push('own-principal')
  if (!has(false)) lacking.push('their-principal')
  return lacking.length === 0 ? ['keys'] : lacking
}

export interface Group {
  own: boolean
  side: string
  members: CallMember[]
}

/** The own side first, even where nobody of a side is there yet; the own device first, principals before others. */
export function groups_of(members: readonly CallMember[], own: string, other: string | null): Group[] {
  const rank = ({ this_device, roles }: CallMember) => (this_device ? 0 : roles.includes('principal') ? 1 : 2)
  const sorted = members.toSorted((one, two) => rank(one) - rank(two) || one.device.localeCompare(two.device))
  const of = (own_side: boolean) => sorted.filter((member) => member.own_side === own_side)
  return [
    { own: true, side: own, members: of(true) },
    { own: false, side: other ?? of(false)[0]?.side ?? '', members: of(false) },
  ]
}

/** Warnings that say: somebody may be where nobody should be. */
const GRAVE: readonly string[] = ['foreign_member', 'unsigned_commit', 'ghost_in_commit', 'other_keys', 'microphone-gone', 'camera-gone']

export function is_grave(warning: string): boolean {
  return GRAVE.includes(warning)
}

/** Something that happened between two states of one call. */
export type News =
  | { news: 'floor-open' | 'away' | 'back' | 'line-lost' | 'line-back' | 'words-changed' | 'microphone' }
  | { news: 'came' | 'went'; member: CallMember }
  | { news: 'warning'; code: string }

export function news_of(before: InCall, after: InCall): News[] {
  const news: News[] = []
  if (before.floor === 'closed' && after.floor === 'open') news.push({ news: 'floor-open' })
  if (before.away_since_ms === null && after.away_since_ms !== null) news.push({ news: 'away' })
  if (before.away_since_ms !== null && after.away_since_ms === null) news.push({ news: 'back' })
  if (before.line_up && !after.line_up) news.push({ news: 'line-lost' })
  if (!before.line_up && after.line_up) news.push({ news: 'line-back' })
  // Whoever holds a key to speak knows what the key does.
  if (before.muted !== after.muted && !(before.push_to_talk && after.push_to_talk)) news.push({ news: 'microphone' })
  // Who is there already when one comes in is on the page, not news.
  if (before.members.length > 0) {
    const lacks = (members: readonly CallMember[], { device }: CallMember) => !members.some((one) => one.device === device)
    for (const member of after.members) if (lacks(before.members, member)) news.push({ news: 'came', member })
    for (const member of before.members) if (lacks(after.members, member)) news.push({ news: 'went', member })
  }
  if (before.words.length > 0 && after.words.length > 0 && before.words.join() !== after.words.join()) news.push({ news: 'words-changed' })
  for (const code of after.warnings) if (!before.warnings.includes(code)) news.push({ news: 'warning', code })
  return news
}

/** `4:07`, `1:04:07`. */
export function elapsed(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1_000))
  const two = (number: number) => String(number).padStart(2, '0')
  const [h, m, s] = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60, seconds % 60]
  return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`
}

/** For whom it is over, by what the core says of the end. */
export function ended_for(reason: string): 'both' | 'one' | 'unknown' {
  if (reason === 'hung-up-alone') return 'unknown'
  return ['hung-up', 'aborted', 'line-lost', 'not-staffed'].includes(reason) ? 'both' : 'one'
}

/** What comes after the call, by role: the first that applies. */
export type NextStep = 'note' | 'release' | 'hand-over' | 'rest'

export function next_step(roles: readonly Role[], held: boolean): NextStep {
  if (!held) return 'rest'
  if (roles.includes('note-taker') || roles.includes('sherpa')) return 'note'
  if (roles.includes('press-officer')) return 'release'
  return roles.includes('duty-officer') ? 'hand-over' : 'rest'
}
