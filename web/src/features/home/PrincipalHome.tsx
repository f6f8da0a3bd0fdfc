import { sides_with_zones } from '../../app/sides'
import { useLine } from '../../app/use_line'
import { useFormat } from '../../i18n/format'
import { useText } from '../../i18n/text'
import { Banner } from '../../ui/Banner'
import { Button, ButtonLink } from '../../ui/Button'
import { Clocks } from '../../ui/Clock'
import { ErrorCard } from '../../ui/ErrorCard'
import { Page } from '../../ui/Page'
import { StateBadge } from '../../ui/StateBadge'
import { BothTimes } from '../../ui/Time'
import { UnfitCard } from '../call/UnfitCard'
import { useFitness } from '../call/use_fitness'
import type { Home } from './use_home'

/** The next contact, the time in both capitals, the line, one action. Nothing technical: others see to that. */
export function PrincipalHome({ home }: { home: Home }) {
  const text = useText()
  const format = useFormat()
  const { next, ready, action, now, error, again, join } = home
  const { words, line } = useLine(ready)
  const sides = sides_with_zones(ready, line)
  const unreached = words?.case === 'node-unreached'
  const unfit = useFitness()
  /** A page that could hold no call isn't rung, and one whose node isn't reached neither. */
  const is_fit = unfit === null || unfit === undefined
  const is_rung = !unreached && is_fit
  const title = next === null ? text('no-next-contact') : text('principal-next', { medium: text(`medium-${next.medium}`), away: format.from_now(next.start_unix_ms, now) })
  return (
    <Page title={title} narrow className="principal">
      {error === null ? null : <ErrorCard error={error} again={again} />}
      {unreached ? <Banner tone="alarm" headline={text('principal-unreached')}>{text('principal-unreached-do')}</Banner> : null}
      {next === null ? null : <UnfitCard />}
      {next === null ? null : <BothTimes local={next.local} great />}
      {action === 'join' && next !== null && is_fit ? (
        <Button weight="primary" great onPress={() => join(next.contact)}>
          {text('principal-join')}
        </Button>
      ) : null}
      {action === 'check-sound' || (action === 'join' && !is_fit) ? (
        <>
          {is_rung ? <p className="principal-words">{text('principal-will-ring')}</p> : null}
          <ButtonLink weight="primary" great href="/device-test">
            {text('principal-check-sound')}
          </ButtonLink>
        </>
      ) : null}
      {action === 'none' && next !== null && is_rung ? <p className="principal-words">{text('principal-will-ring')}</p> : null}
      <div className="principal-foot">
        <h2>{text('principal-now')}</h2>
        <Clocks sides={sides} size="great" />
        {words === null || unreached ? null : (
          <p role="status">
            <StateBadge tone={words.case === 'skewed' ? 'good' : words.tone}>{text(words.case === 'up' || words.case === 'skewed' ? 'principal-line-up' : 'principal-line-down', { side: ready.other_side?.name ?? '' })}</StateBadge>
          </p>
        )}
      </div>
    </Page>
  )
}
