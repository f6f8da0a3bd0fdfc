import type { StagingView } from '../../core/shapes/staging'
import { useText } from '../../i18n/text'
import { StateBadge } from '../../ui/StateBadge'
import { useWhyDown } from './use_why_down'

export function LineState({ staging }: { staging: StagingView }) {
  const text = useText()
  const { line_up } = staging
  const why = useWhyDown()(staging.line_reason)
  return (
    <div className="staging-side">
      <h3>{text('staging-line')}</h3>
      <dl>
        <dt>{text('staging-line-state')}</dt>
        <dd>
          <StateBadge tone={line_up ? 'good' : 'bad'}>{text(line_up ? 'staging-line-up' : 'staging-line-down')}</StateBadge>
          {line_up || why === null ? null : <p>{why}</p>}
        </dd>
      </dl>
    </div>
  )
}
