import type { ConsultationView } from '../../core/generated/views'
import { useFormat } from '../../i18n/format'
import { useText } from '../../i18n/text'
import type { Tone } from '../../ui/Sign'
import { StateBadge } from '../../ui/StateBadge'
import { Moment } from '../../ui/moment'
import { AboutLine, SignedBy } from '../inside/Entry'
import { Opens } from '../inside/InsideForm'
import { ConsultationForm } from './ConsultationForm'
import { type ConsultationsShown, is_late } from './use_consultations'

const TONES: Readonly<Record<string, Tone>> = { planned: 'active', held: 'good', none: 'plain' }

/** Who is asked and when, or what they said; or expressly that nobody meets. */
export function ConsultationEntry({ one, shown, with_about = true }: { one: ConsultationView; shown: ConsultationsShown; with_about?: boolean }) {
  const text = useText()
  const format = useFormat()
  const late = is_late(one, shown.now)
  const { state, body, held_unix_ms } = one
  return (
    <article className={`kept ${late ? 'kept-late' : state === 'planned' ? 'kept-waits' : ''}`}>
      <p className="kept-head">
        <span className="kept-title">
          <bdi>{body}</bdi>
        </span>
        <StateBadge tone={late ? 'bad' : (TONES[state] ?? 'plain')}>{text(late ? 'consultation-late' : `consultation-${state}`)}</StateBadge>
      </p>
      {held_unix_ms === null ? null : (
        <p>
          {text(state === 'held' ? 'consultation-held-at' : 'consultation-planned-at')} <Moment unix_ms={held_unix_ms} />{' '}
          <span className="quiet">({format.from_now(held_unix_ms, shown.now)})</span>
        </p>
      )}
      {one.text === '' ? null : (
        <p className="kept-text">
          <bdi>{one.text}</bdi>
        </p>
      )}
      {with_about ? <AboutLine about={shown.about.of(one.about)} /> : null}
      <SignedBy who={shown.colleagues.name_of(one.author)} at_unix_ms={one.at_unix_ms} stands={one.stands} public={one.public} />
      {state === 'planned' && one.stands && shown.may_enter ? (
        <Opens verb={text('consultation-answer')}>{(close) => <ConsultationForm shown={shown} about={null} of={one} leave={close} />}</Opens>
      ) : null}
    </article>
  )
}
