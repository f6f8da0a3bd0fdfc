import { useText } from '../../i18n/text'
import { ErrorCard } from '../../ui/ErrorCard'
import { Page } from '../../ui/Page'
import { useHome } from './use_home'

export function HomeScreen() {
  const text = useText()
  const home = useHome()
  return <Page title={text('nav-home')}>{home.error === null ? null : <ErrorCard error={home.error} again={home.again} />}</Page>
}
