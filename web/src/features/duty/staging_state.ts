/** What the staging board says of a contact, and which button it offers: decided here, worded in the view. */
import type { RingSideView, StagingSideView, StagingView } from '../../core/shapes/staging'

/** Before this, a confirmation is asked for once more. */
const STAGED_FROM_MS = 60 * 60_000

/** What isn't there yet: what the core says keeps the call from being confirmed, and the confirmations themselves. */
export type Lack = StagingView['missing'][number]['lack'] | 'own-confirmation' | 'their-confirmation'

export function side_of(staging: StagingView, ours: boolean): StagingSideView | null {
  return staging.sides.find((side) => side.ours === ours) ?? null
}

export function ring_of(staging: StagingView, ours: boolean): RingSideView | null {
  return staging.rings?.sides.find((side) => side.ours === ours) ?? null
}

/** How this side's duty officer can have its principal rung again: pages that are open, who left, or browsers whose page is closed. */
export type RingAgain = 'pages' | 'left' | 'closed' | null

/** `calls_closed`: the node calls browsers whose page is closed. */
export function ring_again_of(ring: RingSideView | null, calls_closed: boolean): RingAgain {
  if (ring?.step === 'left') return 'left'
  if (ring?.step === 'unanswered' || ring?.step === 'declined') return 'pages'
  return ring?.step === 'not-staffed' && calls_closed ? 'closed' : null
}

function has_confirmed(side: StagingSideView | null): boolean {
  return side !== null && side.confirmed_unix_ms !== null
}

/** In the order in which they are to be seen to. */
export function lacks(staging: StagingView): Lack[] {
  if (staging.phase === 'on-the-line') return []
  const found: Lack[] = staging.missing.map(({ lack }) => lack)
  if (!has_confirmed(side_of(staging, true))) found.push('own-confirmation')
  if (!has_confirmed(side_of(staging, false))) found.push('their-confirmation')
  return found
}

/** The one thing that this duty officer can do now. */
export type Step =
  | { at: 'take-call'; until_unix_ms: number }
  | { at: 'wait-for-taking'; until_unix_ms: number }
  /** Long before the start it is asked once more. */
  | { at: 'confirm'; early: boolean }
  | { at: 'blocked' }
  | { at: 'wait-for-theirs' }
  /** `again`: our principal didn't answer, said not now, left the call, or has no page open. */
  | { at: 'called'; again: RingAgain }
  | { at: 'on-the-line' }
  | { at: 'none' }

export function step_of(staging: StagingView, now_unix_ms: number, calls_closed: boolean): Step {
  if (staging.phase === 'on-the-line') return { at: 'on-the-line' }
  if (staging.phase === 'proposed' && staging.call_now !== null && staging.call_now.until_unix_ms > now_unix_ms) {
    const { ours, until_unix_ms } = staging.call_now
    return { at: ours ? 'wait-for-taking' : 'take-call', until_unix_ms }
  }
  if (has_confirmed(side_of(staging, true))) {
    if (!has_confirmed(side_of(staging, false))) return { at: 'wait-for-theirs' }
    return { at: 'called', again: ring_again_of(ring_of(staging, true), calls_closed) }
  }
  if (!staging.ready) return { at: 'blocked' }
  return { at: 'confirm', early: is_early(staging, now_unix_ms) }
}

function is_early(staging: StagingView, now_unix_ms: number): boolean {
  return staging.start_unix_ms !== null && staging.start_unix_ms - now_unix_ms > STAGED_FROM_MS
}

/** Whether there is anything to abort. */
export function can_abort(staging: StagingView): boolean {
  return ['agreed', 'staging', 'staged', 'on-the-line'].includes(staging.phase)
}
