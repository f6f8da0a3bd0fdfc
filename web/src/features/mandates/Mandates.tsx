import { useText } from '../../i18n/text'
import { Empty } from '../../ui/Empty'
import { ErrorCard } from '../../ui/ErrorCard'
import { Page } from '../../ui/Page'
import { InsideParts } from '../inside/InsideParts'
import { Opens } from '../inside/InsideForm'
import { MandateEntry } from './MandateEntry'
import { MandateForm } from './MandateForm'
import { type MandatesShown, useMandates } from './use_mandates'
import '../contacts/contacts.css'

/** What delegations of the own side may do, round by round. */
export function MandatesScreen() {
  const text = useText()
  const shown = useMandates()
  const { gives, about, empty, error, loading, again } = shown
  return (
    <Page title={text('mandates')} narrow>
      <InsideParts />
      <p className="quiet">{text('mandates-means')}</p>
      {error === null ? null : <ErrorCard error={error} again={again} />}
      {loading ? <p role="status">{text('loading')}</p> : null}
      {gives && about.rounds.length > 0 ? (
        <Opens verb={text('mandate-give')} weight="primary">
          {(close) => <MandateForm shown={shown} round={null} of={null} leave={close} />}
        </Opens>
      ) : null}
      {empty ? <Empty>{text(about.rounds.length === 0 ? 'mandates-no-round' : 'mandates-none')}</Empty> : null}
      <MandateList shown={shown} />
    </Page>
  )
}

function MandateList({ shown }: { shown: MandatesShown }) {
  return (
    <ul className="kept-list">
      {shown.mandates.map((mandate) => (
        <li key={mandate.record}>
          <MandateEntry mandate={mandate} shown={shown} />
        </li>
      ))}
    </ul>
  )
}

/** On a round's own page. */
export function MandatesOfRound({ round }: { round: string }) {
  const text = useText()
  const shown = useMandates(round)
  if (shown.empty && !shown.gives) return null
  return (
    <section className="stack" aria-labelledby="round-mandates">
      <h2 id="round-mandates">{text('mandates')}</h2>
      <p className="quiet">{text('mandates-means')}</p>
      {shown.error === null ? null : <ErrorCard error={shown.error} again={shown.again} />}
      {shown.mandates.length === 0 ? (
        <Opens verb={text('mandate-give')}>{(close) => <MandateForm shown={shown} round={round} of={null} leave={close} />}</Opens>
      ) : (
        <MandateList shown={shown} />
      )}
    </section>
  )
}
