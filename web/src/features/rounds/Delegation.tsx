import type { DelegateView, DelegationView } from '../../core/generated/views'
import { useText } from '../../i18n/text'

function Delegate({ delegate }: { delegate: DelegateView }) {
  return (
    <>
      <bdi>{delegate.name}</bdi>
      {delegate.office === '' ? null : (
        <span className="quiet">
          {', '}
          <bdi>{delegate.office}</bdi>
        </span>
      )}
    </>
  )
}

/** Who comes, as its own side named them. */
export function Delegation({ delegation }: { delegation: DelegationView }) {
  const text = useText()
  const { side, head, members, interpreters, earlier_heads } = delegation
  return (
    <div className="card stack">
      <h3>
        <bdi>{side}</bdi>
      </h3>
      <p>
        {text('delegation-head')} <strong>{<Delegate delegate={head} />}</strong>
      </p>
      {earlier_heads.length === 0 ? null : (
        <p className="quiet">
          {text('delegation-before')}{' '}
          {earlier_heads.map((one, at) => (
            <span key={at}>
              <Delegate delegate={one} />{' '}
            </span>
          ))}
        </p>
      )}
      {members.length + interpreters.length === 0 ? null : (
        <ul className="plain-list">
          {members.map((one, at) => (
            <li key={at}>
              <Delegate delegate={one} />
            </li>
          ))}
          {interpreters.map((one, at) => (
            <li key={`i${at}`}>
              <Delegate delegate={one} /> <span className="quiet">({text('role-interpreter')})</span>
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}
