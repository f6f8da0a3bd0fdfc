import type { ReactNode } from 'react'

import { useFormat } from '../../i18n/format'
import { useText } from '../../i18n/text'
import type { Tone } from '../../ui/Sign'
import { StateBadge } from '../../ui/StateBadge'
import type { Result, Step } from './results'

const TONES: Record<Result['state'], Tone> = { 'not-run': 'plain', running: 'active', passed: 'good', failed: 'bad' }

interface StepCardProps {
  step: Step
  result: Result
  children?: ReactNode
}

/** One step: what it is, what it came to, and where it failed why and what to do. */
export function StepCard({ step, result, children }: StepCardProps) {
  const text = useText()
  return (
    <section className="card step" aria-labelledby={`step-${step}`}>
      <div className="step-head">
        <h2 id={`step-${step}`}>{text(`test-${step}`)}</h2>
        <span role="status">
          <StateBadge tone={TONES[result.state]}>{text(`test-state-${result.state}`)}</StateBadge>
        </span>
      </div>
      {result.state === 'failed' ? (
        <div>
          <p>
            <strong>{text(`fault-cause-${result.code}`)}</strong>
          </p>
          <p>{text('error-next', { next: text(`fault-next-${result.code}`) })}</p>
        </div>
      ) : null}
      <Measured result={result} />
      {children}
    </section>
  )
}

function Measured({ result }: { result: Result }) {
  const text = useText()
  const format = useFormat()
  if (result.state !== 'passed' && result.state !== 'failed') return null
  const { took_ms, clock_ahead_ms, red } = result.details
  const words: string[] = []
  if (typeof took_ms === 'number') words.push(text('test-took', { ms: format.number(took_ms) }))
  if (typeof clock_ahead_ms === 'number') words.push(text('test-clock-apart', { seconds: format.number(Math.round(Math.abs(clock_ahead_ms) / 100) / 10) }))
  if (red === false && result.state === 'passed') words.push(text('test-no-red'))
  return words.length === 0 ? null : <p className="quiet">{words.join(' ')}</p>
}
