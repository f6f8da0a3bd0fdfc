import { useView } from '../../core/hooks'
import { useFormat } from '../../i18n/format'
import { useText } from '../../i18n/text'
import { ErrorCard } from '../../ui/ErrorCard'
import { Page } from '../../ui/Page'
import { StateBadge } from '../../ui/StateBadge'
import { Words } from '../../ui/Words'
import { useWhyDown } from '../duty/use_why_down'
import { AdministrationParts } from './AdministrationParts'
import './administration.css'

const NOTHING: Record<string, never> = {}
/** Clocks this far apart are told of; above five minutes nothing new is agreed. */
const SKEW_TOLD_MS = 2_000
const SKEW_MAX_MS = 300_000

export function LineScreen() {
  const text = useText()
  const format = useFormat()
  const { data: line, error, loading, again } = useView('line-detail', NOTHING)
  const why_down = useWhyDown()
  const skew = Math.abs(line?.skew_ms ?? 0)
  const waiting = line === null ? 0 : line.own_entries - line.receipted
  return (
    <Page title={text('admin-line')} narrow>
      <AdministrationParts />
      {error === null ? null : <ErrorCard error={error} again={again} />}
      {loading ? <p role="status">{text('loading')}</p> : null}
      {line === null ? null : (
        <>
          <section className="card stack" aria-labelledby="line-state">
            <h2 id="line-state">{line.name === null ? text('words-no-line') : <bdi>{line.name}</bdi>}</h2>
            <dl className="asked-facts">
              <dt>{text('state')}</dt>
              <dd>
                <StateBadge tone={line.up ? 'good' : 'bad'}>{text(line.up ? 'staging-line-up' : 'staging-line-down')}</StateBadge>{' '}
                {line.up ? null : why_down(line.reason_code)}
              </dd>
              <dt>{text('line-entries')}</dt>
              <dd>{text('line-entries-ours', { ours: line.own_entries, receipted: line.receipted, theirs: line.other_entries })}</dd>
              <dt>{text('line-waiting')}</dt>
              <dd>
                <StateBadge tone={waiting === 0 ? 'good' : 'warn'}>{format.number(waiting)}</StateBadge>
              </dd>
              <dt>{text('line-skew')}</dt>
              <dd>
                {line.skew_ms === null ? (
                  text('line-skew-unknown')
                ) : (
                  <StateBadge tone={skew > SKEW_MAX_MS ? 'bad' : skew >= SKEW_TOLD_MS ? 'warn' : 'good'}>{text('line-skew-ms', { ms: format.number(line.skew_ms) })}</StateBadge>
                )}
              </dd>
              <dt>{text('line-misbehaviour')}</dt>
              <dd>
                <StateBadge tone={line.misbehaviour === 0 ? 'good' : 'bad'}>{format.number(line.misbehaviour)}</StateBadge>
              </dd>
            </dl>
          </section>
          <section className="card stack" aria-labelledby="line-own">
            <h2 id="line-own">{text('line-words-own', { side: line.own_words.side })}</h2>
            <Words words={line.own_words.words} label={text('line-words-own', { side: line.own_words.side })} />
            {line.other_words === null ? null : (
              <>
                <h2>{text('line-words-other', { side: line.other_words.side })}</h2>
                <Words words={line.other_words.words} label={text('line-words-other', { side: line.other_words.side })} />
              </>
            )}
          </section>
        </>
      )}
    </Page>
  )
}
