/** What the bar of days shows, from the core's days: two joined where a window crosses midnight, and hours of rest. */
import type { DayPiece, DaysView, Piece, SideDays } from '../core/generated/views'

/** Usual hours of rest by a side's own clocks, as long as no side names its own. */
export const REST_FROM_HOUR = 22
export const REST_UNTIL_HOUR = 7

/** The day after, by the calendar. */
export function day_after(date: string): string {
  const next = new Date(`${date}T00:00Z`)
  next.setUTCDate(next.getUTCDate() + 1)
  return next.toISOString().slice(0, 10)
}

/** One bar over two days that follow each other. */
export function joined(first: DaysView, next: DaysView): DaysView {
  const by = first.length_min
  const sides = first.sides.map((side, at) => {
    const more = next.sides[at]
    return more === undefined ? side : joined_side(side, more, by)
  })
  return { ...first, until_unix_ms: next.until_unix_ms, length_min: by + next.length_min, sides }
}

function joined_side(side: SideDays, more: SideDays, by: number): SideDays {
  const later = <M extends { at_min: number }>(mark: M): M => ({ ...mark, at_min: mark.at_min + by })
  const piece = <P extends Piece>(one: P): P => ({ ...one, from_min: one.from_min + by, until_min: one.until_min + by })
  return {
    ...side,
    days: more.days.map(piece).reduce(with_day, side.days),
    hours: [...side.hours, ...more.hours.map(later)],
    rest: more.rest.map(piece).reduce(with_piece, side.rest),
    clock_changes: [...side.clock_changes, ...more.clock_changes.map(later)],
  }
}

/** A civil day of the other side goes on over the own midnight. */
function with_day(days: DayPiece[], day: DayPiece): DayPiece[] {
  const last = days.at(-1)
  return last?.date === day.date ? [...days.slice(0, -1), { ...last, until_min: day.until_min }] : [...days, day]
}

function with_piece(pieces: Piece[], piece: Piece): Piece[] {
  const last = pieces.at(-1)
  return last?.until_min === piece.from_min ? [...pieces.slice(0, -1), { ...last, until_min: piece.until_min }] : [...pieces, piece]
}

export interface Rest {
  pieces: Piece[]
  /** No side named any: they are the usual ones. */
  assumed: boolean
}

export function rest_of({ rest, hours }: SideDays, length_min: number): Rest {
  if (rest.length > 0) return { pieces: rest, assumed: false }
  const first = hours[0]
  // Before the first whole hour the one before it goes on, where a zone is half an hour off.
  const marks = first === undefined || first.at_min === 0 ? hours : [{ at_min: 0, hour: (first.hour + 23) % 24 }, ...hours]
  const pieces = marks.flatMap(({ at_min, hour }, at) => {
    const is_rest = hour >= REST_FROM_HOUR || hour < REST_UNTIL_HOUR
    return is_rest ? [{ from_min: at_min, until_min: marks[at + 1]?.at_min ?? length_min }] : []
  })
  return { pieces: pieces.reduce<Piece[]>(with_piece, []), assumed: true }
}

/** Whether a window on the bar, from and until, touches what is marked. */
export function touches(pieces: readonly Piece[], from_min: number, until_min: number): boolean {
  return pieces.some((piece) => piece.from_min < Math.max(until_min, from_min + 1) && from_min < piece.until_min)
}
