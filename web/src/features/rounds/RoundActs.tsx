import type { RoundView } from '../../core/shapes/round'
import { useText } from '../../i18n/text'
import { AskAct } from '../acting/AskAct'
import type { RoundShown } from './use_round'

/** What can be said to the offers, and what ends it. */
export function RoundActs({ view, shown }: { view: RoundView; shown: RoundShown }) {
  const text = useText()
  const { actions, other } = shown
  if (actions === null) return null
  const { round } = view
  const reason = { label: text('contact-reason'), description: text('contact-reason-means', { other }), wanted: false }
  return (
    <>
      {actions.accept ? (
        <AskAct
          act="accept-round"
          args={(_words, despite) => ({ round, despite })}
          verb={text('contact-accept')}
          ask={text('contact-ask-accept')}
          means={text(view.agreed === null ? 'contact-means-accept' : 'contact-means-amend', { other })}
          weight="primary"
          great
        />
      ) : null}
      <div className="row">
        {actions.decline ? (
          <AskAct
            act="decline-round"
            args={(words) => ({ round, reason: words })}
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
