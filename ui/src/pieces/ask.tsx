import { Button, Group, getDefaultZIndex, Modal, Stack, Text } from '@mantine/core'
import { createContext, type ReactNode, useCallback, useContext, useState } from 'react'

type Question = { title: string; text: ReactNode; yes: string; no?: string; danger?: boolean }
type Asked = Question & { answer: (yes: boolean) => void }

const AskContext = createContext<(question: Question) => Promise<boolean>>(async () => false)
/** Asks before something that cannot be undone; true = the person said yes. */
export const useAsk = () => useContext(AskContext)

export function Asking({ children }: { children: ReactNode }) {
  const [asked, setAsked] = useState<Asked | null>(null)
  const [open, setOpen] = useState(false)
  const ask = useCallback(
    (question: Question) =>
      new Promise<boolean>((answer) => {
        setAsked({ ...question, answer })
        setOpen(true)
      }),
    [],
  )
  const say = (yes: boolean) => {
    asked?.answer(yes)
    setOpen(false)
  }
  return (
    <AskContext.Provider value={ask}>
      {children}
      <Modal
        opened={open}
        onClose={() => say(false)}
        title={asked?.title}
        closeButtonProps={{ 'aria-label': 'Close' }}
        // Above the dialog that asks, whichever of them was made first.
        zIndex={getDefaultZIndex('overlay')}
      >
        <Stack>
          <Text component="div" size="sm">
            {asked?.text}
          </Text>
          <Group justify="flex-end">
            <Button variant="default" onClick={() => say(false)} data-autofocus>
              {asked?.no ?? 'Keep it as it is'}
            </Button>
            <Button color={asked?.danger ? 'red' : 'blue'} onClick={() => say(true)}>
              {asked?.yes}
            </Button>
          </Group>
        </Stack>
      </Modal>
    </AskContext.Provider>
  )
}
