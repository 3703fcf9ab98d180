import { Anchor, Button, Group, Select, Text, TextInput } from '@mantine/core'
import { useEffect, useMemo, useRef, useState } from 'react'
import type { LogLine } from '../../../../src/web/contract/transmission.ts'
import { transmission } from '../../api/calls.ts'
import { useLive } from '../../api/live.tsx'
import { DownloadIcon, SearchIcon } from '../../icons/sign-icons.tsx'
import { Card } from '../../pieces/card.tsx'
import { useStoreNames } from '../../pieces/use-store-names.ts'
import { fitting, type Level, levels } from './log-filter.ts'
import { LogLines } from './log-lines.tsx'
import classes from './transmit.module.css'

const KEPT = 'log'

/** The log as it grows. Stays at its end unless somebody scrolls up to read. */
export function LiveLog() {
  const lines = useLive((live) => live.lines)
  const nameOf = useStoreNames()
  const [shown, setShown] = useState(() => localStorage.getItem(KEPT) !== 'hidden')
  const [words, setWords] = useState('')
  const [level, setLevel] = useState<Level>('info')
  const found = useMemo(() => fitting(lines, words, level, nameOf), [lines, words, level, nameOf])
  const toggle = () => {
    localStorage.setItem(KEPT, shown ? 'hidden' : 'shown')
    setShown(!shown)
  }
  return (
    <Card
      title="Log"
      actions={
        <Button variant="default" size="compact-sm" onClick={toggle} aria-expanded={shown}>
          {shown ? 'Hide log' : 'Show log'}
        </Button>
      }
    >
      {shown && (
        <>
          <Group gap="sm" mb="sm">
            <TextInput
              aria-label="Filter the log"
              placeholder="Filter: words that stand in the line"
              leftSection={<SearchIcon size={16} />}
              className={classes.filter}
              value={words}
              onChange={(event) => setWords(event.currentTarget.value)}
            />
            <Select
              aria-label="Which lines"
              data={[...levels]}
              value={level}
              onChange={(value) => value && setLevel(value as Level)}
              w={190}
            />
            <Anchor href={transmission.logTextAddress} target="_blank" rel="noreferrer" size="sm">
              Open as text
            </Anchor>
            <Anchor href={transmission.logDownloadAddress} download size="sm" className={classes.download}>
              <DownloadIcon size={16} /> Download
            </Anchor>
          </Group>
          <Following lines={found} filtered={found.length !== lines.length} />
        </>
      )}
    </Card>
  )
}

function Following({ lines, filtered }: { lines: readonly LogLine[]; filtered: boolean }) {
  const box = useRef<HTMLDivElement>(null)
  const atEnd = useRef(true)
  // biome-ignore lint/correctness/useExhaustiveDependencies: scrolls whenever lines come
  useEffect(() => {
    if (atEnd.current && box.current) box.current.scrollTop = box.current.scrollHeight
  }, [lines])
  if (lines.length === 0)
    return (
      <Text size="sm" c="dimmed">
        {filtered
          ? 'No line fits the filter.'
          : 'Nothing has been logged yet. Lines appear here as soon as something happens.'}
      </Text>
    )
  return (
    <section
      ref={box}
      className={classes.log}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard
      tabIndex={0}
      aria-label="Lines of the log"
      onScroll={({ currentTarget: { scrollTop, scrollHeight, clientHeight } }) => {
        atEnd.current = scrollHeight - scrollTop - clientHeight < 40
      }}
    >
      <LogLines lines={lines} />
    </section>
  )
}
