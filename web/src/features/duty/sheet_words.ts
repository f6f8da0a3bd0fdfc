/** What the core says of a call sheet as data, in the page’s language. */
import type { SheetBanner, ChangeView, ClockNews, DownStep } from '../../core/shapes/call_sheet'
import { short_offset, useFormat } from '../../i18n/format'
import { useText } from '../../i18n/text'

/** Nearer ones are told in hours, others in days. */
const HOURS_TOLD = 48

export interface SheetWords {
  why: (banner: SheetBanner) => string
  clocks: (change: ChangeView) => string
  when_down: (step: DownStep) => string
}

export function useSheetWords(): SheetWords {
  const text = useText()
  const format = useFormat()
  const distance = ({ placed, hours }: Extract<ClockNews, { news: 'change' }>) => {
    if (placed === 'during') return text('sheet-clocks-during')
    return hours < HOURS_TOLD ? text(`sheet-clocks-hours-${placed}`, { hours }) : text(`sheet-clocks-days-${placed}`, { days: Math.floor(hours / 24) })
  }
  const moment = (civil: string) => `${format.short_day(civil)}, ${format.time(civil)}`
  return {
    why: (banner) => {
      const variables = 'proposed_by' in banner ? { side: banner.proposed_by } : 'phase' in banner ? { phase: banner.phase } : {}
      return text(`banner-${banner.banner}-why`, variables)
    },
    clocks: ({ zone, what }) => {
      if (what.news === 'otherwise') return text('sheet-clocks-otherwise', { zone, at_start: short_offset(what.at_start), printed: short_offset(what.printed) })
      return text('sheet-clocks-change', {
        zone,
        way: what.forward_min < 0 ? 'back' : 'forward',
        minutes: format.minutes(Math.abs(what.forward_min)),
        before: moment(what.before),
        after: moment(what.after),
        offset: short_offset(what.offset),
        when: distance(what),
      })
    },
    when_down: (step) => (step.step === 'telephone' ? text('sheet-down-telephone', { caller: step.caller, other: step.other ?? text('sheet-down-other') }) : text(`sheet-down-${step.step}`)),
  }
}
