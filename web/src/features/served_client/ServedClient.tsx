import type { ServedClient, ServedFile } from '../../core/served_client'
import { useText } from '../../i18n/text'
import { Button, ButtonLink } from '../../ui/Button'
import { ErrorCard } from '../../ui/ErrorCard'
import { Page } from '../../ui/Page'
import type { Tone } from '../../ui/Sign'
import { StateBadge } from '../../ui/StateBadge'
import { Table } from '../../ui/Table'
import { Words } from '../../ui/Words'
import { CompareDevice, Alarming } from './CompareDevice'
import { type Verdict, useServedClient } from './use_served_client'
import '../../ui/command.css'
import './served_client.css'

const TONES: Record<Verdict, Tone> = { good: 'good', older: 'warn', bad: 'bad' }
const SHORT_DIGITS = 16

/** What this browser was served as its desk, and whether another device was served the same. */
export function ServedClientScreen() {
  const text = useText()
  const state = useServedClient()
  const { client, verdict, error, looking, again } = state
  return (
    <Page title={text('served-client')} narrow>
      <p>{text('served-means')}</p>
      <div role="status">
        {looking ? <p>{text('served-looking')}</p> : null}
        {verdict === null || client === null ? null : (
          <p>
            <StateBadge tone={TONES[verdict]}>{text(`served-${verdict}`, { count: verdict === 'bad' ? state.wrong.length : client.files.length })}</StateBadge>
          </p>
        )}
      </div>
      {error === null ? null : <ErrorCard error={error} again={again} />}
      {verdict === 'older' ? <p>{text('served-older-do')}</p> : null}
      {verdict === 'bad' ? (
        <Alarming headline={text('served-bad-headline')}>
          <WrongFiles files={state.wrong} />
        </Alarming>
      ) : null}
      {client === null ? null : (
        <>
          <Fingerprint client={client} copy={state.copy} />
          <CompareDevice state={state} />
          <AllFiles files={client.files} />
        </>
      )}
      <section className="stack" aria-labelledby="served-limits">
        <h2 id="served-limits">{text('served-limits')}</h2>
        <p>{text('served-limits-page')}</p>
        <p>{text('served-limits-doctor')}</p>
        <pre className="command">detente doctor</pre>
        <p>{text('served-limits-published')}</p>
      </section>
      <div className="row">
        <Button onPress={again} isDisabled={looking}>
          {text('served-again')}
        </Button>
        <ButtonLink href="/device-test">{text('nav-device-test')}</ButtonLink>
      </div>
    </Page>
  )
}

function Fingerprint({ client: { fingerprint }, copy }: { client: ServedClient; copy: () => void }) {
  const text = useText()
  return (
    <section className="stack" aria-labelledby="served-fingerprint">
      <h2 id="served-fingerprint">{text('served-fingerprint')}</h2>
      <p>{text('served-fingerprint-means')}</p>
      <Words words={fingerprint.words} label={text('served-fingerprint')} />
      <details>
        <summary>{text('served-number')}</summary>
        <p className="quiet">{text('served-number-means')}</p>
        <code className="fixed-pitch served-number" dir="ltr">
          {fingerprint.sha256}
        </code>
      </details>
      <div>
        <Button onPress={copy}>{text('served-copy')}</Button>
      </div>
    </section>
  )
}

function WrongFiles({ files }: { files: readonly ServedFile[] }) {
  const text = useText()
  return (
    <ul>
      {files.map(({ address, state }) => (
        <li key={address}>
          <code className="fixed-pitch">{address}</code>: {text(`served-file-${state}`)}
        </li>
      ))}
    </ul>
  )
}

/** For whoever compares one by one. */
function AllFiles({ files }: { files: readonly ServedFile[] }) {
  const text = useText()
  return (
    <details className="card">
      <summary>{text('served-files', { count: files.length })}</summary>
      <Table
        caption={text('served-files', { count: files.length })}
        rows={files}
        id_of={({ address }) => address}
        columns={[
          { id: 'address', title: text('served-file'), cell: ({ address }) => <code className="fixed-pitch">{address}</code> },
          { id: 'sha256', title: text('served-file-hash'), cell: ({ sha256 }) => <code className="fixed-pitch">{sha256?.slice(0, SHORT_DIGITS) ?? ''}</code> },
          { id: 'state', title: text('served-file-state'), cell: ({ state }) => text(`served-file-${state}`) },
        ]}
      />
    </details>
  )
}
