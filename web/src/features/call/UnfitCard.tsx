import { useText } from '../../i18n/text'
import { ErrorCard } from '../../ui/ErrorCard'
import { useFitness } from './use_fitness'

/** Why this page could hold no call: said before anybody rings. Nothing where it can. */
export function UnfitCard() {
  const text = useText()
  const why = useFitness()
  return why === null || why === undefined ? null : <ErrorCard error={why} headline={text('unfit-headline')} />
}
