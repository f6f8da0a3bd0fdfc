import type { CoreState } from '../../core/core'
import { useText } from '../../i18n/text'
import { DemoKey } from './DemoKey'
import { EntryFrame } from './EntryFrame'
import { FirstAdministrator } from './FirstAdministrator'
import { MakeKey } from './MakeKey'
import { NoPasskey } from './NoPasskey'
import { Request } from './Request'
import { useFirstLink } from './first_link'
import './first_run.css'

type FirstRunState = Extract<CoreState, { at: 'no-key' | 'request-made' | 'not-accredited' | 'no-passkey' }>

const TITLES = { 'no-key': 'first-run', 'request-made': 'first-run-waits', 'not-accredited': 'first-run-waits', 'no-passkey': 'first-run-passkey' } as const

/** From a browser without a key to one that both officers accredited, and whose user is verified. */
export function FirstRun({ state }: { state: FirstRunState }) {
  const text = useText()
  const link = useFirstLink()
  // Begun anew after a refusal: the link is spent.
  const is_spent = link?.at === 'refused' && state.at === 'no-key'
  if (link !== null && state.at !== 'no-passkey' && !is_spent) {
    return (
      <EntryFrame title={text('first-link')} side={state.side.name}>
        <FirstAdministrator state={state} link={link} />
        {/* Refused by the node, it is still a request that can be handed over. */}
        {link.at === 'refused' && state.at !== 'no-key' ? <Request request={state.request} words={state.words} /> : null}
      </EntryFrame>
    )
  }
  return (
    <EntryFrame title={text(TITLES[state.at])} side={state.side.name}>
      <Steps at={state.at} />
      {state.at === 'no-key' ? (
        <>
          {state.demo_roles.length === 0 ? null : (
            <>
              <DemoKey roles={state.demo_roles} names={state.demo_names ?? {}} />
              <p>{text('demo-own-key')}</p>
            </>
          )}
          <MakeKey side={state.side} side_words={state.side_words} />
        </>
      ) : state.at === 'no-passkey' ? (
        <NoPasskey device_name={state.device_name} />
      ) : (
        <Request request={state.request} words={state.words} />
      )}
    </EntryFrame>
  )
}

const STEPS = ['no-key', 'request-made', 'not-accredited', 'no-passkey'] as const

function Steps({ at }: { at: FirstRunState['at'] }) {
  const text = useText()
  return (
    <ol className="steps" aria-label={text('steps')}>
      {STEPS.map((step) => (
        <li key={step} {...(step === at ? { 'aria-current': 'step' as const } : {})}>
          {text(`step-${step}`)}
        </li>
      ))}
    </ol>
  )
}
