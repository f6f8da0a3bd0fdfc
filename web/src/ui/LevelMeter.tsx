import { type CSSProperties, useEffect, useState } from 'react'

import './level_meter.css'

/** Often enough to follow speech, seldom enough not to flicker. */
const LOOK_EVERY_MS = 125
/** What is left of a peak after each look. */
const FALL = 0.75
const STEPS = 20

interface LevelMeterProps {
  label: string
  /** From 0 to 1, as it is now. */
  read: () => number
  /** The level in words, for who doesn't see it. */
  words: (level: number) => string
}

/** The level after another look: up at once, down by and by. */
export function fallen(before: number, now: number): number {
  return Math.max(Math.min(1, now), before * FALL)
}

/** How loud something is. It grows and falls; it never flashes. */
export function LevelMeter({ label, read, words }: LevelMeterProps) {
  const [level, setLevel] = useState(0)
  useEffect(() => {
    const timer = setInterval(() => setLevel((before) => fallen(before, read())), LOOK_EVERY_MS)
    return () => clearInterval(timer)
  }, [read])
  const shown = Math.round(level * STEPS) / STEPS
  return (
    <div
      role="meter"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.round(shown * 100)}
      aria-valuetext={words(shown)}
      className="level-meter"
    >
      <div className="level-meter-bar" style={{ '--level': shown } as CSSProperties} />
    </div>
  )
}
