import { useText } from '../../i18n/text'
import { Empty } from '../../ui/Empty'
import { ErrorCard } from '../../ui/ErrorCard'
import { Page } from '../../ui/Page'
import { InsideParts } from '../inside/InsideParts'
import { Opens } from '../inside/InsideForm'
import { ConsultationEntry } from './ConsultationEntry'
import { ConsultationForm } from './ConsultationForm'
import { useConsultations } from './use_consultations'
import '../contacts/contacts.css'

/** Whom the side asks within itself, and what they said. */
export function ConsultationsScreen() {
  const text = useText()
  const shown = useConsultations()
  const { consultations, may_enter, empty, error, loading, again } = shown
  return (
    <Page title={text('consultations')} narrow>
      <InsideParts />
      <p className="quiet">{text('consultations-means')}</p>
      {error === null ? null : <ErrorCard error={error} again={again} />}
      {loading ? <p role="status">{text('loading')}</p> : null}
      {may_enter ? (
        <Opens verb={text('consultation-enter')} weight="primary">
          {(close) => <ConsultationForm shown={shown} about={null} of={null} leave={close} />}
        </Opens>
      ) : null}
      {empty ? <Empty>{text('consultations-none')}</Empty> : null}
      <ul className="kept-list">
        {consultations.map((one) => (
          <li key={one.record}>
            <ConsultationEntry one={one} shown={shown} />
          </li>
        ))}
      </ul>
    </Page>
  )
}
