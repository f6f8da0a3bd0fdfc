import { place_of } from '../../app/places'
import { useText } from '../../i18n/text'
import { ButtonLink } from '../../ui/Button'
import { AskAct } from './AskAct'
import type { TextActions } from './agreement'
import type { Read } from './offer_changes'

/** A text that both sides sign: which it is, as its acts name it. */
type Named = { noun: 'minutes'; subject: { minutes: string } } | { noun: 'joint-statement'; subject: { joint_statement: string } }

/** Where the words of the two differ. */
const WORDS = {
  minutes: {
    reason: 'contact-reason-means',
    accept: 'minutes-ask-accept',
    accept_means: 'text-means-accept',
    cancel: 'minutes-cancel',
    cancel_ask: 'minutes-ask-cancel',
    cancel_means: 'text-means-cancel',
  },
  'joint-statement': {
    reason: 'joint-reason-means',
    accept: 'joint-ask-accept',
    accept_means: 'joint-means-accept',
    cancel: 'joint-cancel',
    cancel_ask: 'joint-ask-cancel',
    cancel_means: 'joint-means-cancel',
  },
} as const

interface TextActsProps {
  of: Named
  actions: TextActions | null
  other: string
  /** What is accepted or declined, as the page shows it. */
  read: Read | null
}

/** What can be said to the text that is shown, and what ends it. */
export function TextActs({ of: { noun, subject }, actions, other, read }: TextActsProps) {
  const text = useText()
  if (actions === null) return null
  const words = WORDS[noun]
  const reason = { label: text('contact-reason'), description: text(words.reason, { other }), wanted: false }
  const [id = ''] = Object.values(subject)
  return (
    <>
      {actions.amended_unseen ? <p>{text('text-amended-unseen', { other })}</p> : null}
      {read === null ? null : (
        <AskAct
          act={`accept-${noun}`}
          args={(_words, _despite, as_read) => ({ ...subject, read: as_read })}
          read={read}
          verb={text('contact-accept')}
          ask={text(words.accept)}
          means={text(words.accept_means, { other })}
          weight="primary"
          great
        />
      )}
      <div className="row">
        {actions.counter ? <ButtonLink href={`${place_of(noun, id)}/counter`}>{text('text-counter')}</ButtonLink> : null}
        {read === null ? null : (
          <AskAct
            act={`decline-${noun}`}
            args={(said, _despite, as_read) => ({ ...subject, reason: said, read: as_read })}
            read={read}
            verb={text('contact-decline')}
            ask={text('contact-ask-decline')}
            means={text('contact-means-decline', { other })}
            words={reason}
          />
        )}
        {actions.withdraw ? (
          <AskAct
            act={`withdraw-${noun}`}
            args={() => subject}
            verb={text('contact-withdraw')}
            ask={text('contact-ask-withdraw')}
            means={text('contact-means-withdraw', { other })}
          />
        ) : null}
        {actions.cancel ? (
          <AskAct
            act={`cancel-${noun}`}
            args={(said) => ({ ...subject, reason: said })}
            verb={text(words.cancel)}
            ask={text(words.cancel_ask)}
            means={text(words.cancel_means, { other })}
            words={reason}
          />
        ) : null}
      </div>
    </>
  )
}
