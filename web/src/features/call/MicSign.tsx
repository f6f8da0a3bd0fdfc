/** A microphone, or one struck through: the shape tells it without its colour. */
export function MicSign({ open }: { open: boolean }) {
  return (
    <svg className="mic-sign" viewBox="0 0 24 24" width="48" height="48" aria-hidden="true" focusable="false">
      <g fill="none" stroke="currentColor" strokeWidth="2" strokeLinecap="round" strokeLinejoin="round">
        <rect x="9" y="2.5" width="6" height="11" rx="3" fill={open ? 'currentColor' : 'none'} />
        <path d="M5 11a7 7 0 0 0 14 0M12 18v3.5M8.5 21.5h7" />
        {open ? null : <path d="M3.5 3l17 18" strokeWidth="2.75" />}
      </g>
    </svg>
  )
}
