import { useView } from '../core/hooks'
import { useText } from '../i18n/text'
import { Banner } from '../ui/Banner'
import { ButtonLink } from '../ui/Button'
import { OwnTime } from '../ui/Time'
import { place_of } from './places'

const NOTHING: Record<string, never> = {}

/** FLASH messages that nobody acknowledged, over everything, until somebody does. */
export function AlarmBanner() {
  const text = useText()
  const { data } = useView('alarms', NOTHING)
  return data?.alarms.map(({ message, from, local, title }) => (
    <Banner
      key={message}
      tone="alarm"
      headline={text('alarm-headline', { side: from })}
      action={<ButtonLink href={place_of('message', message)}>{text('alarm-read')}</ButtonLink>}
    >
      {title === null ? null : (
        <p>
          <bdi>{title}</bdi>
        </p>
      )}
      <p>
        {text('alarm-since')} <OwnTime local={local} />
      </p>
    </Banner>
  ))
}
