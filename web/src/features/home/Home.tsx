import { useText } from '../../i18n/text'
import { Empty } from '../../ui/Empty'
import { ErrorCard } from '../../ui/ErrorCard'
import { Page } from '../../ui/Page'
import { READERS, may } from '../inside/roles'
import { Matters } from './Matters'
import { NextContactCard } from './NextContactCard'
import { PlannedConsultations } from './PlannedConsultations'
import { PrincipalHome } from './PrincipalHome'
import { GROUPS, useHome } from './use_home'
import './home.css'

export function HomeScreen() {
  const home = useHome()
  return home.principal ? <PrincipalHome home={home} /> : <AidesHome home={home} />
}

/** What is overdue, what comes next, and what waits. */
function AidesHome({ home }: { home: ReturnType<typeof useHome> }) {
  const text = useText()
  const { next, groups, nothing_waits, sees_all, error, loading, again, now } = home
  return (
    <Page title={text('nav-home')}>
      {error === null ? null : <ErrorCard error={error} again={again} />}
      {loading ? <p role="status">{text('loading')}</p> : null}
      {loading ? null : <Matters group="overdue" matters={groups.get('overdue') ?? []} now={now} />}
      {loading ? null : <NextContactCard next={next} now={now} join={home.join} />}
      {nothing_waits ? <Empty>{text(sees_all ? 'nothing-waits' : 'nothing-waits-you')}</Empty> : null}
      {GROUPS.filter((group) => group !== 'overdue').map((group) => (
        <Matters key={group} group={group} matters={groups.get(group) ?? []} now={now} />
      ))}
      {may(home.ready.roles, READERS) ? <PlannedConsultations /> : null}
    </Page>
  )
}
