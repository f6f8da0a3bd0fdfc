import type { SilenceList, SilenceView } from './shapes/silence'

/** What can be asked about silence procedures. */
export interface SilenceViews {
  silence: { args: { silence: string }; answer: SilenceView }
  silences: { args: Record<string, never>; answer: SilenceList }
}

export interface SilenceActs {
  'object-to-silence': { silence: string; reason: string | null }
  'withdraw-silence': { silence: string }
}
