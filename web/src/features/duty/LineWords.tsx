import { useView } from '../../core/hooks'
import { useText } from '../../i18n/text'
import { ErrorCard } from '../../ui/ErrorCard'
import { Page } from '../../ui/Page'
import { Words } from '../../ui/Words'
import { DutyParts } from './DutyParts'
import './duty.css'

const NOTHING: Record<string, never> = {}

/** Verification: each officer reads the own words, the other follows on the screen. */
export function LineWordsScreen() {
  const text = useText()
  const { data, error, loading, again } = useView('line-words', NOTHING)
  const other = data?.other ?? null
  return (
    <Page title={text('duty-words')} narrow>
      <DutyParts />
      <p>{text('words-how')}</p>
      {error === null ? null : <ErrorCard error={error} again={again} />}
      {loading ? <p role="status">{text('loading')}</p> : null}
      {data === null ? null : (
        <>
          <section className="card stack" aria-labelledby="own-words">
            <h2 id="own-words">{text('words-ours', { side: data.own.side })}</h2>
            <Words words={data.own.words} label={text('words-ours', { side: data.own.side })} />
          </section>
          {other === null ? (
            <p>{text('words-no-line')}</p>
          ) : (
            <section className="card stack" aria-labelledby="their-words">
              <h2 id="their-words">{text('words-theirs', { side: other.side })}</h2>
              <Words words={other.words} label={text('words-theirs', { side: other.side })} />
            </section>
          )}
          <p>
            <strong>{text('line-words-differ')}</strong>
          </p>
          <p className="quiet">{text('words-call')}</p>
        </>
      )}
    </Page>
  )
}
