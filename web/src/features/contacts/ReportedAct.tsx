import { Link } from 'react-aria-components'

import { useReady } from '../../core/hooks'
import type { DateView, ReportedView } from '../../core/shapes/report'
import { civil_in, useFormat } from '../../i18n/format'
import { useText } from '../../i18n/text'
import { useZoneWords } from '../../i18n/when'
import { StateBadge } from '../../ui/StateBadge'

interface ReportedActProps {
  report: ReportedView
  /** Where another than this act's own counts. */
  date?: DateView | null
  href?: string
  /** In a list, beside what is signed. */
  short?: boolean
}

/** What was only heard of: by its frame, its badge and its words nothing that is signed. */
export function ReportedAct({ report, date = report.date, href, short = false }: ReportedActProps) {
  const text = useText()
  const format = useFormat()
  const zone_words = useZoneWords()
  const { side } = useReady()
  const heard = civil_in(report.heard_unix_ms, side.zone)
  const did = (
    <>
      <bdi>{report.of}</bdi> {text(`reported-act-${report.act}`)}
    </>
  )
  return (
    <div className="reported">
      <p className="reported-head">
        <StateBadge tone="warn">{text('reported')}</StateBadge>
        <strong>
          {href === undefined ? (
            did
          ) : (
            <Link href={href} className="contact-link">
              {did}
            </Link>
          )}
        </strong>
      </p>
      {report.what === '' ? null : (
        <p>
          <bdi>{report.what}</bdi>
        </p>
      )}
      {date === null ? null : (
        <p>
          {text('reported-date', { day: format.day(date.civil), time: format.time(date.civil), zone: zone_words(date.zone) })}
        </p>
      )}
      {short || report.text === '' ? null : (
        <blockquote className="words-of">
          <bdi>{report.text}</bdi>
        </blockquote>
      )}
      <p className="quiet">
        {text('reported-told-by')} <bdi>{report.told_by}</bdi>, <bdi>{report.source}</bdi>
        {text('reported-heard', { day: format.short_day(heard), time: format.time(heard) })}
      </p>
    </div>
  )
}
