import type { CoreError, Ready } from '../core/core'
import { useView } from '../core/hooks'
import type { LineView } from '../core/shapes/line'
import { civil_in, useFormat } from '../i18n/format'
import { useText } from '../i18n/text'
import type { Tone } from '../ui/Sign'
import { sides_with_zones } from './sides'

const NOTHING: Record<string, never> = {}

/** The cases that a person can tell apart, the worst first. */
export type LineCase = 'node-unreached' | 'unpaired' | 'down' | 'skewed' | 'up'

/** Clocks this far apart are told of. */
const SKEW_TOLD_MS = 2_000

export function case_of(line: LineView): LineCase {
  if (!line.node_reached) return 'node-unreached'
  if (line.other === null) return 'unpaired'
  if (!line.up) return 'down'
  return Math.abs(line.skew_ms ?? 0) >= SKEW_TOLD_MS ? 'skewed' : 'up'
}

const TONES: Record<LineCase, Tone> = { 'node-unreached': 'bad', unpaired: 'plain', down: 'bad', skewed: 'warn', up: 'good' }

export interface LineWords {
  case: LineCase
  tone: Tone
  /** `Line to South: open`. */
  short: string
  /** `Line: open`: where there is no room for more. */
  brief: string
  /** What it means for whoever works here; absent where nothing has to be said. */
  long: string | null
}

export interface LineShown {
  line: LineView | null
  words: LineWords | null
  error: CoreError | null
}

/** The line's state, and the words for it. */
export function useLine(ready: Ready): LineShown {
  const text = useText()
  const format = useFormat()
  const { data: line, error } = useView('line', NOTHING)
  if (line === null) return { line, words: null, error }
  const at = case_of(line)
  const zone = sides_with_zones(ready, line)[0]?.zone ?? 'UTC'
  const since = line.since_unix_ms === null ? 'none' : format.time(civil_in(line.since_unix_ms, zone))
  const variables = { side: line.other ?? '', since, waiting: line.waiting }
  const short = text(`line-${at}`, variables)
  const brief = text(`line-brief-${at}`)
  const long = at === 'up' || at === 'unpaired' ? null : text(`line-means-${at}`, variables)
  return { line, words: { case: at, tone: TONES[at], short, brief, long }, error }
}
