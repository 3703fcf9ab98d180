import { useAsk } from './ask.tsx'
import { PlainDialog, type PlainDialogProps } from './plain-dialog.tsx'

/** `unsaved`: something was typed that is not saved. Escape, the cross and a click beside the dialog ask before it is discarded. */
export type DialogProps = PlainDialogProps & { unsaved?: boolean }

export function Dialog({ unsaved = false, onClose, ...others }: DialogProps) {
  const ask = useAsk()
  const close = async () => {
    if (!unsaved) return onClose()
    const sure = await ask({
      title: 'Discard what you typed?',
      text: 'It is not saved yet.',
      yes: 'Discard',
      no: 'Keep typing',
      danger: true,
    })
    if (sure) onClose()
  }
  return <PlainDialog onClose={() => void close()} {...others} />
}
