import type { ReactNode } from 'react'

import { useText } from '../i18n/text'
import { Button } from './Button'

interface PrintedProps {
  /** How it is classified, as people wrote it; absent where nothing classifies it. */
  marking?: string
  /** What it is and which one: on every sheet of paper. */
  reference: string
  children: ReactNode
}

/**
 * What of a page goes to paper, with marking and reference on every sheet. On the screen it is as if it weren't there:
 * both are written by the style sheet alone, so that nobody meets them twice.
 */
export function Printed({ marking = '', reference, children }: PrintedProps) {
  return (
    <div className="printed">
      <div className="printed-mark">
        <p data-marking={marking === '' ? undefined : marking} data-reference={reference} />
      </div>
      <div className="printed-body">{children}</div>
    </div>
  )
}

export function PrintButton({ weight = 'quiet', isDisabled = false }: { weight?: 'primary' | 'quiet'; isDisabled?: boolean }) {
  const text = useText()
  return (
    <Button weight={weight} isDisabled={isDisabled} onPress={() => window.print()}>
      {text('print')}
    </Button>
  )
}
