import { useText } from '../../i18n/text'
import { Parts } from '../../ui/Parts'

/** Tracks, and the rounds in them. */
export function TrackParts() {
  const text = useText()
  return (
    <Parts
      label={text('nav-tracks')}
      parts={[
        { path: '/tracks', text: text('nav-tracks') },
        { path: '/rounds', text: text('rounds') },
      ]}
    />
  )
}
