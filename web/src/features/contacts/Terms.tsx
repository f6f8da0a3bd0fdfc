import type { TermsView } from '../../core/shapes/contact'
import { useFormat } from '../../i18n/format'
import { useText } from '../../i18n/text'
import { useLanguageNames } from '../../i18n/languages'

interface TermsProps {
  view: {
    medium: string | null
    public_part: string | null
    duration_min: number | null
    terms: TermsView | null
    proposed_by?: string
    held_outside?: boolean
  }
  heading?: boolean
}

/** What is agreed or offered, without its time. */
export function Terms({ view, heading = true }: TermsProps) {
  const text = useText()
  const format = useFormat()
  const language_names = useLanguageNames()
  const { medium, public_part, duration_min, terms, proposed_by } = view
  return (
    <section className="stack" aria-label={text(heading ? 'contact-terms' : 'contact-terms-new')}>
      {heading ? <h2>{text('contact-terms')}</h2> : null}
      <dl className="facts">
        {medium === null ? null : (
          <>
            <dt>{text('term-medium')}</dt>
            <dd>{text(`medium-means-${medium}`)}</dd>
          </>
        )}
        {public_part === null ? null : (
          <>
            <dt>{text('term-public-part')}</dt>
            <dd>{text(`public-part-${public_part}`)}</dd>
          </>
        )}
        {duration_min === null ? null : (
          <>
            <dt>{text('term-duration')}</dt>
            <dd>{format.minutes(duration_min)}</dd>
          </>
        )}
        {proposed_by === undefined ? null : (
          <>
            <dt>{text(view.held_outside === true ? 'contact-entered-by' : 'term-proposed-by')}</dt>
            <dd>
              <bdi>{proposed_by}</bdi>
            </dd>
          </>
        )}
        {terms === null ? null : (
          <>
            <dt>{text('term-initiative')}</dt>
            <dd>
              {terms.initiative_of === null ? (
                text(`initiative-${terms.initiative}`)
              ) : (
                <>
                  <bdi>{terms.initiative_of}</bdi> {text('initiative-of-side')}
                </>
              )}
            </dd>
            <dt>{text('term-languages')}</dt>
            <dd>
              <bdi>{terms.languages.length === 0 ? text('languages-unsaid') : format.list(terms.languages.map(language_names))}</bdi>
            </dd>
            <dt>{text('term-format')}</dt>
            <dd>{text(`format-${terms.format}`)}</dd>
            <dt>{text('term-voice-depth')}</dt>
            <dd>{text('voice-depth', { depth: terms.voice_depth })}</dd>
          </>
        )}
      </dl>
      {terms === null && view.held_outside !== true ? <p className="quiet">{text('contact-terms-sealed')}</p> : null}
    </section>
  )
}
