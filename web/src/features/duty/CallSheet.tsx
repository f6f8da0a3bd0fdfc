import { useReady, useView } from '../../core/hooks'
import type { CallSheetView } from '../../core/shapes/call_sheet'
import type { Params } from '../../app/router'
import { short_offset, useFormat } from '../../i18n/format'
import { useLanguageNames } from '../../i18n/languages'
import { useText } from '../../i18n/text'
import { short_id, usePersonName } from '../../core/use_people'
import { ErrorCard } from '../../ui/ErrorCard'
import { Page } from '../../ui/Page'
import { PrintButton, Printed } from '../../ui/Printed'
import { Sign } from '../../ui/Sign'
import { ReportedAct } from '../contacts/ReportedAct'
import { useSheetWords } from './sheet_words'
import './call_sheet.css'

/** What lies beside the telephone: printed, and read when the network is gone. */
export function CallSheetScreen({ params }: { params: Params }) {
  const text = useText()
  const { data, error, loading, again } = useView('call-sheet', { contact: params['contact'] ?? '' })
  return (
    <Page
      title={text('call-sheet')}
      narrow
      className="page-on-paper"
      actions={<PrintButton weight="primary" isDisabled={data === null} />}
    >
      {error === null ? null : <ErrorCard error={error} again={again} />}
      {loading ? <p role="status">{text('loading')}</p> : null}
      {data === null ? null : <Sheet sheet={data} />}
    </Page>
  )
}

function Sheet({ sheet }: { sheet: CallSheetView }) {
  const text = useText()
  const name_of = usePersonName({ as_you: false })
  const { side: own } = useReady()
  const format = useFormat()
  const language_names = useLanguageNames()
  const words = useSheetWords()
  /** By the clock of everybody, as the paper is read where no clock of a side hangs. */
  const utc = (rfc3339: string) => `${format.short_day(rfc3339.slice(0, 16))}, ${rfc3339.slice(11, 16)}`
  const contact = short_id(sheet.contact)
  const reference = sheet.signed_under === null ? text('sheet-contact-unsigned', { id: contact }) : text('sheet-contact', { id: contact, record: short_id(sheet.signed_under) })
  return (
    <Printed reference={reference}>
      <div className="sheet">
        {sheet.banners.map((banner) => (
          <div key={banner.banner} className="sheet-banner">
            <p>
              <Sign tone="bad" /> <strong>{text(`banner-${banner.banner}`)}</strong>
            </p>
            {banner.banner === 'reported' ? <ReportedAct report={banner.report} short /> : null}
            <p>{words.why(banner)}</p>
          </div>
        ))}
        <section aria-labelledby="sheet-when">
          <h2 id="sheet-when">{text('sheet-when')}</h2>
          {sheet.times.map((time) => (
            <p key={time.side} className="sheet-time">
              <bdi>{time.side}</bdi>{' '}
              <strong>
                {time.starts}–{time.ends}
              </strong>{' '}
              {format.day(`${time.date}T00:00`)} ({time.zone}, {short_offset(time.offset)})
            </p>
          ))}
          {sheet.times.length > 0 ? null : <p>{text('sheet-times-sealed')}</p>}
          <p>
            UTC: {utc(sheet.starts)} – {utc(sheet.ends)}
          </p>
          {sheet.clock_changes.map((change) => (
            <p key={`${change.zone} ${change.at} ${change.what.news}`}>
              <Sign tone="warn" /> {words.clocks(change)}
            </p>
          ))}
          <p>
            {text(`medium-${sheet.medium}`)}, {format.minutes(sheet.duration_min)}. {text(`staging-public-${sheet.public_part}`)}
          </p>
          {sheet.terms === null || sheet.terms.languages.length === 0 ? null : (
            <p>
              {text('sheet-languages')} <bdi>{format.list(sheet.terms.languages.map(language_names))}</bdi>
            </p>
          )}
        </section>
        <section aria-labelledby="sheet-people">
          <h2 id="sheet-people">{text('sheet-people')}</h2>
          {sheet.participants === null ? (
            <p>{text('sheet-people-sealed')}</p>
          ) : (
            <ul>
              {sheet.participants.map(({ side, role, name }) => (
                <li key={`${side} ${name}`}>
                  <bdi>{name}</bdi>, <bdi>{side}</bdi>, {text(`role-${role}`)}
                </li>
              ))}
            </ul>
          )}
          <h3>{text('sheet-duty')}</h3>
          <ul>
            {sheet.duty.map(({ side, accredited, confirmed }) => (
              <li key={side}>
                <bdi>{side}</bdi>
                {text('colon')}
                <bdi>{accredited.length === 0 ? text('sheet-duty-nobody') : format.list(accredited.map(({ person }) => name_of(person, side === own.name)))}</bdi>
                {confirmed ? ` (${text('staging-has-confirmed')})` : null}
              </li>
            ))}
            {sheet.duty_named.map((named) => (
              <li key={named}>
                <bdi>{named}</bdi>
              </li>
            ))}
          </ul>
        </section>
        <section aria-labelledby="sheet-order">
          <h2 id="sheet-order">{text('sheet-order')}</h2>
          {sheet.order.length === 0 ? <p>{text('sheet-nobody-calls')}</p> : null}
          <ol>
            {sheet.order.map(({ at, local, what }) => (
              <li key={what}>
                <strong>{local.length === 0 ? `${utc(at)} UTC` : local.map(({ clock, side }) => `${clock} ${side}`).join(', ')}</strong> {text(`sheet-step-${what}`)}
              </li>
            ))}
          </ol>
        </section>
        <section aria-labelledby="sheet-down">
          <h2 id="sheet-down">{text('sheet-down')}</h2>
          <ol>
            {sheet.when_down.map((step) => (
              <li key={step.step}>{words.when_down(step)}</li>
            ))}
          </ol>
          <h3>{text('sheet-fallback')}</h3>
          {sheet.fallback.length === 0 ? <p>{text('sheet-fallback-none')}</p> : null}
          <ul>
            {sheet.fallback.map((number) => (
              <li key={number} className="sheet-number">
                <bdi>{number}</bdi>
              </li>
            ))}
          </ul>
        </section>
        <p className="quiet">{text('sheet-printed', { at: `${utc(sheet.printed)} UTC` })}</p>
      </div>
    </Printed>
  )
}
