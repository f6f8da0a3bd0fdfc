import type { JointView } from '../../core/generated/views'
import { useText } from '../../i18n/text'
import { ButtonLink } from '../../ui/Button'
import { AskAct } from '../acting/AskAct'
import { type JointShown, useJointRead } from './use_joint'

/** What can be said to the text that is shown, and what ends it. */
export function JointActs({ view, shown }: { view: JointView; shown: JointShown }) {
  const text = useText()
  const { actions, other } = shown
  const read = useJointRead(view, actions?.answers ?? null)
  if (actions === null) return null
  const { joint_statement } = view
  const reason = { label: text('contact-reason'), description: text('joint-reason-means', { other }), wanted: false }
  return (
    <>
      {actions.amended_unseen ? <p>{text('text-amended-unseen', { other })}</p> : null}
      {read === null ? null : (
        <AskAct
          act="accept-joint-statement"
          args={(_words, _despite, as_read) => ({ joint_statement, read: as_read })}
          read={read}
          verb={text('contact-accept')}
          ask={text('joint-ask-accept')}
          means={text('joint-means-accept', { other })}
          weight="primary"
          great
        />
      )}
      <div className="row">
        {actions.counter ? <ButtonLink href={`/joint-statements/${encodeURIComponent(joint_statement)}/counter`}>{text('text-counter')}</ButtonLink> : null}
        {read === null ? null : (
          <AskAct
            act="decline-joint-statement"
            args={(words, _despite, as_read) => ({ joint_statement, reason: words, read: as_read })}
            read={read}
            verb={text('contact-decline')}
            ask={text('contact-ask-decline')}
            means={text('contact-means-decline', { other })}
            words={reason}
          />
        )}
        {actions.withdraw ? (
          <AskAct
            act="withdraw-joint-statement"
            args={() => ({ joint_statement })}
            verb={text('contact-withdraw')}
            ask={text('contact-ask-withdraw')}
            means={text('contact-means-withdraw', { other })}
          />
        ) : null}
        {actions.cancel ? (
          <AskAct
            act="cancel-joint-statement"
            args={(words) => ({ joint_statement, reason: words })}
            verb={text('joint-cancel')}
            ask={text('joint-ask-cancel')}
            means={text('joint-means-cancel', { other })}
            words={reason}
          />
        ) : null}
      </div>
    </>
  )
}
