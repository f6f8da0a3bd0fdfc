import { Form } from 'react-aria-components'

import type { SideName } from '../../core/core'
import { useText } from '../../i18n/text'
import { Button } from '../../ui/Button'
import { Checkbox, Choices } from '../../ui/Choice'
import { ErrorCard } from '../../ui/ErrorCard'
import { TextField } from '../../ui/TextField'
import { Words } from '../../ui/Words'
import { DEVICE_NAME_CHARS_MAX, useMakeKey } from './use_make_key'

export function MakeKey({ side, side_words }: { side: SideName; side_words: string[] }) {
  const text = useText()
  const { form, change, roles, lacking, busy, error, make } = useMakeKey()
  return (
    <Form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault()
        make()
      }}
    >
      <section className="stack" aria-labelledby="whose-node">
        <h2 id="whose-node">
          {text('whose-node')} <bdi>{side.name}</bdi>
        </h2>
        <p>{text('whose-node-means')}</p>
        <Words words={side_words} label={text('side-words')} />
        <Checkbox on={form.words_compared} on_change={(words_compared) => change({ words_compared })}>
          {text('side-words-compared')}
        </Checkbox>
        {lacking.includes('words') ? (
          <p role="alert" className="field-error">
            {text('lacks-words')}
          </p>
        ) : null}
      </section>
      <section className="stack" aria-labelledby="whose-key">
        <h2 id="whose-key">{text('whose-key')}</h2>
        <TextField
          label={text('device-name')}
          description={text('device-name-means')}
          value={form.device_name}
          onChange={(device_name) => change({ device_name })}
          maxLength={DEVICE_NAME_CHARS_MAX}
          autoComplete="off"
          error={lacking.includes('device') ? text('lacks-device') : null}
        />
        <TextField
          label={text('person-id')}
          description={text('person-id-means')}
          value={form.person}
          onChange={(person) => change({ person })}
          autoComplete="off"
          spellCheck="false"
          error={lacking.includes('person') ? text('lacks-person') : null}
        />
        <Choices
          label={text('roles-wanted')}
          description={text('roles-wanted-means')}
          options={roles.map((role) => ({ key: role, text: text(`role-${role}`) }))}
          chosen={form.roles}
          on_choice={(chosen) => change({ roles: chosen })}
        />
        {lacking.includes('roles') ? (
          <p role="alert" className="field-error">
            {text('lacks-roles')}
          </p>
        ) : null}
      </section>
      {error === null ? null : <ErrorCard error={error} />}
      <Button type="submit" weight="primary" great isPending={busy}>
        {text('make-key')}
      </Button>
      <p className="quiet">{text('make-key-means')}</p>
    </Form>
  )
}
