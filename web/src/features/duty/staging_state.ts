/** What the staging board says of a contact, and which button it offers: decided here, worded in the view. */
import type { StagingSideView, StagingView } from '../../core/shapes/staging'
import type { Tone } from '../../ui/Sign'

/** Above this nothing new is agreed, and nobody confirms. */
const SKEW_MS_MAX = 300_000
/** Before this, a confirmation is asked for once more. */
const STAGED_FROM_MS = 60 * 60_000
/** An older test says little of the line as it is now. */
const TEST_FRESH_MS = 60 * 60_000

/** What isn't there yet; the first few keep the call from being confirmed. */
export type Lack =
  | 'not-agreed'
  | 'line-down'
  | 'clocks-apart'
  | 'line-test-failed'
  | 'line-untested'
  | 'own-device'
  | 'their-device'
  | 'early'
  | 'own-confirmation'
  | 'their-confirmation'

const STAGEABLE = ['agreed', 'staging', 'staged']

export function side_of(staging: StagingView, ours: boolean): StagingSideView | null {
  return staging.sides.find((side) => side.ours === ours) ?? null
}

export function is_fresh(staging: StagingView, now_unix_ms: number): boolean {
  const { state, at_unix_ms } = staging.line_test
  return state === 'passed' && at_unix_ms !== null && now_unix_ms - at_unix_ms <= TEST_FRESH_MS
}

function has_confirmed(side: StagingSideView | null): boolean {
  return side !== null && side.confirmed_unix_ms !== null
}

/** In the order in which they are to be seen to. */
export function lacks(staging: StagingView, now_unix_ms: number): Lack[] {
  if (staging.phase === 'on-the-line') return []
  const [own, their] = [side_of(staging, true), side_of(staging, false)]
  const tested = staging.line_test.state
  const found: [Lack, boolean][] = [
    ['not-agreed', !STAGEABLE.includes(staging.phase)],
    ['line-down', !staging.line_up],
    ['clocks-apart', Math.abs(staging.skew_ms ?? 0) > SKEW_MS_MAX],
    ['line-test-failed', staging.line_up && tested === 'failed'],
    ['line-untested', staging.line_up && tested !== 'failed' && tested !== 'running' && !is_fresh(staging, now_unix_ms)],
    ['own-device', own?.device_ready !== true],
    ['their-device', their?.device_ready === false],
    ['own-confirmation', !has_confirmed(own)],
    ['their-confirmation', !has_confirmed(their)],
  ]
  return found.filter(([, is_so]) => is_so).map(([lack]) => lack)
}

/** The one thing that this duty officer can do now. */
export type Step =
  | { at: 'take-call'; until_unix_ms: number }
  | { at: 'wait-for-taking'; until_unix_ms: number }
  /** `careful`: nothing forbids it, but something should be looked at first. */
  | { at: 'confirm'; early: boolean; careful: Lack[] }
  | { at: 'blocked'; by: Lack[] }
  | { at: 'wait-for-theirs' }
  /** `trouble`: somebody has to do something about it. */
  | { at: 'called'; trouble: boolean }
  | { at: 'on-the-line' }
  | { at: 'none' }

const BLOCKING: readonly Lack[] = ['not-agreed', 'line-down', 'clocks-apart']
const CAREFUL: readonly Lack[] = ['line-test-failed', 'own-device']

export function step_of(staging: StagingView, now_unix_ms: number): Step {
  if (staging.phase === 'on-the-line') return { at: 'on-the-line' }
  if (staging.phase === 'proposed' && staging.call_now !== null && staging.call_now.until_unix_ms > now_unix_ms) {
    const { ours, until_unix_ms } = staging.call_now
    return { at: ours ? 'wait-for-taking' : 'take-call', until_unix_ms }
  }
  const missing = lacks(staging, now_unix_ms)
  if (has_confirmed(side_of(staging, true))) {
    if (!has_confirmed(side_of(staging, false))) return { at: 'wait-for-theirs' }
    return { at: 'called', trouble: staging.sides.some(({ ringing }) => wants_help(ringing.state)) }
  }
  const by = missing.filter((lack) => BLOCKING.includes(lack))
  if (by.length > 0) return { at: 'blocked', by }
  // The core knows of something that this page has no words for.
  if (!staging.ready) return { at: 'blocked', by: [] }
  const careful = missing.filter((lack) => CAREFUL.includes(lack))
  const early = is_early(staging, now_unix_ms)
  return { at: 'confirm', early, careful: early ? ['early', ...careful] : careful }
}

function is_early(staging: StagingView, now_unix_ms: number): boolean {
  return staging.start_unix_ms !== null && staging.start_unix_ms - now_unix_ms > STAGED_FROM_MS
}

/** Whether there is anything to abort. */
export function can_abort(staging: StagingView): boolean {
  return ['agreed', 'staging', 'staged', 'on-the-line'].includes(staging.phase)
}

export const RINGING_TONES: Readonly<Record<StagingSideView['ringing']['state'], Tone>> = {
  'not-called': 'plain',
  sent: 'active',
  delivered: 'active',
  ringing: 'active',
  answered: 'good',
  declined: 'bad',
  unanswered: 'warn',
  'not-staffed': 'warn',
  'line-fault': 'bad',
}

/** States in which somebody has to do something. */
export function wants_help(state: StagingSideView['ringing']['state']): boolean {
  return RINGING_TONES[state] === 'bad' || RINGING_TONES[state] === 'warn'
}
