import type { StagingView } from '../../core/shapes/staging'
import { useFormat } from '../../i18n/format'
import { useText } from '../../i18n/text'
import { Button } from '../../ui/Button'
import { StateBadge } from '../../ui/StateBadge'
import { Moment } from '../../ui/moment'
import type { useStaging } from './use_staging'

const TONES = { none: 'plain', running: 'active', passed: 'good', failed: 'bad' } as const

/** The line and its last test. */
export function LineTest({ staging, state }: { staging: StagingView; state: ReturnType<typeof useStaging> }) {
  const text = useText()
  const format = useFormat()
  const { line_up, line_reason, line_test } = staging
  return (
    <div className="staging-side">
      <h3>{text('staging-line')}</h3>
      <dl>
        <dt>{text('staging-line-state')}</dt>
        <dd>
          <StateBadge tone={line_up ? 'good' : 'bad'}>{text(line_up ? 'staging-line-up' : 'staging-line-down')}</StateBadge>
          {line_up || line_reason === null ? null : (
            <p>
              <bdi lang="en">{line_reason}</bdi>
            </p>
          )}
        </dd>
        <dt>{text('staging-line-test')}</dt>
        <dd>
          <StateBadge tone={TONES[line_test.state]}>{text(`line-test-${line_test.state}`)}</StateBadge>{' '}
          {line_test.at_unix_ms === null ? null : <Moment unix_ms={line_test.at_unix_ms} />}
          {line_test.round_trip_ms === null ? null : <p>{text('line-test-round-trip', { ms: format.number(line_test.round_trip_ms) })}</p>}
          {line_test.reason === null ? null : (
            <p>
              <bdi lang="en">{line_test.reason}</bdi>
            </p>
          )}
        </dd>
      </dl>
      <Button isPending={state.testing} onPress={() => void state.test_line()}>
        {text('line-test-run')}
      </Button>
    </div>
  )
}
