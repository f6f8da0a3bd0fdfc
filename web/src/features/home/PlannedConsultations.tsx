import { useText } from '../../i18n/text'
import { ConsultationEntry } from '../consultations/ConsultationEntry'
import { useConsultations } from '../consultations/use_consultations'

/** Whom the side asks, and what isn't answered yet; nothing where nobody is asked. */
export function PlannedConsultations() {
  const text = useText()
  const shown = useConsultations()
  if (shown.planned.length === 0) return null
  return (
    <section className="stack" aria-labelledby="planned-consultations">
      <h2 id="planned-consultations">{text('consultations-planned', { count: shown.planned.length })}</h2>
      {shown.planned.map((one) => (
        <ConsultationEntry key={one.record} one={one} shown={shown} />
      ))}
    </section>
  )
}
