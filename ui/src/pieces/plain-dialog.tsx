import { Modal, type ModalProps } from '@mantine/core'
import type { ReactNode } from 'react'
import { useEscape } from './use-escape.ts'
import { useFocusReturn } from './use-focus-return.ts'

export type PlainDialogProps = { title: ReactNode; onClose: () => void; children: ReactNode } & Pick<
  ModalProps,
  'size' | 'classNames' | 'zIndex'
>

/** A dialog, open as long as it is drawn. Escape closes only the topmost; afterwards the focus is back where it was before. */
export function PlainDialog({ onClose, ...others }: PlainDialogProps) {
  useFocusReturn()
  useEscape(onClose)
  return (
    <Modal
      opened
      onClose={onClose}
      closeOnEscape={false}
      returnFocus={false}
      closeButtonProps={{ 'aria-label': 'Close' }}
      {...others}
    />
  )
}
