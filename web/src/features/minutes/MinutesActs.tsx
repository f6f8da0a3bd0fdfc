import type { MinutesView } from '../../core/generated/views'
import { useText } from '../../i18n/text'
import { ButtonLink } from '../../ui/Button'
import { AskAct } from '../acting/AskAct'
import { type MinutesShown, useMinutesRead } from './use_minutes'

/** What can be said to the text that is shown, and what ends it. */
export function MinutesActs({ view, shown }: { view: MinutesView; shown: MinutesShown }) {
  const text = useText()
  const { actions, other } = shown
  const read = useMinutesRead(view, actions?.answers ?? null)
  if (actions === null) return null
  const { minutes } = view
  const reason = { label: text('contact-reason'), description: text('contact-reason-means', { other }), wanted: false }
  return (
    <>
      {actions.amended_unseen ? <p>{text('text-amended-unseen', { other })}</p> : null}
      {read === null ? null : (
        <AskAct
          act="accept-minutes"
          args={(_words, _despite, as_read) => ({ minutes, read: as_read })}
          read={read}
          verb={text('contact-accept')}
          ask={text('minutes-ask-accept')}
          means={text('text-means-accept', { other })}
          weight="primary"
          great
        />
      )}
      <div className="row">
        {actions.counter ? <ButtonLink href={`/minutes/${encodeURIComponent(minutes)}/counter`}>{text('text-counter')}</ButtonLink> : null}
        {read === null ? null : (
          <AskAct
            act="decline-minutes"
            args={(words, _despite, as_read) => ({ minutes, reason: words, read: as_read })}
            read={read}
            verb={text('contact-decline')}
            ask={text('contact-ask-decline')}
            means={text('contact-means-decline', { other })}
            words={reason}
          />
        )}
        {actions.withdraw ? (
          <AskAct
            act="withdraw-minutes"
            args={() => ({ minutes })}
            verb={text('contact-withdraw')}
            ask={text('contact-ask-withdraw')}
            means={text('contact-means-withdraw', { other })}
          />
        ) : null}
        {actions.cancel ? (
          <AskAct
            act="cancel-minutes"
            args={(words) => ({ minutes, reason: words })}
            verb={text('minutes-cancel')}
            ask={text('minutes-ask-cancel')}
            means={text('text-means-cancel', { other })}
            words={reason}
          />
        ) : null}
      </div>
    </>
  )
}
