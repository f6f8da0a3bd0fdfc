import { useText } from '../../i18n/text'
import { ButtonLink } from '../../ui/Button'
import { Page } from '../../ui/Page'
import { AdministrationParts } from './AdministrationParts'
import '../../ui/command.css'
import './administration.css'

/** What is run on the node's machine: nothing of it is known here. */
export function ChecksScreen() {
  const text = useText()
  return (
    <Page title={text('admin-checks')} narrow>
      <AdministrationParts />
      <section className="stack" aria-labelledby="doctor">
        <h2 id="doctor">{text('doctor-on-machine')}</h2>
        <p>{text('doctor-on-machine-means')}</p>
        <pre className="command">detente doctor</pre>
      </section>
      <section className="stack" aria-labelledby="served-client">
        <h2 id="served-client">{text('served-client')}</h2>
        <p>{text('served-means')}</p>
        <div>
          <ButtonLink href="/this-client">{text('served-open')}</ButtonLink>
        </div>
      </section>
      <section className="stack" aria-labelledby="backup">
        <h2 id="backup">{text('backup')}</h2>
        <p>{text('backup-how')}</p>
        <pre className="command">detente backup north-2021-12-30.backup</pre>
        <p>{text('backup-rehearse')}</p>
        <pre className="command">detente restore north-2021-12-30.backup --verify</pre>
        <p className="quiet">{text('backup-means')}</p>
      </section>
    </Page>
  )
}
