import { FileTrigger } from 'react-aria-components'

import { useReady, useView } from '../../core/hooks'
import type { Capital, CapitalDays } from '../../core/shapes/capitals'
import { useText } from '../../i18n/text'
import { useZoneWords } from '../../i18n/when'
import { Button } from '../../ui/Button'
import { HourField } from '../../ui/DateTimeFields'
import { ErrorCard } from '../../ui/ErrorCard'
import { Page } from '../../ui/Page'
import { useCapital } from './use_capital'

const NOTHING: Record<string, never> = {}

/** Both capitals' hours of rest and holidays: what bars of days mark, for everybody of this side. */
export function CapitalsScreen() {
  const text = useText()
  const zone_words = useZoneWords()
  const { side, other_side } = useReady()
  const kept = useView('capitals', NOTHING)
  const other = other_side?.name ?? text('capitals-other')
  return (
    <Page title={text('nav-capitals')} narrow>
      <p>{text('capitals-mean')}</p>
      {kept.error === null ? null : <ErrorCard error={kept.error} again={kept.again} />}
      {kept.data === null ? null : (
        <>
          <CapitalCard capital="own" name={text('capitals-of-zone', { side: side.name, zone: zone_words(side.zone) })} kept={kept.data.own} />
          <CapitalCard capital="other" name={other} kept={kept.data.other} />
        </>
      )}
    </Page>
  )
}

function CapitalCard({ capital, name, kept }: { capital: Capital; name: string; kept: CapitalDays }) {
  const text = useText()
  const state = useCapital(capital, kept)
  const { from, until, setFrom, setUntil, wrong, hours, holidays } = state
  const title = `capital-${capital}`
  return (
    <section className="card stack" aria-labelledby={title}>
      <h2 id={title}>{name}</h2>
      <form
        className="form"
        onSubmit={(event) => {
          event.preventDefault()
          void state.keep()
        }}
      >
        <h3>{text('capitals-rest')}</h3>
        <p>{text(kept.rest === null ? 'capitals-rest-none' : 'capitals-rest-stand')}</p>
        <div className="row">
          <HourField label={text('capitals-rest-from')} hour={from} on_hour={setFrom} error={wrong === 'from' ? text('capitals-time') : null} />
          <HourField
            label={text('capitals-rest-until')}
            hour={until}
            on_hour={setUntil}
            error={wrong === 'until' ? text('capitals-time') : wrong === 'same' ? text('capitals-same') : null}
          />
        </div>
        <div className="row">
          <Button type="submit" isPending={hours.busy}>
            {text('capitals-rest-keep')}
          </Button>
          {kept.rest === null ? null : (
            <Button weight="quiet" isPending={hours.busy} onPress={() => void state.forget()}>
              {text('capitals-rest-forget')}
            </Button>
          )}
        </div>
        {hours.error === null ? null : <ErrorCard error={hours.error} />}
      </form>
      <h3>{text('capitals-holidays')}</h3>
      <p>{kept.holidays_kept === null ? text('capitals-holidays-none') : text('capitals-holidays-stand', { count: kept.holidays_kept })}</p>
      <div className="row">
        <FileTrigger
          acceptedFileTypes={['text/calendar', '.ics']}
          onSelect={(files) => {
            const chosen = files?.[0]
            if (chosen !== undefined) void state.take(chosen)
          }}
        >
          <Button isPending={holidays.busy}>{text('capitals-holidays-file')}</Button>
        </FileTrigger>
        {kept.holidays_kept === null ? null : (
          <Button weight="quiet" isPending={holidays.busy} onPress={() => void state.drop()}>
            {text('capitals-holidays-forget')}
          </Button>
        )}
      </div>
      {holidays.error === null ? null : <ErrorCard error={holidays.error} />}
    </section>
  )
}
