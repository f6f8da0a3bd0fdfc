/** Small signs beside words: a shape for each tone, so that colour is never alone. */
export type Tone = 'plain' | 'active' | 'good' | 'warn' | 'bad'

const SHAPES: Record<Tone, string> = {
  // A ring, a filled disc, a tick, a triangle with its stroke, a cross in an octagon.
  plain: 'M8 2.5a5.5 5.5 0 1 0 0 11a5.5 5.5 0 1 0 0-11z',
  active: 'M8 2.5a5.5 5.5 0 1 0 0 11a5.5 5.5 0 1 0 0-11z',
  good: 'M2.5 8.5l3.5 3.5l7.5-8',
  warn: 'M8 2l6.5 11.5h-13zM8 6.5v3M8 11.4v.2',
  bad: 'M5.3 2h5.4L14 5.3v5.4L10.7 14H5.3L2 10.7V5.3zM5.8 5.8l4.4 4.4M10.2 5.8l-4.4 4.4',
}

export function Sign({ tone }: { tone: Tone }) {
  return (
    <svg className="sign" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" focusable="false">
      <path
        d={SHAPES[tone]}
        fill={tone === 'active' ? 'currentColor' : 'none'}
        stroke="currentColor"
        strokeWidth="1.75"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </svg>
  )
}
