import type { RoundTermsView, RoundView } from '../../core/generated/views'
import { useText } from '../../i18n/text'
import { offer_shown } from '../acting/agreement'
import type { Read, ReadLine } from '../acting/offer_changes'
import { useRoundDates } from './round_dates'

/** The other side's offer as the page shows it; absent where none waits, or its terms can't be read here. */
export function useRoundRead(view: RoundView, own: string): Read | null {
  const lines_of = useTermsLines()
  const offer = offer_shown(view, own)
  const terms = view.agreed === null ? view.terms : view.amendment
  if (offer === null || terms === null) return null
  return { record: offer.record, lines: lines_of(terms) }
}

/** Terms, one line each, to be read back and compared. */
export function useTermsLines(): (terms: RoundTermsView) => ReadLine[] {
  const text = useText()
  const dates_of = useRoundDates()
  return (terms) => {
    const { title, place, format, dates, items, sessions, reason } = terms
    return [
      { name: text('round-title'), says: title },
      { name: text('round-when'), says: dates_of(terms).join('; ') },
      { name: text('round-place'), says: place },
      { name: text('round-format'), says: text(`round-format-${format}`) },
      { name: text('round-dates'), says: text(`date-${dates}`) },
      { name: text('agenda'), says: items.map((item) => item.title).join('; ') },
      { name: text('sessions'), says: sessions.map(({ start, end, title: what }) => `${start}–${end.slice(11)} ${what}`).join('; ') },
      { name: text('round-reason-said'), says: reason },
    ]
  }
}
