import { Suspense } from 'react'

import { useReady } from '../core/hooks'
import { match, usePlace } from './router'
import { SCREENS } from './screens'

/** The screen of the present place. */
export function PresentScreen() {
  const { path } = usePlace()
  const { roles } = useReady()
  for (const screen of SCREENS) {
    const params = match(screen.path, path)
    if (params === null) continue
    if (!screen.roles.some((role) => roles.includes(role))) continue
    const View = screen.view
    return (
      <Suspense>
        <View key={path} params={params} />
      </Suspense>
    )
  }
  return null
}

export function App() {
  return <PresentScreen />
}
