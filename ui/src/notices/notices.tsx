import { Button, CloseButton, Group, Paper, Text } from '@mantine/core'
import { createContext, type ReactNode, useCallback, useContext, useMemo, useRef, useState } from 'react'
import { faultOf } from '../api/fault.ts'
import { TickIcon, WarnIcon } from '../icons/sign-icons.tsx'
import classes from './notices.module.css'

type Notice = { id: number; kind: 'done' | 'failed'; text: string; hint?: string; undo?: () => void }
type Tell = {
  done: (text: string, undo?: () => void) => void
  failed: (error: unknown) => void
}

const Told = createContext<Tell>({ done: () => {}, failed: () => {} })
export const useNotices = (): Tell => useContext(Told)

const SHOWN_MS = 6_000
/** Long enough to read and reach by keyboard. */
const UNDO_MS = 15_000

/** Short messages at the corner of the page, read out by screen readers. What failed stays until it is closed. */
export function Notices({ children }: { children: ReactNode }) {
  const [notices, setNotices] = useState<Notice[]>([])
  const next = useRef(1)
  const drop = useCallback((id: number) => setNotices((shown) => shown.filter((notice) => notice.id !== id)), [])
  const show = useCallback(
    (notice: Omit<Notice, 'id'>) => {
      const id = next.current++
      setNotices((shown) => [...shown.slice(-3), { ...notice, id }])
      if (notice.kind === 'done') setTimeout(() => drop(id), notice.undo ? UNDO_MS : SHOWN_MS)
    },
    [drop],
  )
  const told = useMemo<Tell>(
    () => ({
      done: (text, undo) => show({ kind: 'done', text, ...(undo ? { undo } : {}) }),
      failed: (error) => {
        const { message, hint } = faultOf(error)
        show({ kind: 'failed', text: message, hint })
      },
    }),
    [show],
  )
  return (
    <Told.Provider value={told}>
      {children}
      <div className={classes.corner} role="status" aria-live="polite">
        {notices.map((notice) => (
          <NoticeLine key={notice.id} notice={notice} onClose={() => drop(notice.id)} />
        ))}
      </div>
    </Told.Provider>
  )
}

const NoticeLine = ({ notice, onClose }: { notice: Notice; onClose: () => void }) => {
  const { kind, text, hint, undo } = notice
  const undoNow = () => {
    undo?.()
    onClose()
  }
  return (
    <Paper className={classes.notice} data-kind={kind} shadow="md" withBorder p="sm">
      <Group gap="sm" wrap="nowrap" align="flex-start">
        <span className={classes.sign}>{kind === 'done' ? <TickIcon /> : <WarnIcon label="Failed" />}</span>
        <div className={classes.words}>
          <Text size="sm">{text}</Text>
          {hint && (
            <Text size="sm" c="dimmed">
              {hint}
            </Text>
          )}
        </div>
        {undo && (
          <Button size="compact-sm" variant="subtle" onClick={undoNow}>
            Undo
          </Button>
        )}
        <CloseButton size="sm" aria-label="Close this message" onClick={onClose} />
      </Group>
    </Paper>
  )
}
