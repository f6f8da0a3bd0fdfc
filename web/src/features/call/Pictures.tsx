import type { InCall } from '../../core/call_control'
import { useText } from '../../i18n/text'
import { Picture } from './Picture'
import { tiles_of } from './picture_state'
import { useWho } from './use_in_call'
import './pictures.css'

interface PicturesProps {
  state: InCall
  /** Of the own side. */
  side: string
}

/** The others large, oneself small, with name and side below each. */
export function Pictures({ state, side }: PicturesProps) {
  const text = useText()
  const who = useWho()
  const tiles = tiles_of(state)
  return (
    <section className="pictures" aria-label={text('pictures')}>
      {tiles.map(({ member, stream }) => (
        <figure key={member.device} className="tile">
          {stream === null ? (
            <p className="picture picture-none">
              <span>{text('picture-none')}</span>
            </p>
          ) : (
            <Picture stream={stream} label={text('picture-of', { who: who(member) })} />
          )}
          <figcaption>
            <bdi>{who(member)}</bdi>
          </figcaption>
        </figure>
      ))}
      {state.own_picture === null ? null : (
        <figure className="tile tile-own">
          <Picture stream={state.own_picture} label={text('picture-own')} mirrored />
          <figcaption>{text('picture-own-shown', { side })}</figcaption>
        </figure>
      )}
    </section>
  )
}
