import { place_of } from '../../app/places'
import type { JointView } from '../../core/generated/views'
import { useText } from '../../i18n/text'
import { Confirm } from '../../ui/Dialog'
import { ErrorCard } from '../../ui/ErrorCard'
import { MomentField } from '../../ui/MomentField'
import { Page } from '../../ui/Page'
import { Select } from '../../ui/Select'
import { TextField } from '../../ui/TextField'
import { BothMoments } from '../../ui/moment'
import { CounterPage, Moved, useFirst } from '../acting/CounterPage'
import { FormFoot } from '../acting/FormFoot'
import { useJoint } from './use_joint'
import { useJointForm } from './use_joint_form'
import '../contacts/contacts.css'
import '../contacts/contact_form.css'

const NOTHING_ABOUT = 'none'

export function ProposeJointScreen() {
  const text = useText()
  return (
    <Page title={text('joint-propose')} narrow>
      <Form before={null} />
    </Page>
  )
}

export function CounterJointScreen({ params }: { params: Record<string, string> }) {
  const text = useText()
  const joint = useJoint(params['joint'] ?? '')
  const { view } = joint
  return (
    <CounterPage title={text('text-counter')} of={joint}>
      {view === null ? null : view.text === null ? <p>{text('paper-sealed')}</p> : <Standing key={view.joint_statement} view={view} />}
    </CounterPage>
  )
}

function Standing({ view }: { view: JointView }) {
  const text = useText()
  const { first, moved } = useFirst(view)
  return (
    <>
      <Moved moved={moved} headline={text('text-moved')} back={place_of('joint-statement', view.joint_statement)} />
      <Form before={first} />
    </>
  )
}

/** Title, words, and the moment from which both sides show them. */
function Form({ before }: { before: JointView | null }) {
  const text = useText()
  const form = useJointForm(before)
  const { draft, set, other, shown, subjects, release_unix_ms } = form
  return (
    <form
      className="stack form-of-contact"
      onSubmit={(event) => {
        event.preventDefault()
        form.check()
      }}
    >
      <p>{text('joint-read-by')}</p>
      <TextField label={text('paper-title')} value={draft.title} onChange={(title) => set({ title })} error={shown('title') ? text('problem-words') : null} />
      <TextField
        label={text('paper-text')}
        description={text('paper-text-means')}
        value={draft.text}
        onChange={(words) => set({ text: words })}
        error={shown('text') ? text('problem-words') : null}
        lines
      />
      <MomentField
        label={text('joint-release-at')}
        description={text('joint-release-at-means')}
        value={draft.release_at}
        on_change={(release_at) => set({ release_at })}
        error={shown('release') ? text('problem-release') : shown('release-past') ? text('problem-release-past') : null}
      />
      {before !== null || subjects.length === 0 ? null : (
        <Select
          label={text('joint-about-what')}
          options={[{ key: NOTHING_ABOUT, text: text('joint-about-nothing') }, ...subjects]}
          chosen={draft.about ?? NOTHING_ABOUT}
          on_choice={(key) => set({ about: key === NOTHING_ABOUT ? null : key })}
        />
      )}
      <MomentField
        label={text('answer-by')}
        description={text('form-answer-by-means')}
        value={draft.answer_by}
        on_change={(answer_by) => set({ answer_by })}
        error={shown('answer-by') ? text('problem-answer-by') : shown('answer-by-past') ? text('problem-answer-by-past') : null}
      />
      <FormFoot incomplete={form.incomplete} unchanged={form.unchanged} leave={before === null ? '/joint-statements' : place_of('joint-statement', before.joint_statement)} />
      <Confirm
        title={text(before === null ? 'joint-ask-offer' : 'joint-ask-counter')}
        open={form.asking}
        on_close={form.close}
        verb={text('propose-sign')}
        weight="primary"
        busy={form.busy}
        on_confirm={() => void form.send()}
      >
        {form.error === null ? null : <ErrorCard error={form.error} />}
        <p>
          <strong>
            <bdi>{draft.title}</bdi>
          </strong>
        </p>
        <p>{text('joint-release-at')}</p>
        {release_unix_ms === null ? null : <BothMoments unix_ms={release_unix_ms} />}
        <p>{text(before === null ? 'propose-means' : 'counter-means', { other })}</p>
      </Confirm>
    </form>
  )
}
