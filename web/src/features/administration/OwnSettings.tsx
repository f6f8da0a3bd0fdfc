import { useState } from 'react'

import { useAct, useReady, useView } from '../../core/hooks'
import type { CalendarLinkView, MailView } from '../../core/shapes/administration'
import { useFormat } from '../../i18n/format'
import { useText } from '../../i18n/text'
import { useAnnounce } from '../../ui/Announcer'
import { Button } from '../../ui/Button'
import { Confirm } from '../../ui/Dialog'
import { ErrorCard } from '../../ui/ErrorCard'
import { Page } from '../../ui/Page'
import { Sign } from '../../ui/Sign'
import { TextField } from '../../ui/TextField'
import { Moment } from '../../ui/moment'
import { OwnPasskey } from './OwnPasskey'
import './administration.css'

const NOTHING: Record<string, never> = {}

/** What the person is told outside the desk: by mail, and in the own calendar. */
export function OwnSettingsScreen() {
  const text = useText()
  const mail = useView('mail', NOTHING)
  const link = useView('calendar-link', NOTHING)
  const error = mail.error ?? link.error
  return (
    <Page title={text('nav-own-settings')} narrow>
      {error === null ? null : <ErrorCard error={error} again={mail.again} />}
      {mail.data === null ? null : <Mail key={mail.data.address} mail={mail.data} />}
      {link.data === null ? null : <CalendarLink link={link.data} />}
      <OwnPasskey />
    </Page>
  )
}

/** One @ with something on both sides; what else is an address the mail server knows. */
export function is_address(text: string): boolean {
  return /^[^\s@]+@[^\s@]+$/.test(text)
}

function Mail({ mail }: { mail: MailView }) {
  const text = useText()
  const format = useFormat()
  const { tell } = useAnnounce()
  const set = useAct('set-mail-address')
  const drop = useAct('drop-mail-address')
  const [address, setAddress] = useState(mail.address ?? '')
  const [tried, setTried] = useState(false)
  const wrong = !is_address(address.trim())
  return (
    <section className="card stack" aria-labelledby="mail">
      <h2 id="mail">{text('mail')}</h2>
      {mail.on ? <p>{text(mail.facts ? 'mail-with-facts' : 'mail-bare')}</p> : <p>{text('mail-off')}</p>}
      {mail.on ? (
        <form
          className="form"
          onSubmit={(event) => {
            event.preventDefault()
            setTried(true)
            if (wrong) return
            void set.act({ address: address.trim() }).then((done) => {
              if (done !== null) tell(text('mail-set'))
            })
          }}
        >
          <TextField
            label={text('mail-address')}
            {...(mail.domains.length === 0 ? {} : { description: text('mail-domains', { domains: format.list(mail.domains) }) })}
            type="email"
            autoComplete="email"
            value={address}
            onChange={setAddress}
            error={tried && wrong ? text('mail-wrong') : null}
          />
          <div className="row">
            <Button type="submit" weight="primary" isPending={set.busy}>
              {text('mail-keep')}
            </Button>
            {mail.address === null ? null : (
              <Button
                isPending={drop.busy}
                onPress={() => {
                  void drop.act(NOTHING).then((done) => {
                    if (done !== null) tell(text('mail-dropped'))
                  })
                }}
              >
                {text('mail-drop')}
              </Button>
            )}
          </div>
        </form>
      ) : null}
      {set.error === null ? null : <ErrorCard error={set.error} />}
      {drop.error === null ? null : <ErrorCard error={drop.error} />}
      {mail.dead === 0 ? null : (
        <p>
          <Sign tone="warn" /> {text('mail-dead', { count: mail.dead })}
        </p>
      )}
    </section>
  )
}

function CalendarLink({ link }: { link: CalendarLinkView }) {
  const text = useText()
  const { side } = useReady()
  const { tell } = useAnnounce()
  const make = useAct('make-calendar-link')
  const drop = useAct('drop-calendar-link')
  const [told, setTold] = useState<string | null>(null)
  const [asking, setAsking] = useState<'make' | 'drop' | null>(null)
  const stands = link.zone !== null
  const do_make = () => {
    void make.act({ zone: side.zone }).then((done) => {
      setAsking(null)
      if (done !== null) setTold(done.told ?? '')
    })
  }
  return (
    <section className="card stack" aria-labelledby="calendar">
      <h2 id="calendar">{text('calendar')}</h2>
      <p>{text('calendar-means')}</p>
      {stands ? (
        <p>
          <Sign tone="good" /> {text('calendar-stands', { zone: link.zone ?? '' })} {link.made_unix_ms === null ? null : <Moment unix_ms={link.made_unix_ms} />}
        </p>
      ) : (
        <p>{text('calendar-none')}</p>
      )}
      {told === null ? null : (
        <>
          <TextField label={text('calendar-address')} description={text('calendar-once')} isReadOnly value={told} />
          <div>
            <Button
              onPress={() => {
                navigator.clipboard.writeText(told).then(
                  () => tell(text('calendar-copied')),
                  () => tell(text('request-not-copied')),
                )
              }}
            >
              {text('request-copy')}
            </Button>
          </div>
        </>
      )}
      <div className="row">
        <Button weight={stands ? 'quiet' : 'primary'} isPending={make.busy} onPress={() => (stands ? setAsking('make') : do_make())}>
          {text(stands ? 'calendar-anew' : 'calendar-make')}
        </Button>
        {stands ? <Button onPress={() => setAsking('drop')}>{text('calendar-drop')}</Button> : null}
      </div>
      {make.error === null ? null : <ErrorCard error={make.error} />}
      {drop.error === null ? null : <ErrorCard error={drop.error} />}
      <Confirm title={text('calendar-anew-title')} open={asking === 'make'} on_close={() => setAsking(null)} verb={text('calendar-anew')} weight="primary" busy={make.busy} on_confirm={do_make}>
        <p>{text('calendar-anew-means')}</p>
      </Confirm>
      <Confirm
        title={text('calendar-drop-title')}
        open={asking === 'drop'}
        on_close={() => setAsking(null)}
        verb={text('calendar-drop')}
        busy={drop.busy}
        on_confirm={() => {
          void drop.act(NOTHING).then((done) => {
            setAsking(null)
            if (done === null) return
            setTold(null)
            tell(text('calendar-dropped'))
          })
        }}
      >
        <p>{text('calendar-drop-means')}</p>
      </Confirm>
    </section>
  )
}
