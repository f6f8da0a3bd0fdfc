import icon from '../ui/icon.svg'

export function Brand({ side }: { side: string | null }) {
  return (
    <p className="brand">
      <img src={icon} alt="" />
      <span translate="no">Détente</span>
      {side === null ? null : <bdi className="brand-side">{side}</bdi>}
    </p>
  )
}
