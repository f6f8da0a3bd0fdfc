import { useState } from 'react'

import { type Params, usePlace } from '../../app/router'
import { useView } from '../../core/hooks'
import { KINDS, OCCASIONS, type ReleaseKind } from '../../core/shapes/press'
import { useText } from '../../i18n/text'
import { useAnnounce } from '../../ui/Announcer'
import { Button } from '../../ui/Button'
import { Checkbox } from '../../ui/Choice'
import { ErrorCard } from '../../ui/ErrorCard'
import { MomentField } from '../../ui/MomentField'
import { Page } from '../../ui/Page'
import { Select } from '../../ui/Select'
import { TextField } from '../../ui/TextField'
import { FactsBeside } from './FactsBeside'
import { EMBARGO_TWICE, type Lack, useEditor } from './use_editor'
import { useSubjects } from './use_press'
import './press.css'

/** Kinds that are begun by choosing them; the others belong to something published. */
const FREE = ['statement', 'announcement', 'readout', 'answer', 'holding-line'] as const

function kind_of(text: string | undefined): ReleaseKind {
  return KINDS.find((kind) => kind === text) ?? 'statement'
}

export function NewReleaseScreen({ params }: { params: Params }) {
  const text = useText()
  const [kind, setKind] = useState<ReleaseKind>(() => kind_of(params['kind']))
  const choice = (
    <Select
      label={text('editor-kind')}
      options={FREE.map((key) => ({ key, text: text(`kind-${key}`) }))}
      chosen={FREE.find((one) => one === kind) ?? null}
      on_choice={setKind}
    />
  )
  return <EditorPage key={kind} kind={kind} subject={params['subject'] ?? null} about={null} title={text(`editor-new-${kind}`)} choice={choice} />
}

export function CorrectScreen({ params }: { params: Params }) {
  return <Notice kind="correction" name={params['name'] ?? ''} />
}

export function WithdrawScreen({ params }: { params: Params }) {
  return <Notice kind="withdrawal" name={params['name'] ?? ''} />
}

const NOTHING: Record<string, never> = {}

/** A correction or withdrawal of something published. */
function Notice({ kind, name }: { kind: 'correction' | 'withdrawal'; name: string }) {
  const text = useText()
  const { data, error, again } = useView('press', NOTHING)
  const item = data?.published.find((one) => one.name === name) ?? null
  if (item === null) {
    return (
      <Page title={text(`editor-new-${kind}`)} narrow>
        {error === null ? <p role="status">{text(data === null ? 'loading' : 'press-not-published')}</p> : <ErrorCard error={error} again={again} />}
      </Page>
    )
  }
  const of = (
    <p>
      {text('editor-about')} <bdi>{item.title}</bdi> (<bdi>{item.office}</bdi>)
    </p>
  )
  return <EditorPage kind={kind} subject={item.contact} about={name} title={text(`editor-new-${kind}`)} choice={of} />
}

interface EditorProps {
  kind: ReleaseKind
  subject: string | null
  about: string | null
  title: string
  choice: React.ReactNode
}

function EditorPage({ kind, subject, about, title, choice }: EditorProps) {
  const text = useText()
  const { go } = usePlace()
  const { tell } = useAnnounce()
  const editor = useEditor(kind, subject, about)
  const { options } = useSubjects()
  const { written, write, lacks } = editor
  const error_of = (...of: Lack[]) => {
    const lack = lacks.find((one) => of.includes(one))
    return lack === undefined ? null : text(`editor-lacks-${lack}`)
  }
  return (
    <Page title={title}>
      <form
        className="editor"
        onSubmit={(event) => {
          event.preventDefault()
          void editor.draft().then((done) => {
            if (done === null) return
            tell(text('editor-kept'))
            go(done.record === null ? '/press' : `/press/drafts/${encodeURIComponent(done.record)}`)
          })
        }}
      >
        <div className="editor-text">
          {choice}
          {about === null ? (
            <>
              <Select label={text('editor-subject')} options={options} chosen={written.subject} on_choice={(chosen) => write({ subject: chosen })} placeholder={text('choose')} />
              {error_of('subject') === null ? null : <p className="field-error">{error_of('subject')}</p>}
            </>
          ) : null}
          <TextField label={text('editor-office')} description={text('editor-office-means')} value={written.office} onChange={(office) => write({ office })} error={error_of('office')} />
          {kind === 'answer' ? <TextField label={text('editor-question')} value={written.question} onChange={(question) => write({ question })} error={error_of('question')} /> : null}
          {kind === 'holding-line' ? <p className="quiet">{text('editor-holding-means')}</p> : null}
          <TextField label={text('editor-title')} value={written.title} onChange={(words) => write({ title: words })} error={error_of('title', 'title-line')} />
          <TextField label={text('editor-text')} lines value={written.text} onChange={(words) => write({ text: words })} error={error_of('text')} />
          <TextField label={text('compose-language')} description={text('compose-language-means')} value={written.language} onChange={(language) => write({ language })} />
          {kind === 'statement' || kind === 'answer' ? (
            <Select
              label={text('editor-occasion')}
              options={OCCASIONS.map((key) => ({ key, text: text(`occasion-${key}`) }))}
              chosen={written.occasion}
              on_choice={(occasion) => write({ occasion })}
            />
          ) : null}
          <MomentField
            label={text('editor-embargo')}
            description={text('editor-embargo-means')}
            value={written.embargo}
            on_change={(embargo) => write({ embargo })}
            error={error_of('embargo', 'embargo-past')}
            twice={EMBARGO_TWICE}
          />
          <Checkbox on={written.promises} on_change={(promises) => write({ promises })}>
            {text('editor-promises')}
          </Checkbox>
          {written.promises ? (
            <>
              <MomentField label={text('editor-promise-by')} value={written.promise_by} on_change={(promise_by) => write({ promise_by })} error={error_of('promise', 'promise-past')} />
              <TextField
                label={text('editor-promise-office')}
                description={text('editor-promise-office-means')}
                value={written.promise_office}
                onChange={(promise_office) => write({ promise_office })}
              />
            </>
          ) : null}
        </div>
        <FactsBeside editor={editor} error_of={error_of} />
        <div className="editor-foot">
          {lacks.length === 0 ? null : (
            <p role="alert" className="field-error">
              {text('compose-lacks')}
            </p>
          )}
          {editor.error === null ? null : <ErrorCard error={editor.error} />}
          <div>
            <Button type="submit" weight="primary" isPending={editor.busy}>
              {text('editor-keep')}
            </Button>
          </div>
          <p className="quiet">{text('editor-keep-means')}</p>
        </div>
      </form>
    </Page>
  )
}
