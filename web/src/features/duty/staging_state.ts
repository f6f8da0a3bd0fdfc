/** What the staging board says of a contact, and which button it offers: decided here, worded in the view. */
import type { RingSideView, RingStep, StagingSideView, StagingView } from '../../core/shapes/staging'

/** Above this nothing new is agreed, and nobody confirms. */
const SKEW_MS_MAX = 300_000
/** Before this, a confirmation is asked for once more. */
const STAGED_FROM_MS = 60 * 60_000

/** What isn't there yet; the first few keep the call from being confirmed. */
export type Lack =
  | 'not-agreed'
  | 'line-down'
  | 'clocks-apart'
  | 'early'
  | 'own-confirmation'
  | 'their-confirmation'

const STAGEABLE = ['agreed', 'staging', 'staged']

export function side_of(staging: StagingView, ours: boolean): StagingSideView | null {
  return staging.sides.find((side) => side.ours === ours) ?? null
}

export function ring_of(staging: StagingView, ours: boolean): RingSideView | null {
  return staging.rings?.sides.find((side) => side.ours === ours) ?? null
}

const AGAIN: readonly RingStep[] = ['unanswered', 'declined', 'left']

/** Whether this side's duty officer can have its principal rung again. */
export function may_ring_again(ring: RingSideView | null): boolean {
  return ring !== null && AGAIN.includes(ring.step)
}

function has_confirmed(side: StagingSideView | null): boolean {
  return side !== null && side.confirmed_unix_ms !== null
}

/** In the order in which they are to be seen to. */
export function lacks(staging: StagingView): Lack[] {
  if (staging.phase === 'on-the-line') return []
  const [own, their] = [side_of(staging, true), side_of(staging, false)]
  const found: [Lack, boolean][] = [
    ['not-agreed', !STAGEABLE.includes(staging.phase)],
    ['line-down', !staging.line_up],
    ['clocks-apart', Math.abs(staging.skew_ms ?? 0) > SKEW_MS_MAX],
    ['own-confirmation', !has_confirmed(own)],
    ['their-confirmation', !has_confirmed(their)],
  ]
  return found.filter(([, is_so]) => is_so).map(([lack]) => lack)
}

/** The one thing that this duty officer can do now. */
export type Step =
  | { at: 'take-call'; until_unix_ms: number }
  | { at: 'wait-for-taking'; until_unix_ms: number }
  /** Long before the start it is asked once more. */
  | { at: 'confirm'; early: boolean }
  | { at: 'blocked'; by: Lack[] }
  | { at: 'wait-for-theirs' }
  /** `again`: our principal didn't answer, said not now, or left the call. */
  | { at: 'called'; again: boolean }
  | { at: 'on-the-line' }
  | { at: 'none' }

const BLOCKING: readonly Lack[] = ['not-agreed', 'line-down', 'clocks-apart']

export function step_of(staging: StagingView, now_unix_ms: number): Step {
  if (staging.phase === 'on-the-line') return { at: 'on-the-line' }
  if (staging.phase === 'proposed' && staging.call_now !== null && staging.call_now.until_unix_ms > now_unix_ms) {
    const { ours, until_unix_ms } = staging.call_now
    return { at: ours ? 'wait-for-taking' : 'take-call', until_unix_ms }
  }
  const missing = lacks(staging)
  if (has_confirmed(side_of(staging, true))) {
    if (!has_confirmed(side_of(staging, false))) return { at: 'wait-for-theirs' }
    return { at: 'called', again: may_ring_again(ring_of(staging, true)) }
  }
  const by = missing.filter((lack) => BLOCKING.includes(lack))
  if (by.length > 0) return { at: 'blocked', by }
  // The core knows of something that this page has no words for.
  if (!staging.ready) return { at: 'blocked', by: [] }
  return { at: 'confirm', early: is_early(staging, now_unix_ms) }
}

function is_early(staging: StagingView, now_unix_ms: number): boolean {
  return staging.start_unix_ms !== null && staging.start_unix_ms - now_unix_ms > STAGED_FROM_MS
}

/** Whether there is anything to abort. */
export function can_abort(staging: StagingView): boolean {
  return ['agreed', 'staging', 'staged', 'on-the-line'].includes(staging.phase)
}
