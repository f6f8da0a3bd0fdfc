import { useState } from 'react'

import { useView } from '../../core/hooks'
import { useText } from '../../i18n/text'
import { Button } from '../../ui/Button'
import { ErrorCard } from '../../ui/ErrorCard'
import { Page } from '../../ui/Page'
import { ReportedAct } from '../contacts/ReportedAct'
import { HeardForm } from './HeardForm'
import '../contacts/contacts.css'
import '../contacts/contact_form.css'

/** Everything that is reported about one matter. */
export function ReportedMatterScreen({ params }: { params: Record<string, string> }) {
  const text = useText()
  const about = params['about'] ?? ''
  const { data, error, loading, again } = useView('reported-matter', { about })
  const [more, setMore] = useState(false)
  return (
    <Page title={text('reported-matter')} narrow>
      {error === null ? null : <ErrorCard error={error} again={again} />}
      {loading ? <p role="status">{text('loading')}</p> : null}
      <p>{text('reported-matter-means')}</p>
      <ul className="contact-list">
        {(data?.reports ?? []).map((report) => (
          <li key={report.record}>
            <ReportedAct report={report} />
          </li>
        ))}
      </ul>
      {more ? (
        <section className="stack" aria-labelledby="heard-more">
          <h2 id="heard-more">{text('heard-more')}</h2>
          <HeardForm about={about} />
        </section>
      ) : (
        <div>
          <Button onPress={() => setMore(true)}>{text('heard-more')}</Button>
        </div>
      )}
    </Page>
  )
}
