/** What the own node keeps of both capitals' days: structs of `wire`. */

export type Capital = 'own' | 'other'

/** `wire::Capitals`, without the holidays of any day. */
export type CapitalsView = Record<Capital, CapitalDays>

export interface CapitalDays {
  rest: { from_min: number; until_min: number } | null
  /** One that comes every year counts once. Absent where no calendar is kept. */
  holidays_kept: number | null
}
