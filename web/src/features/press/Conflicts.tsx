import type { PressDraftView } from '../../core/shapes/press'
import { useLanguage } from '../../i18n/text'
import { Sign } from '../../ui/Sign'
import { useFactWords } from './use_press'

/** What a draft claims beside what was signed: contradictions first, each with the signed value. */
export function Conflicts({ draft }: { draft: PressDraftView }) {
  const { text, has } = useLanguage()
  const words = useFactWords()
  if (!draft.compared) return <p className="quiet">{text('facts-not-compared')}</p>
  if (draft.conflicts.length === 0) {
    return (
      <p>
        <Sign tone="good" /> {text('conflicts-none')}
      </p>
    )
  }
  return (
    <div className="conflicts">
      {draft.conflicts.map(({ fact, claimed, signed }) => (
        <div key={fact} className="conflict">
          <p>
            <Sign tone="bad" /> <strong>{has(`fact-${fact}`) ? text(`fact-${fact}`) : fact}</strong>
          </p>
          <dl>
            <dt>{text('conflict-claimed')}</dt>
            <dd>
              <bdi>{words(fact, claimed)}</bdi>
            </dd>
            <dt>{text('conflict-signed')}</dt>
            <dd>
              <bdi>{words(fact, signed)}</bdi>
            </dd>
          </dl>
        </div>
      ))}
      {draft.contradiction_reason === null ? null : (
        <p>
          {text('conflict-reason')} <bdi>{draft.contradiction_reason}</bdi>
        </p>
      )}
    </div>
  )
}
