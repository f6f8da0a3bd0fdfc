import type { RoundView } from '../../core/generated/views'
import { useText } from '../../i18n/text'
import { ButtonLink } from '../../ui/Button'
import { AskAct } from '../acting/AskAct'
import { useRoundDates } from './round_dates'
import type { RoundShown } from './use_round'
import { useRoundRead } from './use_round_read'

/** What can be said to the offers, and what ends it. */
export function RoundActs({ view, shown }: { view: RoundView; shown: RoundShown }) {
  const text = useText()
  const dates_of = useRoundDates()
  const { actions, own, other } = shown
  const read = useRoundRead(view, own)
  if (actions === null) return null
  const { round } = view
  const terms = view.amendment ?? view.terms
  // What can't be read is said so: nobody accepts it unseen.
  const dates = terms === null ? text('round-sealed') : `${dates_of(terms).join('; ')}.`
  const reason = { label: text('contact-reason'), description: text('contact-reason-means', { other }), wanted: false }
  return (
    <>
      {actions.accept && read !== null ? (
        <AskAct
          act="accept-round"
          args={(_words, despite, read_then) => ({ round, despite, read: read_then })}
          read={read}
          verb={text('contact-accept')}
          ask={text('contact-ask-accept')}
          means={`${dates} ${text(view.agreed === null ? 'contact-means-accept' : 'contact-means-amend', { other })}`}
          weight="primary"
          great
        />
      ) : null}
      {actions.decline && read === null ? <p>{text('offer-unread')}</p> : null}
      <div className="row">
        {actions.counter ? (
          <ButtonLink href={`/rounds/${encodeURIComponent(round)}/counter`}>{text(view.agreed === null ? 'contact-counter' : 'contact-amend')}</ButtonLink>
        ) : null}
        {actions.decline && read !== null ? (
          <AskAct
            act="decline-round"
            args={(words, _despite, read_then) => ({ round, reason: words, read: read_then })}
            read={read}
            verb={text('contact-decline')}
            ask={text('contact-ask-decline')}
            means={text('contact-means-decline', { other })}
            words={reason}
          />
        ) : null}
        {actions.withdraw ? (
          <AskAct
            act="withdraw-round"
            args={() => ({ round })}
            verb={text('contact-withdraw')}
            ask={text('contact-ask-withdraw')}
            means={text('contact-means-withdraw', { other })}
          />
        ) : null}
        {actions.postpone ? (
          <AskAct
            act="postpone-round"
            args={(words) => ({ round, reason: words })}
            verb={text('contact-postpone')}
            ask={text('round-ask-postpone')}
            means={text('round-means-postpone', { other })}
            words={reason}
          />
        ) : null}
        {actions.cancel ? (
          <AskAct
            act="cancel-round"
            args={(words) => ({ round, reason: words })}
            verb={text('round-cancel')}
            ask={text('round-ask-cancel')}
            means={text('round-means-cancel', { other })}
            words={reason}
          />
        ) : null}
      </div>
    </>
  )
}
