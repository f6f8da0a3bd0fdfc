import { useCallback } from 'react'

import { useText } from '../i18n/text'

/** How another side's day stands to one's own, in words: nobody should count dates at night. */
export function useDayWords(): (days: number) => string {
  const text = useText()
  return useCallback(
    (days: number) => {
      if (days === 0) return text('day-same')
      if (days === 1) return text('day-after')
      if (days === -1) return text('day-before')
      return days > 0 ? text('days-after', { days }) : text('days-before', { days: -days })
    },
    [text],
  )
}
