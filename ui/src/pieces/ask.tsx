import { Button, Group, getDefaultZIndex, Stack, Text } from '@mantine/core'
import { createContext, type ReactNode, useCallback, useContext, useState } from 'react'
import { PlainDialog } from './plain-dialog.tsx'

type Question = { title: string; text: ReactNode; yes: string; no?: string; danger?: boolean }
type Asked = Question & { answer: (yes: boolean) => void }

const AskContext = createContext<(question: Question) => Promise<boolean>>(async () => false)
/** Asks before something that cannot be undone; true = the person said yes. */
export const useAsk = () => useContext(AskContext)

export function Asking({ children }: { children: ReactNode }) {
  const [asked, setAsked] = useState<Asked | null>(null)
  const ask = useCallback(
    (question: Question) =>
      new Promise<boolean>((answer) => {
        setAsked({ ...question, answer })
      }),
    [],
  )
  const say = (yes: boolean) => {
    asked?.answer(yes)
    setAsked(null)
  }
  return (
    <AskContext.Provider value={ask}>
      {children}
      {asked && (
        // Above the dialog that asks, whichever of them was made first.
        <PlainDialog onClose={() => say(false)} title={asked.title} zIndex={getDefaultZIndex('overlay')}>
          <Stack>
            <Text component="div" size="sm">
              {asked.text}
            </Text>
            <Group justify="flex-end">
              <Button variant="default" onClick={() => say(false)} data-autofocus>
                {asked.no ?? 'Keep it as it is'}
              </Button>
              <Button color={asked.danger ? 'red' : 'blue'} onClick={() => say(true)}>
                {asked.yes}
              </Button>
            </Group>
          </Stack>
        </PlainDialog>
      )}
    </AskContext.Provider>
  )
}
