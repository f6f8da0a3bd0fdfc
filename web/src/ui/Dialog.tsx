import type { ReactNode } from 'react'
import { Dialog as AriaDialog, Heading, Modal, ModalOverlay } from 'react-aria-components'

import { useText } from '../i18n/text'
import { Button, type Weight } from './Button'
import './dialog.css'

interface DialogProps {
  title: string
  open: boolean
  on_close: () => void
  /** It wants an answer: a press beside it doesn't close it. */
  alert?: boolean
  /** What was begun in it runs: it stays until that is through. */
  held?: boolean
  children: ReactNode
  actions?: ReactNode
}

export function Dialog({ title, open, on_close, alert = false, held = false, children, actions }: DialogProps) {
  return (
    <ModalOverlay
      className="veil"
      isOpen={open}
      isDismissable={!alert && !held}
      isKeyboardDismissDisabled={held}
      onOpenChange={(now_open) => {
        if (!now_open && !held) on_close()
      }}
    >
      <Modal className="dialog-box">
        <AriaDialog role={alert ? 'alertdialog' : 'dialog'} className="dialog">
          <Heading slot="title" level={2}>
            {title}
          </Heading>
          {children}
          {actions === undefined ? null : <div className="dialog-actions">{actions}</div>}
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  )
}

interface ConfirmProps {
  title: string
  open: boolean
  on_close: () => void
  /** What the button does, as a verb: never "OK". */
  verb: string
  weight?: Weight
  busy?: boolean
  on_confirm: () => void
  children: ReactNode
}

/** Asks before what can't be taken back. The way out has the focus. */
export function Confirm({ title, open, on_close, verb, weight = 'danger', busy = false, on_confirm, children }: ConfirmProps) {
  const text = useText()
  return (
    <Dialog
      title={title}
      open={open}
      on_close={on_close}
      alert
      held={busy}
      actions={
        <>
          {/* A dialog that asks has to take the focus, and its harmless answer is the place. */}
          {/* eslint-disable-next-line jsx-a11y-x/no-autofocus */}
          <Button onPress={on_close} isDisabled={busy} autoFocus>
            {text('go-back')}
          </Button>
          <Button weight={weight} onPress={on_confirm} isPending={busy}>
            {verb}
          </Button>
        </>
      }
    >
      {children}
    </Dialog>
  )
}
