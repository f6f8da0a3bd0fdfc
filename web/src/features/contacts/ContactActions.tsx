import type { ContactView } from '../../core/shapes/contact'
import { useFormat } from '../../i18n/format'
import { useText } from '../../i18n/text'
import { local_at, useWhenWords } from '../../i18n/when'
import { Button, ButtonLink } from '../../ui/Button'
import { Confirm } from '../../ui/Dialog'
import { ErrorCard } from '../../ui/ErrorCard'
import { HardHours } from '../../ui/HardHours'
import { TextField } from '../../ui/TextField'
import { NewerOffer } from '../acting/NewerOffer'
import type { ContactAction } from './contact_actions'
import { useOfferRead } from './use_offer_read'
import { WITH_REASON, useContactActs } from './use_contact_acts'
import type { ContactShown } from './use_contact'

/** The one thing that is awaited, large; what else can be said; and, apart, what ends it. */
export function ContactActions({ shown, view }: { shown: ContactShown; view: ContactView }) {
  const text = useText()
  const read = useOfferRead(view, shown)
  const acts = useContactActs(view.contact, read)
  const { actions, other } = shown
  if (actions === null) return null
  const { main, others, ending, unread } = actions
  return (
    <>
      {unread ? <p>{text('offer-unread')}</p> : null}
      {main === null ? null : (
        <Button weight="primary" great onPress={() => acts.ask(main)}>
          {text(`contact-${main}`)}
        </Button>
      )}
      {others.length === 0 ? null : (
        <div className="row">
          {others.map((action) =>
            action === 'counter' ? (
              <ButtonLink key={action} href={`/contacts/${encodeURIComponent(view.contact)}/counter`}>
                {text(view.agreed === null ? 'contact-counter' : 'contact-amend')}
              </ButtonLink>
            ) : (
              <Button key={action} onPress={() => acts.ask(action)}>
                {text(`contact-${action}`)}
              </Button>
            ),
          )}
        </div>
      )}
      {ending.length === 0 ? null : (
        <div className="row">
          {ending.map((action) => (
            <Button key={action} onPress={() => acts.ask(action)}>
              {text(`contact-${action}`)}
            </Button>
          ))}
        </div>
      )}
      {acts.asked === null ? null : (
        <Confirm
          title={text(acts.newer === null ? `contact-ask-${acts.asked}` : 'newer-offer')}
          open
          on_close={acts.close}
          verb={text(acts.newer === null ? `contact-sign-${acts.asked}` : 'newer-offer-look')}
          weight={main === acts.asked || acts.newer !== null ? 'primary' : 'danger'}
          busy={acts.busy}
          on_confirm={() => {
            if (acts.newer !== null) acts.close()
            else if (acts.asked !== null) void acts.send(acts.asked)
          }}
        >
          {acts.newer === null ? null : <NewerOffer read={acts.newer} now={read} other={other} />}
          {acts.error === null || acts.newer !== null ? null : <ErrorCard error={acts.error} />}
          {acts.newer === null ? <Meant action={acts.asked} view={view} shown={shown} /> : null}
          {acts.newer === null && WITH_REASON.includes(acts.asked) ? (
            <TextField
              label={text('contact-reason')}
              description={text('contact-reason-means', { other })}
              value={acts.reason}
              onChange={acts.set_reason}
              lines
            />
          ) : null}
        </Confirm>
      )}
    </>
  )
}

/** What it means to sign it, in words. */
function Meant({ action, view, shown }: { action: ContactAction; view: ContactView; shown: ContactShown }) {
  const text = useText()
  const format = useFormat()
  const when_words = useWhenWords()
  const { local, offer, offered, other, sides } = shown
  const amended = action === 'accept' && view.agreed !== null
  // Of what waits for us, where both sides offered at once.
  const meant = action === 'accept' || action === 'decline' ? offered : null
  const medium = amended ? meant?.medium : (meant?.medium ?? view.medium)
  const duration = amended ? meant?.duration_min : (meant?.duration_min ?? view.duration_min)
  const when = amended || meant !== null ? local_at(offer?.start_unix_ms ?? 0, sides) : local
  const words = [
    ...(medium === undefined || medium === null ? [] : [text(`medium-${medium}`)]),
    ...(when.length === 0 ? [] : [when_words(when)]),
    ...(duration === undefined || duration === null ? [] : [format.minutes(duration)]),
  ]
  const public_part = amended ? meant?.public_part : (meant?.public_part ?? view.public_part)
  return (
    <>
      {action === 'withdraw' ? null : (
        <p>
          <strong>{words.join('; ')}.</strong>{' '}
          {public_part === undefined || public_part === null ? null : text(`public-part-${public_part}`)}
        </p>
      )}
      {action !== 'accept' || meant === null || when.length === 0 ? null : <HardHours held={meant} local={when} />}
      <p>{text(amended ? 'contact-means-amend' : `contact-means-${action}`, { other })}</p>
      {amended && (meant?.terms ?? null) === null ? <p>{text('contact-amendment-unread')}</p> : null}
    </>
  )
}
