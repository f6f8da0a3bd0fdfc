/** What each step of the device test came to, and the report of it. */
import type { BrowserFitness, NodeAnswer } from '../../core/bench'

/** In the order in which they are shown. */
export const STEPS = ['browser', 'microphone', 'hear-yourself', 'speaker', 'node', 'stream', 'clock'] as const
export type Step = (typeof STEPS)[number]

export type Details = Readonly<Record<string, number | boolean>>
export type Result =
  | { state: 'not-run' }
  | { state: 'running' }
  | { state: 'passed'; details: Details }
  /** `code`: under which the messages have cause and next step. */
  | { state: 'failed'; code: string; details: Details }

export type Results = Readonly<Record<Step, Result>>

const NOT_RUN: Result = { state: 'not-run' }
export const NOTHING_RUN: Results = {
  browser: NOT_RUN,
  microphone: NOT_RUN,
  'hear-yourself': NOT_RUN,
  speaker: NOT_RUN,
  node: NOT_RUN,
  stream: NOT_RUN,
  clock: NOT_RUN,
}

/** An answer that takes longer than this makes a call hard. */
export const SLOW_MS = 1_000
/** Above, the administrator is told; far above, nothing new is agreed. */
export const CLOCK_TOLD_MS = 2_000
/** Speech at arm's length is above it, a quiet room below. */
export const HEARD_LEVEL = 0.1

export function browser_result({ refusal, opus, red, chooses_speaker }: BrowserFitness): Result {
  const details = { opus, red, chooses_speaker, transforms: refusal?.code !== 'no-encoded-transforms' }
  if (refusal !== null) return { state: 'failed', code: refusal.code, details }
  return opus ? { state: 'passed', details } : { state: 'failed', code: 'no-opus', details }
}

export function node_result({ took_ms }: NodeAnswer): Result {
  const details = { took_ms: Math.round(took_ms) }
  return took_ms <= SLOW_MS ? { state: 'passed', details } : { state: 'failed', code: 'node-slow', details }
}

export function clock_result({ clock_ahead_ms }: NodeAnswer): Result {
  const details = { clock_ahead_ms: Math.round(clock_ahead_ms) }
  return Math.abs(clock_ahead_ms) <= CLOCK_TOLD_MS ? { state: 'passed', details } : { state: 'failed', code: 'clock-apart', details }
}

export function stream_result(stands: boolean): Result {
  return stands ? { state: 'passed', details: {} } : { state: 'failed', code: 'stream-away', details: {} }
}

/** What is handed to an administrator: no names of people, sides or devices, no addresses. */
export function report_of(results: Results, browser: string, at_unix_ms: number): string {
  const steps = STEPS.map((step) => ({ step, ...results[step] }))
  return `${JSON.stringify({ report: 'device-test', version: 1, at: new Date(at_unix_ms).toISOString(), browser, steps }, null, 2)}\n`
}
