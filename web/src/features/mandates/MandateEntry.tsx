import type { MandateView } from '../../core/generated/views'
import { useText } from '../../i18n/text'
import { AboutLine, SignedBy } from '../inside/Entry'
import { Opens } from '../inside/InsideForm'
import { MandateForm } from './MandateForm'
import type { MandatesShown } from './use_mandates'

/** What our delegation may agree to, and what it takes home first. */
export function MandateEntry({ mandate, shown, with_about = true }: { mandate: MandateView; shown: MandatesShown; with_about?: boolean }) {
  const text = useText()
  const points = [
    { id: 'mandate-may-agree', all: mandate.may_agree },
    { id: 'mandate-refers', all: mandate.refers },
  ]
  return (
    <article className="kept">
      {with_about ? <AboutLine about={shown.about.of(mandate.about)} /> : null}
      <p className="kept-text">
        <bdi>{mandate.text}</bdi>
      </p>
      {points.map(({ id, all }) =>
        all.length === 0 ? null : (
          <div key={id} className="stack-small">
            <p className="kept-title">{text(id)}</p>
            <ul className="kept-points">
              {all.map((point) => (
                <li key={point}>
                  <bdi>{point}</bdi>
                </li>
              ))}
            </ul>
          </div>
        ),
      )}
      <SignedBy who={shown.colleagues.name_of(mandate.author)} at_unix_ms={mandate.at_unix_ms} stands={mandate.stands} public={mandate.public} />
      {shown.gives ? (
        <Opens verb={text('mandate-change')}>{(close) => <MandateForm shown={shown} round={mandate.about} of={mandate} leave={close} />}</Opens>
      ) : null}
    </article>
  )
}
