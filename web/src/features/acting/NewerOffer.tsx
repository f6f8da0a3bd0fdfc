import { useText } from '../../i18n/text'
import { type Read, changes_between } from './offer_changes'
import './newer_offer.css'

/** What was read is no longer what waits: that nothing was signed, and what is different now. */
export function NewerOffer({ read, now, other }: { read: Read; now: Read | null; other: string }) {
  const text = useText()
  const changes = now === null || now.record === read.record ? [] : changes_between(read.lines, now.lines)
  return (
    <div role="alert" className="stack">
      <p>{text(now === null ? 'newer-offer-gone' : 'newer-offer-means', { other })}</p>
      {changes.length === 0 ? null : (
        <>
          <p className="quiet">{text('paper-diff-legend')}</p>
          <dl className="newer-offer">
            {changes.map(({ name, pieces }) => (
              <div key={name}>
                <dt>{name}</dt>
                <dd>
                  <Pieces pieces={pieces} />
                </dd>
              </div>
            ))}
          </dl>
        </>
      )}
      {now !== null && now.record !== read.record && changes.length === 0 ? <p>{text('newer-offer-same-words')}</p> : null}
    </div>
  )
}

export function Pieces({ pieces }: { pieces: readonly { what: string; text: string }[] }) {
  const text = useText()
  return pieces.map(({ what, text: words }, at) =>
    what === 'same' ? (
      <span key={at}>{words}</span>
    ) : what === 'removed' ? (
      <del key={at}>
        <span className="only-heard">{text('diff-removed')} </span>
        {words}
      </del>
    ) : (
      <ins key={at}>
        <span className="only-heard">{text('diff-added')} </span>
        {words}
      </ins>
    ),
  )
}
