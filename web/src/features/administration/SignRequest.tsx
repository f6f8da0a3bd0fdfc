import { FileTrigger } from 'react-aria-components'

import { short_id } from '../../core/use_people'
import { useFormat } from '../../i18n/format'
import { useLanguage, useText } from '../../i18n/text'
import { useAnnounce } from '../../ui/Announcer'
import { Button, ButtonLink } from '../../ui/Button'
import { Checkbox, Choice } from '../../ui/Choice'
import { ErrorCard } from '../../ui/ErrorCard'
import { Page } from '../../ui/Page'
import { Sign } from '../../ui/Sign'
import { TextField } from '../../ui/TextField'
import { Words } from '../../ui/Words'
import { Moment } from '../../ui/moment'
import { DAYS, type Signing, useSigning } from './use_people_desk'
import './administration.css'

export function AccreditScreen() {
  return <SignRequest signing="first" />
}

export function CountersignScreen() {
  return <SignRequest signing="second" />
}

type State = ReturnType<typeof useSigning>

/** Three steps on one page: the text, the words, the signature. */
function SignRequest({ signing }: { signing: Signing }) {
  const text = useText()
  const state = useSigning(signing)
  const { request, half_signed } = state
  return (
    <Page title={text(signing === 'first' ? 'people-accredit' : 'people-countersign')} narrow>
      <p>{text(`sign-${signing}-means`)}</p>
      {half_signed === null ? (
        <>
          <Take state={state} signing={signing} />
          {state.error === null ? null : <ErrorCard error={state.error} />}
          {request === null ? null : <Compare state={state} signing={signing} />}
        </>
      ) : (
        <HalfSigned state={state} half_signed={half_signed} />
      )}
    </Page>
  )
}

function Take({ state, signing }: { state: State; signing: Signing }) {
  const text = useText()
  return (
    <form
      className="form"
      aria-label={text(`sign-${signing}-take`)}
      onSubmit={(event) => {
        event.preventDefault()
        void state.look(state.pasted)
      }}
    >
      <TextField label={text(`sign-${signing}-take`)} description={text('sign-take-means')} lines value={state.pasted} onChange={state.setPasted} />
      <div className="row">
        <Button type="submit" weight={state.request === null ? 'primary' : 'quiet'} isPending={state.reading} isDisabled={state.pasted.trim() === ''}>
          {text('sign-read')}
        </Button>
        <FileTrigger
          onSelect={(files) => {
            const chosen = files?.[0]
            if (chosen !== undefined) void chosen.text().then(state.look)
          }}
        >
          <Button>{text('sign-file')}</Button>
        </FileTrigger>
      </div>
    </form>
  )
}

function Compare({ state, signing }: { state: State; signing: Signing }) {
  const { text, has } = useLanguage()
  const format = useFormat()
  const { tell } = useAnnounce()
  const { request } = state
  if (request === null) return null
  const { name, device, person, known_person, roles, words, until_unix_ms } = request
  return (
    <section className="card stack" aria-labelledby="compare">
      <h2 id="compare">{text('sign-compare')}</h2>
      <dl className="asked-facts">
        <dt>{text('people-device')}</dt>
        <dd>
          <bdi>{name}</bdi> <span className="quiet fixed-pitch">{short_id(device)}</span>
        </dd>
        <dt>{text('sign-person')}</dt>
        <dd>
          <span className="fixed-pitch">{short_id(person)}</span> {text(known_person ? 'sign-person-known' : 'sign-person-new')}
        </dd>
        <dt>{text('people-roles')}</dt>
        <dd>
          <strong>{format.list(roles.map((role) => (has(`role-${role}`) ? text(`role-${role}`) : role)))}</strong>
        </dd>
        {until_unix_ms === null ? null : (
          <>
            <dt>{text('people-until')}</dt>
            <dd>
              <Moment unix_ms={until_unix_ms} />
            </dd>
          </>
        )}
      </dl>
      <p>{text('sign-words-means')}</p>
      <Words words={words} label={text('sign-words')} />
      <Checkbox on={state.compared} on_change={state.setCompared}>
        {text('sign-compared')}
      </Checkbox>
      {signing === 'first' ? (
        <Choice label={text('sign-days')} options={DAYS.map((key) => ({ key, text: text('sign-days-many', { days: Number(key) }) }))} chosen={state.days} on_choice={state.setDays} />
      ) : null}
      <div className="row">
        <Button
          weight="primary"
          isDisabled={!state.compared}
          isPending={state.busy}
          onPress={() => {
            void state.sign().then((signed) => {
              if (signed) tell(text(`sign-${signing}-done`))
            })
          }}
        >
          {text(`sign-${signing}-do`)}
        </Button>
        <Button onPress={state.drop}>{text('sign-differ')}</Button>
      </div>
      {state.compared ? null : <p className="quiet">{text('sign-lacks-words')}</p>}
    </section>
  )
}

function HalfSigned({ state, half_signed }: { state: State; half_signed: string }) {
  const text = useText()
  const { tell } = useAnnounce()
  return (
    <section className="card stack" aria-labelledby="half-signed">
      <h2 id="half-signed">
        <Sign tone="good" /> {text('half-signed')}
      </h2>
      <p>{text('half-signed-means')}</p>
      <TextField label={text('half-signed-text')} lines isReadOnly value={half_signed} />
      <div className="row">
        <Button
          weight="primary"
          onPress={() => {
            navigator.clipboard.writeText(half_signed).then(
              () => tell(text('request-copied')),
              () => tell(text('request-not-copied')),
            )
          }}
        >
          {text('request-copy')}
        </Button>
        <Button onPress={state.drop}>{text('half-signed-next')}</Button>
        <ButtonLink href="/administration">{text('admin-people')}</ButtonLink>
      </div>
    </section>
  )
}
